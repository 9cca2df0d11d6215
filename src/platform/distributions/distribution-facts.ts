import { Port } from '../../model/port';
import { CniName } from '../cni-profiles/cni-profiles';
import { IngressController } from '../ingress-controller';
import { CloudName } from '../metadata-endpoints';
import { Confidence, LabelFacts } from '../service-facts';

/** What is known about a kind of cluster, before anybody says more about one of them. */
export interface DistributionFacts {
  /** As on the command line. */
  readonly name: string;
  readonly title: string;
  readonly dns: DnsFacts;
  readonly apiServer: ApiServerFacts;
  readonly webhooks: WebhookFacts;
  readonly cni: CniFacts;
  /** Who brings traffic in; undefined where it is everybody's own choice and nothing is usual. */
  readonly ingressController?: () => IngressController;
  /** The metadata services that its machines have. */
  readonly clouds: readonly CloudName[];
  /** The ranges and addresses that differ by cluster: properties that its owner has to give. */
  readonly mustBeGiven: readonly string[];
  readonly caveats: readonly string[];
  readonly sources: readonly string[];
}

export interface DnsFacts {
  /** The service of the catalogue whose clients need these flows. */
  readonly service: string;
  /** Whether pods ask other pods than the service's own too, for example a cache that is an ordinary pod. */
  readonly cachePods: boolean;
  /** Whether pods ask a cache on the node by its address, unless somebody says otherwise. */
  readonly nodeLocal: boolean;
}

export interface ApiServerFacts {
  readonly port: Port;
  /** On nodes of the cluster, which some network plugins match with no block, or somewhere else. */
  readonly runsOn: 'nodes' | 'elsewhere';
  readonly note: string;
}

/** From where the API server calls webhooks: its own addresses, addresses to be given, or pods that tunnel for it. */
export type WebhookFacts = { readonly note: string; readonly confidence: Confidence } & (
  { readonly from: 'api-server' } | { readonly from: 'pods'; readonly namespace: string; readonly labels: LabelFacts }
);

export interface CniFacts {
  /** The plugin that enforces policies by default; undefined where there is none, or it has to be chosen. */
  readonly name?: CniName;
  readonly note: string;
  readonly confidence: Confidence;
}
