import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ArgoDeliveryProps } from './argo-delivery-props';
import { ARGO_DELIVERY } from './argo-delivery-shape';
import { ARGO_API_VERSION, applicationSpec, argoSource } from './argo-source';
import { checkPart, isEmptyPart, placeOf } from './delivered-part';
import { Delivery } from './delivery';
import { checkAtSynth, checkDeliveryName } from './delivery-checks';
import { Cluster } from '../constructs/ends/cluster';
import { Shape, checkGiven, optional } from '../model/given';
import { CLUSTER, TEXT, checkPlace } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';

/** Options of an {@link ArgoApplication}. */
export interface ArgoApplicationProps extends ArgoDeliveryProps {
  /**
   * The cluster whose files it delivers, in a program for several.
   *
   * @default - the program speaks for one cluster, which has no name
   */
  readonly cluster?: Cluster;
  /**
   * The namespace whose files it delivers.
   *
   * @default - all of the cluster
   */
  readonly namespace?: string;
  /**
   * The name of the Application.
   *
   * @default - the id
   */
  readonly name?: string;
  /**
   * The API server to apply to.
   *
   * @default - the cluster that Argo CD knows by the name of `cluster`; without one, the cluster that Argo CD runs in
   */
  readonly destinationServer?: string;
}

const SHAPE: Shape<ArgoApplicationProps> = {
  ...ARGO_DELIVERY,
  cluster: optional(CLUSTER),
  namespace: optional(TEXT),
  name: optional(TEXT),
  destinationServer: optional(TEXT),
};

/**
 * An Argo CD Application that delivers the output, or the part of it that is for one cluster or one namespace.
 *
 * ```yaml
 * apiVersion: argoproj.io/v1alpha1
 * kind: Application
 * metadata: { name: prod-eu, namespace: argocd }
 * spec:
 *   project: default
 *   source: { repoURL: …, targetRevision: HEAD, path: deploy/prod-eu }
 *   destination: { name: prod-eu }
 *   syncPolicy:
 *     automated: { prune: true, selfHeal: true }
 *     syncOptions: [ServerSideApply=true, PruneLast=true, FailOnSharedResource=true]
 * ```
 *
 * It carries no finalizer, so deleting it deletes no policy.
 *
 * @example
 * const fleet = new NetpolApp({ layout: Layout.FOLDER_PER_NAMESPACE });
 * const eu = new Cluster(fleet, 'prod-eu', { platform: Platform.kubeadm() });
 * const argocd = new Delivery(fleet, 'argocd');
 * new ArgoApplication(argocd, 'prod-eu', {
 *   cluster: eu,
 *   repoUrl: 'https://git.example.com/platform/policies.git',
 *   outputPath: 'deploy',
 * });
 */
export class ArgoApplication extends Construct {
  /**
   * @throws if it is in no Delivery, or a name, address or path is not valid. Synth fails if there is nothing to deliver
   */
  public constructor(scope: Construct, id: string, props: ArgoApplicationProps) {
    checkPlace('ArgoApplication', scope, id);
    super(scope, id);
    within(
      () => `[${this.node.path}]`,
      () => {
        checkGiven(props, SHAPE, new.target === ArgoApplication);
        Delivery._around(this);
        const source = argoSource(props);
        const { cluster, namespace, destinationServer } = props;
        if (destinationServer !== undefined && !/^https:\/\/\S+$/.test(destinationServer)) {
          throw new InvalidInput(
            `${JSON.stringify(destinationServer)} is no address of an API server.`,
            "Write for example 'https://kubernetes.default.svc'.",
          );
        }
        const named = cluster && destinationServer === undefined ? { name: cluster.clusterName } : undefined;
        const destination = named ?? { server: destinationServer ?? 'https://kubernetes.default.svc' };
        const part = { cluster, namespace };
        const spec = () =>
          applicationSpec(source, placeOf(this, part, source.outputPath), destination, isEmptyPart(this, part));
        new ApiObject(this, 'Resource', {
          apiVersion: ARGO_API_VERSION,
          kind: 'Application',
          metadata: { name: checkDeliveryName(props.name ?? id) },
          spec: Lazy.any({ produce: spec }),
        });
        checkAtSynth(this, () => {
          checkPart(this, part);
          spec();
        });
      },
    );
  }
}
