import { Port } from '../model/port';
import { Protocol } from '../model/protocol';

/**
 * How well a fact is known: read in the project's own code or manifests, in its documentation, in other public
 * repositories or issues, or remembered and not verified.
 */
export type Confidence = 'source' | 'documentation' | 'secondary' | 'memory';

/** What a service is for; the files beside are called after these. */
export type ServiceCategory =
  | 'cluster-dns'
  | 'control-plane'
  | 'ingress'
  | 'gateway-api'
  | 'load-balancer'
  | 'monitoring'
  | 'logging'
  | 'service-mesh'
  | 'cert-manager'
  | 'data'
  | 'secrets'
  | 'platform'
  | 'gitops';

/** What is known about one shared service: where its pods run, how they are labelled, who talks to whom on which ports. */
export interface ServiceFacts {
  /** A stable id, for example `sec.vault`. */
  readonly id: string;
  /** What policy names call it. */
  readonly name: string;
  readonly category: ServiceCategory;
  readonly title: string;
  readonly namespace: NamespaceFact;
  /** Its pods, the ones that clients talk to first. Empty where it has none, or none that a label tells apart. */
  readonly pods: readonly PodsFact[];
  /** Its pods are on the host network: no policy selects them, and no selector of a policy matches them. */
  readonly hostNetwork: boolean;
  /** Container ports, whether or not somebody else uses them. */
  readonly ports: readonly PortFact[];
  readonly flows: readonly FlowFact[];
  /** What only whoever installed the service knows. */
  readonly parameters: readonly ParameterFact[];
  readonly caveats: readonly string[];
  /** The best confidence first; a second one means that parts are known less well, which say so themselves. */
  readonly confidence: readonly [Confidence, ...Confidence[]];
  /** `owner/repository@commit:path:lines`, the address of a document, or in words what kind of material it was. */
  readonly sources: readonly string[];
}

/** Where the pods of a service run. */
export type NamespaceFact =
  | {
      /** `default`: the installer's own default. `convention`: what most people choose for the installer. */
      readonly kind: 'default' | 'convention';
      readonly name: string;
    }
  /** Beside the application that uses it. */
  | { readonly kind: 'application' }
  /** It has no pods. */
  | { readonly kind: 'none' };

/** One kind of pods that a service consists of. */
export interface PodsFact {
  /** What the flows and ports call them, for example `injector`. */
  readonly name: string;
  /** Empty where they cannot be told from other pods of the namespace. */
  readonly labels: LabelFacts;
  /** @default - the namespace of the service */
  readonly namespace?: NamespaceFact;
  /** How other ways of installing label the same pods. */
  readonly otherwise?: readonly { readonly when: string; readonly labels: LabelFacts }[];
}

/** Labels by key. */
export type LabelFacts = Readonly<Record<string, LabelValue>>;

/** A text, one that takes a parameter, one of several that all occur side by side, or any at all. */
export type LabelValue = LabelText | { readonly oneOf: readonly [LabelText, ...LabelText[]] } | { readonly any: true };

/** A text, or one with a parameter in front. */
export type LabelText = string | { readonly parameter: string; readonly suffix?: string };

/** What only whoever installed the service knows, such as the name of a Kafka cluster. */
export interface ParameterFact {
  readonly name: string;
  readonly meaning: string;
}

/** A container port. */
export interface PortFact {
  readonly port: FlowPort;
  /** The name its container gives it. */
  readonly name?: string;
  readonly purpose?: string;
  /** The ports at which a Service offers it, where they are known. */
  readonly servicePorts?: readonly number[];
  /** The pods that listen on it. @default - any of them */
  readonly of?: string;
  /** Only there when it is turned on. @default false */
  readonly optional?: boolean;
  /** Where it is known less well than the rest. @default - as well as the rest */
  readonly confidence?: Confidence;
}

/** A port, or one that somebody has to say. */
export type FlowPort = Port | PortParameter;

/** A port that differs by installation. */
export interface PortParameter {
  readonly protocol: Protocol;
  /** `workload`: one of the workload at the other end. `service`: one that the service's owner chooses. */
  readonly of: 'workload' | 'service';
  readonly meaning: string;
}

/**
 * `ingress` and `egress` are of the service's own pods. `client-egress` is what a workload that uses the service must
 * allow out, `workload-ingress` what a workload must allow in from the service.
 */
export type FlowDirection = 'ingress' | 'egress' | 'client-egress' | 'workload-ingress';

/** Who talks to whom. */
export interface FlowFact {
  readonly direction: FlowDirection;
  readonly ports: readonly FlowPort[] | 'all';
  /** The other end; in `client-egress` and `workload-ingress`, the service's end. */
  readonly peers: readonly PeerFact[];
  /** The pods of the service it is about. @default - all of them */
  readonly of?: string;
  readonly note?: string;
  /** Only where something is turned on that is off by default. @default false */
  readonly optional?: boolean;
  /** Where it is known less well than the rest. @default - as well as the rest */
  readonly confidence?: Confidence;
}

/** One end of a flow. */
export type PeerFact = PeerKind & { readonly note?: string };

type PeerKind =
  /** Everyone, in the cluster or outside. */
  | { readonly kind: 'anyone' }
  /** Every pod of every namespace. */
  | { readonly kind: 'every-namespace' }
  /** Whoever uses the service. */
  | { readonly kind: 'clients' }
  /** The service's own pods, or one kind of them. */
  | { readonly kind: 'own-pods'; readonly of?: string }
  /** The pods of the service's namespace, all of them or those with these labels. */
  | { readonly kind: 'own-namespace'; readonly labels?: LabelFacts }
  /** The pods of another service of the catalogue. */
  | { readonly kind: 'service'; readonly id: string; readonly of?: string }
  /** Pods chosen by label. `in` is a namespace by name, or every namespace with these labels; `{}` is every one. */
  | { readonly kind: 'pods'; readonly in: string | LabelFacts; readonly labels: LabelFacts }
  | { readonly kind: 'addresses'; readonly cidr: string }
  /** The API server's addresses. */
  | { readonly kind: 'api-server' }
  /** From where the API server calls admission webhooks and aggregated APIs. */
  | { readonly kind: 'webhook-callers' }
  /** Who scrapes metrics. */
  | { readonly kind: 'scraper' }
  /** Who brings traffic into the cluster. */
  | { readonly kind: 'ingress-controller' }
  /** The addresses of the cluster's nodes. */
  | { readonly kind: 'nodes' }
  /** What only the cluster's owner knows; `name` is how to say it. */
  | { readonly kind: 'given'; readonly name: string; readonly meaning: string }
  /** No NetworkPolicy can name it. */
  | { readonly kind: 'inexpressible'; readonly why: string; readonly instead: string };
