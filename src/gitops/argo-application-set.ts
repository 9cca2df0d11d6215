import { ApiObject, Lazy } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ArgoDeliveryProps } from './argo-delivery-props';
import { ARGO_DELIVERY } from './argo-delivery-shape';
import { ARGO_API_VERSION, ArgoSource, applicationSpec, argoSource } from './argo-source';
import { DeliveredPart, checkPart, isEmptyPart, partsOf, placeOf } from './delivered-part';
import { Delivery } from './delivery';
import { checkAtSynth, checkDeliveryName } from './delivery-checks';
import { FOLDER_PREFIXES } from './file-name';
import { DELIVERY_FOLDER, NO_NAMESPACE } from './home-of';
import { Layout } from './layout';
import { layoutOf } from './layout-of';
import { Cluster } from '../constructs/ends/cluster';
import { Shape, checkGiven, oneOf, optional } from '../model/given';
import { TEXT, checkPlace } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';

/** What an {@link ArgoApplicationSet} makes an Application of. */
export enum ArgoApplicationPer {
  /** Each cluster, from a list in the object. */
  CLUSTER = 'cluster',
  /** Each namespace of each cluster, from a list in the object: what is delivered can be read there. */
  NAMESPACE = 'namespace',
  /**
   * Each namespace of each cluster, from the folders that Argo CD finds in Git: the object does not change when
   * namespaces come and go. For Layout.FOLDER_PER_NAMESPACE.
   */
  GIT_DIRECTORY = 'git-directory',
}

/** Options of an {@link ArgoApplicationSet}. */
export interface ArgoApplicationSetProps extends ArgoDeliveryProps {
  /**
   * What it makes an Application of.
   *
   * @default ArgoApplicationPer.CLUSTER
   */
  readonly per?: ArgoApplicationPer;
  /**
   * The name of the ApplicationSet, and the start of the names of its Applications: `NAME.CLUSTER.NAMESPACE`.
   *
   * @default - the id
   */
  readonly name?: string;
}

const SHAPE: Shape<ArgoApplicationSetProps> = {
  ...ARGO_DELIVERY,
  per: optional(oneOf('ArgoApplicationPer', ArgoApplicationPer)),
  name: optional(TEXT),
};

/**
 * An Argo CD ApplicationSet that delivers the output to every cluster of the program. Argo CD has to know each by the
 * name it has in the program.
 *
 * ```yaml
 * apiVersion: argoproj.io/v1alpha1
 * kind: ApplicationSet
 * metadata: { name: policies, namespace: argocd }
 * spec:
 *   goTemplate: true
 *   goTemplateOptions: [missingkey=error]
 *   generators:
 *     - list:
 *         elements:
 *           - { name: policies.prod-eu.shop, cluster: prod-eu, path: deploy/prod-eu/shop }
 *   syncPolicy: { preserveResourcesOnDeletion: true }
 *   template:
 *     metadata: { name: '{{.name}}' }
 *     spec: …   # as that of an ArgoApplication
 * ```
 *
 * Policies outlive their Application: when a namespace goes from the program, or the set is deleted, they stay in the
 * cluster until somebody deletes them, because a namespace without policies is open.
 *
 * @example
 * const argocd = new Delivery(app, 'argocd');
 * new ArgoApplicationSet(argocd, 'policies', {
 *   repoUrl: 'https://git.example.com/platform/policies.git',
 *   outputPath: 'deploy',
 *   per: ArgoApplicationPer.NAMESPACE,
 * });
 */
export class ArgoApplicationSet extends Construct {
  /**
   * @throws if it is in no Delivery, or a name, address or path is not valid. Synth fails if the layout does not fit
   */
  public constructor(scope: Construct, id: string, props: ArgoApplicationSetProps) {
    checkPlace('ArgoApplicationSet', scope, id);
    super(scope, id);
    within(
      () => `[${this.node.path}]`,
      () => {
        checkGiven(props, SHAPE, new.target === ArgoApplicationSet);
        Delivery._around(this);
        const source = argoSource(props);
        const name = checkDeliveryName(props.name ?? id);
        const per = props.per ?? ArgoApplicationPer.CLUSTER;
        const spec = () => setSpec(this, name, source, per);
        new ApiObject(this, 'Resource', {
          apiVersion: ARGO_API_VERSION,
          kind: 'ApplicationSet',
          metadata: { name },
          spec: Lazy.any({ produce: spec }),
        });
        checkAtSynth(this, () => {
          wholeClusters(this).forEach((part) => checkPart(this, part));
          spec();
        });
      },
    );
  }
}

function setSpec(scope: IConstruct, name: string, source: ArgoSource, per: ArgoApplicationPer): object {
  const hasClusters = Cluster._all(scope).length > 0;
  const { generator, template } =
    per === ArgoApplicationPer.GIT_DIRECTORY
      ? gitDirectories(scope, name, source, hasClusters)
      : listOfParts(scope, name, source, per, hasClusters);
  return {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [generator],
    syncPolicy: { preserveResourcesOnDeletion: true },
    template,
  };
}

interface Generated {
  readonly generator: object;
  readonly template: object;
}

function listOfParts(
  scope: IConstruct,
  name: string,
  source: ArgoSource,
  per: ArgoApplicationPer,
  hasClusters: boolean,
): Generated {
  const parts: readonly DeliveredPart[] = per === ArgoApplicationPer.NAMESPACE ? partsOf(scope) : wholeClusters(scope);
  const elements = parts.map((part) => ({
    name: nameOf(name, part),
    ...(part.cluster && { cluster: part.cluster.clusterName }),
    ...placeOf(scope, part, source.outputPath),
  }));
  const place = { path: '{{.path}}', include: elements.some(({ include }) => include) ? '{{.include}}' : undefined };
  const destination = hasClusters ? { name: '{{.cluster}}' } : { server: 'https://kubernetes.default.svc' };
  return {
    generator: { list: { elements } },
    template: {
      metadata: { name: '{{.name}}' },
      spec: applicationSpec(source, place, destination, someEmpty(scope, parts)),
    },
  };
}

function wholeClusters(scope: IConstruct): DeliveredPart[] {
  const clusters = Cluster._all(scope);
  return clusters.length === 0 ? [{}] : clusters.map((cluster) => ({ cluster }));
}

function someEmpty(scope: IConstruct, parts: readonly DeliveredPart[]): boolean {
  return parts.some((part) => isEmptyPart(scope, part));
}

/** No name of a cluster or namespace holds a dot, so two parts never have the same. */
function nameOf(set: string, { cluster, namespace }: DeliveredPart): string {
  const steps = [set, cluster?.clusterName, namespace === NO_NAMESPACE ? undefined : namespace];
  return steps.filter((step) => step !== undefined).join('.');
}

function gitDirectories(scope: IConstruct, name: string, source: ArgoSource, hasClusters: boolean): Generated {
  const { repoUrl, revision, outputPath } = source;
  if (layoutOf(scope).layout !== Layout.FOLDER_PER_NAMESPACE || outputPath === '.') {
    throw new InvalidInput(
      'Argo CD finds namespaces by their folders only where each has one, in a folder that holds nothing else.',
      'Choose Layout.FOLDER_PER_NAMESPACE and an outputPath, or ArgoApplicationPer.NAMESPACE.',
    );
  }
  const depth = outputPath.split('/').length;
  const clusterName = `{{index .path.segments ${depth} | trimPrefix "${FOLDER_PREFIXES.cluster}"}}`;
  const cluster = hasClusters ? `.${clusterName}` : '';
  const namespaceName = `{{.path.basename | trimPrefix "${FOLDER_PREFIXES.namespace}"}}`;
  const namespace = `{{if ne .path.basename "${NO_NAMESPACE}"}}.${namespaceName}{{end}}`;
  const destination = hasClusters ? { name: clusterName } : { server: 'https://kubernetes.default.svc' };
  return {
    generator: {
      git: {
        repoURL: repoUrl,
        revision,
        directories: [
          { path: `${outputPath}/${hasClusters ? '*/*' : '*'}` },
          { path: `${outputPath}/${DELIVERY_FOLDER}${hasClusters ? '/*' : ''}`, exclude: true },
        ],
      },
    },
    template: {
      metadata: { name: `${name}${cluster}${namespace}` },
      spec: applicationSpec(source, { path: '{{.path.path}}' }, destination, someEmpty(scope, partsOf(scope))),
    },
  };
}
