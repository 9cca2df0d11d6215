import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Delivery } from './delivery';
import { fileOfNamespace, folderOf } from './file-name';
import { EVERYTHING, NO_NAMESPACE, namespaceOf } from './home-of';
import { Layout } from './layout';
import { layoutOf } from './layout-of';
import { Cluster } from '../constructs/ends/cluster';
import { oncePerSynth } from '../constructs/registry/once-per-synth';
import { PolicyRegistry } from '../constructs/registry/policy-registry';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject } from '../model/kubernetes-object';

/** A part of the output that an engine applies: all of a cluster, or one namespace of it. */
export interface DeliveredPart {
  readonly cluster?: Cluster;
  /** A namespace, or `_cluster` for what is in none. @default - all of the cluster */
  readonly namespace?: string;
}

/** A part that is one namespace. */
export interface NamespacePart extends DeliveredPart {
  readonly namespace: string;
  /** Whether the program has nothing for it at the moment, so that what was delivered before has to go. */
  readonly isEmpty: boolean;
}

/** Where a part stands in the repository. */
export interface PartPlace {
  /** A folder. */
  readonly path: string;
  /** Which of its files count. @default - those that its kustomization names */
  readonly include?: string;
}

/**
 * The place of a part, in the layout of the app.
 *
 * @throws InvalidInput if the app has no layout, or the part no file of its own
 */
export function placeOf(scope: IConstruct, { cluster, namespace }: DeliveredPart, outputPath: string): PartPlace {
  const { layout, extension } = layoutOf(scope);
  const folder = join(outputPath, cluster ? folderOf('cluster', cluster.clusterName) : '');
  if (layout === Layout.FOLDER_PER_NAMESPACE) {
    return { path: join(folder, namespace === undefined ? '' : folderOf('namespace', namespace)) };
  }
  if (layout === Layout.FILE_PER_NAMESPACE) {
    return { path: folder, include: namespace === undefined ? `*${extension}` : fileOfNamespace(namespace, extension) };
  }
  if (namespace === undefined) return { path: folder, include: EVERYTHING + extension };
  throw new InvalidInput(
    `The namespace ${namespace} has no file of its own, since the layout is one file.`,
    'Choose Layout.FILE_PER_NAMESPACE or Layout.FOLDER_PER_NAMESPACE.',
  );
}

/**
 * Every part of one namespace, by cluster and namespace: those that there are objects for, and those that a stack
 * manages, whose policies a rollout may hold back.
 */
export function partsOf(scope: IConstruct): readonly NamespacePart[] {
  const { root } = scope.node;
  return oncePerSynth(root, () => findParts(root));
}

function findParts(root: IConstruct): NamespacePart[] {
  const parts = new Map<string, NamespacePart>();
  const add = (construct: IConstruct, namespace: string, isEmpty: boolean) => {
    const cluster = Cluster._around(construct);
    const key = join(cluster?.clusterName ?? '', namespace);
    if (!isEmpty || !parts.has(key)) parts.set(key, { cluster, namespace, isEmpty });
  };
  for (const { chart, namespace } of managedNamespaces(root)) add(chart, namespace, true);
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct) || Chart.of(construct) instanceof Delivery) continue;
    add(construct, namespaceOf(construct.toJson() as KubernetesObject) ?? NO_NAMESPACE, false);
  }
  return [...parts.keys()].sort().map((key) => parts.get(key)!);
}

/** The namespaces whose policies the program decides, whether it delivers any at the moment or not. */
export function managedNamespaces(root: IConstruct): { readonly chart: Chart; readonly namespace: string }[] {
  const charts = root.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
  return charts.flatMap((chart) => {
    const namespace = PolicyRegistry.ofChart(chart)?.namespace;
    return namespace === undefined ? [] : [{ chart, namespace }];
  });
}

/** Whether there is nothing in a part at the moment. */
export function isEmptyPart(scope: IConstruct, part: DeliveredPart): boolean {
  return partsWithin(scope, part).every(({ isEmpty }) => isEmpty);
}

function partsWithin(scope: IConstruct, { cluster, namespace }: DeliveredPart): NamespacePart[] {
  return partsOf(scope).filter(
    (part) => part.cluster === cluster && (namespace === undefined || part.namespace === namespace),
  );
}

/**
 * Checks that there is something to deliver.
 *
 * @throws InvalidInput if the part is of no cluster where there are several, or has no objects
 */
export function checkPart(scope: IConstruct, { cluster, namespace }: DeliveredPart): void {
  const clusters = Cluster._all(scope);
  if (cluster === undefined && clusters.length > 0) {
    throw new InvalidInput(
      'The program speaks for several clusters, and this delivers the files of none of them.',
      `Say which, for example the cluster ${clusters[0]!.node.path}.`,
    );
  }
  if (cluster && !clusters.includes(cluster)) {
    throw new InvalidInput(`The cluster ${cluster.clusterName} is of another app.`, 'Name a cluster of this one.');
  }
  const namespaces = partsWithin(scope, { cluster }).map((part) => part.namespace);
  if (namespaces.length === 0) {
    throw new InvalidInput(
      `There is nothing to deliver${cluster ? ` for the cluster ${cluster.clusterName}` : ''}, so the engine would find no folder.`,
      'Create a NamespaceStack first, or leave this out until there is one.',
    );
  }
  if (namespace === undefined) return;
  if (namespaces.includes(namespace)) return;
  throw new InvalidInput(
    `There is nothing to deliver for the namespace ${namespace}.`,
    `Name one that the program knows: ${namespaces.join(', ')}.`,
  );
}

function join(folder: string, inner: string): string {
  if (inner === '') return folder;
  return folder === '' || folder === '.' ? inner : `${folder}/${inner}`;
}
