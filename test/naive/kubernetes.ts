/**
 * The parts of plain Kubernetes objects that the naive evaluator reads, as they stand in JSON.
 *
 * Optional means absent or null: the API server reads both alike.
 */

import type { PodLabels } from './selectors';

export interface Metadata {
  name?: string;
  namespace?: string | null;
  labels?: PodLabels | null;
  ownerReferences?: { kind: string; name: string; controller?: boolean }[] | null;
}

export interface LabelSelector {
  matchLabels?: Record<string, string> | null;
  matchExpressions?: { key: string; operator: string; values?: string[] | null }[] | null;
}

export interface IpBlock {
  cidr: string;
  except?: string[] | null;
}

export interface Peer {
  podSelector?: LabelSelector | null;
  namespaceSelector?: LabelSelector | null;
  ipBlock?: IpBlock | null;
}

export interface PolicyPort {
  protocol?: Protocol | null;
  port?: number | string | null;
  endPort?: number | null;
}

export interface IngressRule {
  from?: Peer[] | null;
  ports?: PolicyPort[] | null;
}

export interface EgressRule {
  to?: Peer[] | null;
  ports?: PolicyPort[] | null;
}

export type Direction = 'Ingress' | 'Egress';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface NetworkPolicy {
  metadata?: Metadata | null;
  spec?: {
    podSelector?: LabelSelector | null;
    policyTypes?: Direction[] | null;
    ingress?: (IngressRule | null)[] | null;
    egress?: (EgressRule | null)[] | null;
  } | null;
}

export interface Container {
  name?: string;
  restartPolicy?: string | null;
  ports?: { name?: string | null; containerPort: number; protocol?: Protocol | null }[] | null;
}

export interface PodSpec {
  hostNetwork?: boolean | null;
  containers?: Container[] | null;
  initContainers?: Container[] | null;
}

export interface Pod {
  metadata?: Metadata | null;
  spec?: PodSpec | null;
  status?: {
    phase?: string | null;
    podIP?: string | null;
    podIPs?: { ip?: string | null }[] | null;
    hostIP?: string | null;
    hostIPs?: { ip?: string | null }[] | null;
  } | null;
}

export interface Node {
  metadata?: Metadata | null;
  status?: { addresses?: { address: string }[] | null } | null;
}

export interface Namespace {
  metadata?: Metadata | null;
}
