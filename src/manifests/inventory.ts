import { OtherPolicy } from './other-policies';
import { ContainerPort } from './pod-template';
import { Finding } from '../model/finding';
import { Labels } from '../model/label-selector';
import { ManifestDocument } from '../model/manifest-document';

/** Everything found in manifests that reachability depends on. */
export interface Inventory {
  readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
  readonly workloads: readonly Workload[];
  /** The policies of every kind that is read, as written. */
  readonly policies: readonly ManifestDocument[];
  /** Objects that say what policies mean: tiers, sets of addresses. */
  readonly companions: readonly ManifestDocument[];
  /** Those that were set aside because nothing in the cluster enforces them. @default - none */
  readonly ineffectivePolicies?: readonly ManifestDocument[];
  readonly services: readonly ServiceFacts[];
  /** Ingress, Gateway, Route and their like: how traffic enters the cluster. */
  readonly entryPoints: readonly ManifestDocument[];
  /** Policies of kinds that are not analysed (Calico, Cilium, ClusterNetworkPolicy, …), staged ones among them. */
  readonly foreignPolicies: readonly ManifestDocument[];
  /** What of these, and of networks beside the pod network, could decide connections. @default - none */
  readonly otherPolicies?: readonly OtherPolicy[];
  /** Nodes of the cluster that have an object. @default - none */
  readonly nodes?: readonly NodeFacts[];
  /** Addresses behind Services, as EndpointSlices and Endpoints say. @default - none are known */
  readonly endpoints?: readonly EndpointFacts[];
  /** The addresses behind the Service default/kubernetes, as written. @default - none are known */
  readonly apiServerAddresses?: readonly string[];
  /** Custom resources for which an operator makes pods that the input does not show. @default - none */
  readonly podMakers?: readonly ManifestDocument[];
  readonly findings: readonly Finding[];
}

/** A namespace that has an object in the input, or that something in the input lives in. */
export interface NamespaceFacts {
  readonly name: string;
  /** Always with `kubernetes.io/metadata.name`; nothing else is known where there is no object. */
  readonly labels: Labels;
  readonly document?: ManifestDocument;
}

/** Pods that share a controller, or one bare pod. */
export class Workload {
  public constructor(
    public readonly namespace: string,
    public readonly name: string,
    public readonly kind: string,
    public readonly podGroups: readonly PodGroup[],
  ) {}

  /** `namespace/owner[Kind]`; made when it is asked for, since most of a large cluster is never named. */
  public get id(): string {
    return `${this.namespace}/${this.name}[${this.kind}]`;
  }
}

/** Pods of one workload that are alike: what a template makes, or one pod as a dump of a cluster shows it. */
export interface PodGroup {
  /** Undefined where the pods come from a template. */
  readonly podName: string | undefined;
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** The name of the service account that the pods run under. @default - not known */
  readonly serviceAccount?: string;
  /** As written, IPv4 and IPv6; empty where unknown. */
  readonly podAddresses: readonly string[];
  readonly nodeAddresses: readonly string[];
  /** The replicas of a StatefulSet, which carry their ordinal and their name as labels. */
  readonly ordinals: OrdinalRange | undefined;
  readonly document: ManifestDocument;
}

/** Ordinals from `first` on, `count` of them. */
export interface OrdinalRange {
  readonly first: number;
  readonly count: number;
  /** Whether the release of Kubernetes writes the ordinal itself as a label, beside the name of the pod. */
  readonly hasIndexLabel: boolean;
}

/** A node with the addresses that its object shows, as written. */
export interface NodeFacts {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly document: ManifestDocument;
}

export interface ServiceFacts {
  readonly namespace: string;
  readonly name: string;
  /** Undefined for a Service that selects no pods. */
  readonly selector?: Labels;
  readonly ports: readonly ServicePortFacts[];
  /** The addresses that clients in the cluster know it by, as written; none for a headless Service. */
  readonly clusterAddresses: readonly string[];
  readonly document: ManifestDocument;
}

export interface ServicePortFacts {
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
  /** The container port by number or name; the same number where the Service names none. */
  readonly targetPort: number | string;
}

/** Addresses behind a Service that an object names. */
export interface EndpointFacts {
  readonly namespace: string;
  /** The name of the Service. */
  readonly service: string;
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly name?: string; readonly protocol: string; readonly number: number }[];
  readonly document: ManifestDocument;
}
