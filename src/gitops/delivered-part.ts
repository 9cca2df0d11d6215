import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Delivery } from './delivery';
import { fileOfNamespace, folderOf } from './file-name';
import { EVERYTHING, NO_NAMESPACE, namespaceOf } from './home-of';
import { Layout } from './layout';
import { layoutOf } from './layout-of';
import { Cluster } from '../constructs/ends/cluster';
import { oncePerSynth } from '../constructs/registry/once-per-synth';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject } from '../model/kubernetes-object';

/** A part of the output that an engine applies: all of a cluster, or one namespace of it. */
export interface DeliveredPart {
  readonly cluster?: Cluster;
  /** A namespace, or `_cluster` for what is in none. @default - all of the cluster */
  readonly namespace?: string;
}

/** A part that is one namespace. */
export type NamespacePart = DeliveredPart & { readonly namespace: string };

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

/** Every part of one namespace that there are objects for, by cluster and namespace. */
export function partsOf(scope: IConstruct): readonly NamespacePart[] {
  const { root } = scope.node;
  return oncePerSynth(root, () => findParts(root));
}

function findParts(root: IConstruct): NamespacePart[] {
  const parts = new Map<string, NamespacePart>();
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct) || Chart.of(construct) instanceof Delivery) continue;
    const cluster = Cluster._around(construct);
    const namespace = namespaceOf(construct.toJson() as KubernetesObject) ?? NO_NAMESPACE;
    parts.set(join(cluster?.clusterName ?? '', namespace), { cluster, namespace });
  }
  return [...parts.keys()].sort().map((key) => parts.get(key)!);
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
  if (namespace === undefined) return;
  const namespaces = partsOf(scope)
    .filter((part) => part.cluster === cluster)
    .map((part) => part.namespace);
  if (namespaces.includes(namespace)) return;
  throw new InvalidInput(
    `There is nothing to deliver for the namespace ${namespace}.`,
    `Name one that has objects: ${namespaces.join(', ') || 'there is none yet'}.`,
  );
}

function join(folder: string, inner: string): string {
  if (inner === '') return folder;
  return folder === '' || folder === '.' ? inner : `${folder}/${inner}`;
}
