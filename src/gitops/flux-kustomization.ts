import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkPart, placeOf } from './delivered-part';
import { Delivery } from './delivery';
import { checkAtSynth, checkDeliveryName, checkDuration, checkOutputPath } from './delivery-checks';
import { Layout } from './layout';
import { layoutOf } from './layout-of';
import { Cluster } from '../constructs/ends/cluster';
import { Shape, checkGiven, kind, listOf, optional, struct } from '../model/given';
import { CLUSTER, TEXT, TRUTH, checkPlace } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';

/** An object whose health a {@link FluxKustomization} waits for. */
export interface FluxHealthCheck {
  /** Its API version, for example `apps/v1`. */
  readonly apiVersion: string;
  /** Its kind. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
}

/** Options of a {@link FluxKustomization}. */
export interface FluxKustomizationProps {
  /**
   * The cluster whose files it delivers, in a program for several.
   *
   * @default - the program speaks for one cluster, which has no name
   */
  readonly cluster?: Cluster;
  /**
   * The namespace whose folder it delivers. For Layout.FOLDER_PER_NAMESPACE.
   *
   * @default - all of the cluster
   */
  readonly namespace?: string;
  /**
   * The name of the Kustomization.
   *
   * @default - the id
   */
  readonly name?: string;
  /**
   * The output folder of synth, seen from the top of the repository.
   *
   * @default '.'
   */
  readonly outputPath?: string;
  /**
   * The name of the source that the repository is fetched by.
   *
   * @default 'flux-system'
   */
  readonly sourceName?: string;
  /**
   * The kind of the source: `GitRepository`, `OCIRepository` or `Bucket`.
   *
   * @default 'GitRepository'
   */
  readonly sourceKind?: string;
  /**
   * What has to be ready before this is applied.
   *
   * @default - nothing
   */
  readonly dependsOn?: FluxKustomization[];
  /**
   * Whether it removes policies that are no longer in the output. A policy that stays is a door that stays open.
   *
   * @default true
   */
  readonly prune?: boolean;
  /**
   * What has to be healthy before this counts as ready. Policies have no status, so their being there proves nothing
   * about enforcement; a probe (a Job that has to succeed) can.
   *
   * @default - everything that it applies
   */
  readonly healthChecks?: FluxHealthCheck[];
  /**
   * How often the cluster is compared with Git.
   *
   * @default '10m'
   */
  readonly interval?: string;
  /**
   * How long applying and health may take.
   *
   * @default '5m'
   */
  readonly timeout?: string;
  /**
   * The Secret with the kubeconfig of the cluster, where one Flux serves several. Its key is `value`.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfigSecret?: string;
  /**
   * The service account by whose rights it is applied.
   *
   * @default - that of the controller
   */
  readonly serviceAccountName?: string;
}

const HEALTH_CHECK = struct<FluxHealthCheck>('a health check', {
  apiVersion: TEXT,
  kind: TEXT,
  name: TEXT,
  namespace: TEXT,
});
const KUSTOMIZATION = kind(
  'a FluxKustomization',
  (given) => given instanceof Construct && 'kustomizationName' in given,
  'Give the FluxKustomization itself.',
);
const SHAPE: Shape<FluxKustomizationProps> = {
  cluster: optional(CLUSTER),
  namespace: optional(TEXT),
  name: optional(TEXT),
  outputPath: optional(TEXT),
  sourceName: optional(TEXT),
  sourceKind: optional(TEXT),
  dependsOn: optional(listOf(KUSTOMIZATION)),
  prune: optional(TRUTH),
  healthChecks: optional(listOf(HEALTH_CHECK)),
  interval: optional(TEXT),
  timeout: optional(TEXT),
  kubeConfigSecret: optional(TEXT),
  serviceAccountName: optional(TEXT),
};

/**
 * A Flux Kustomization that delivers the output, or the part of it that is for one cluster or one namespace. In a
 * program for several clusters it is written to `_delivery/ID/CLUSTER/`, where the Flux of that cluster reads it, unless
 * one Flux serves them all (`kubeConfigSecret`).
 *
 * ```yaml
 * apiVersion: kustomize.toolkit.fluxcd.io/v1
 * kind: Kustomization
 * metadata: { name: policies, namespace: flux-system }
 * spec:
 *   sourceRef: { kind: GitRepository, name: flux-system }
 *   path: ./deploy/prod-eu
 *   interval: 10m
 *   timeout: 5m
 *   prune: true
 *   deletionPolicy: Orphan
 *   wait: true
 * ```
 *
 * Deleting it deletes no policy (`deletionPolicy: Orphan`; Flux knows it since kustomize-controller 1.5). It replaces no
 * variables (`postBuild`): Flux puts an empty text for one that is not defined, and an empty text in a policy can mean
 * everybody. If a Kustomization above it does replace variables, turn the feature gate StrictPostBuildSubstitutions on.
 *
 * @example
 * const flux = new Delivery(app, 'flux', { namespace: 'flux-system' });
 * const namespaces = new FluxKustomization(flux, 'shop', { namespace: 'shop', outputPath: 'deploy' });
 * new FluxKustomization(flux, 'orders', { namespace: 'orders', outputPath: 'deploy', dependsOn: [namespaces] });
 */
export class FluxKustomization extends Construct {
  /** The name of the Kustomization. */
  public readonly kustomizationName: string;
  private readonly target: string;

  /**
   * @throws if it is in no Delivery, a name, path or duration is not valid, or it depends on a Kustomization that
   * another Flux applies. Synth fails if there is nothing to deliver, or the layout does not fit
   */
  public constructor(scope: Construct, id: string, props: FluxKustomizationProps = {}) {
    checkPlace('FluxKustomization', scope, id);
    super(scope, id);
    within(
      () => `[${this.node.path}]`,
      () => checkGiven(props, SHAPE, new.target === FluxKustomization),
    );
    const { cluster, namespace, kubeConfigSecret } = props;
    this.kustomizationName = within(`[${this.node.path}]`, () => checkDeliveryName(props.name ?? id));
    this.target = kubeConfigSecret === undefined ? (cluster?.clusterName ?? '') : '';
    within(
      () => `[${this.node.path}]`,
      () => {
        const delivery = Delivery._around(this);
        const spec = this.specWithoutPath(props);
        const outputPath = checkOutputPath(props.outputPath ?? '.');
        const path = () => {
          refuseItself(this, props);
          const place = placeOf(this, { cluster, namespace }, outputPath).path;
          return place === '.' ? './' : `./${place}`;
        };
        const object = new ApiObject(this, 'Resource', {
          apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
          kind: 'Kustomization',
          metadata: { name: this.kustomizationName },
          spec: { ...spec, path: Lazy.any({ produce: path }) },
        });
        if (this.target !== '') delivery._placeForCluster(object, this.target);
        checkAtSynth(this, () => {
          checkPart(this, { cluster, namespace });
          path();
        });
      },
    );
  }

  private specWithoutPath(props: FluxKustomizationProps): object {
    const { healthChecks, serviceAccountName, kubeConfigSecret } = props;
    const dependsOn = (props.dependsOn ?? []).map((other) => this.referenceTo(other));
    return {
      sourceRef: {
        kind: checkSourceKind(props.sourceKind ?? 'GitRepository'),
        name: props.sourceName ?? 'flux-system',
      },
      interval: checkDuration('interval', props.interval ?? '10m'),
      timeout: checkDuration('timeout', props.timeout ?? '5m'),
      prune: props.prune ?? true,
      deletionPolicy: 'Orphan',
      ...(healthChecks ? { healthChecks: healthChecks.map((check) => ({ ...check })) } : { wait: true }),
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(serviceAccountName !== undefined && { serviceAccountName }),
      ...(kubeConfigSecret !== undefined && { kubeConfig: { secretRef: { name: kubeConfigSecret } } }),
    };
  }

  private referenceTo(other: FluxKustomization): object {
    if (other.target === this.target && other.node.root === this.node.root) {
      const namespace = Delivery._around(other).namespace;
      return { name: other.kustomizationName, ...(namespace !== Delivery._around(this).namespace && { namespace }) };
    }
    throw new InvalidInput(
      `It depends on ${other.node.path}, which the Flux of another cluster applies, so it would wait for ever.`,
      'Depend on Kustomizations of the same cluster.',
    );
  }
}

/** Flux applies every file below a path that has no kustomization: its own instructions must not be among them. */
function refuseItself(scope: Construct, { cluster, namespace }: FluxKustomizationProps): void {
  if (layoutOf(scope).layout === Layout.FOLDER_PER_NAMESPACE) return;
  if (namespace !== undefined) {
    throw new InvalidInput(
      `Flux applies folders, and the namespace ${namespace} has none of its own.`,
      'Choose Layout.FOLDER_PER_NAMESPACE.',
    );
  }
  if (cluster) return;
  throw new InvalidInput(
    'Flux applies every file below a folder without a kustomization, and its own Kustomizations would be among them.',
    'Choose Layout.FOLDER_PER_NAMESPACE, or create the stacks in the scope of a Cluster.',
  );
}

function checkSourceKind(given: string): string {
  if (['GitRepository', 'OCIRepository', 'Bucket'].includes(given)) return given;
  throw new InvalidInput(
    `A source of kind ${JSON.stringify(given)} is none that Flux applies from.`,
    'Choose GitRepository, OCIRepository or Bucket.',
  );
}
