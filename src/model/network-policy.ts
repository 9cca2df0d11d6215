import { Protocol } from './protocol';

/** The API group and version of the only kind this library calls a NetworkPolicy. */
export const NETWORK_POLICY_API_VERSION = 'networking.k8s.io/v1';
/** Calico, Cilium and others use the same kind in groups of their own: compare the API version too. */
export const NETWORK_POLICY_KIND = 'NetworkPolicy';

/** One side of traffic, seen from the pods that a policy selects. */
export enum PolicyType {
  /** Traffic into the selected pods. */
  INGRESS = 'Ingress',
  /** Traffic out of the selected pods. */
  EGRESS = 'Egress',
}

/** The four ways a label selector can compare a key. */
export enum SelectorOperator {
  /** The key is present and has one of the values. */
  IN = 'In',
  /** The key has none of the values; a missing key matches. */
  NOT_IN = 'NotIn',
  /** The key is present. */
  EXISTS = 'Exists',
  /** The key is missing. */
  DOES_NOT_EXIST = 'DoesNotExist',
}

/** One comparison of a label selector, as written in a manifest. */
export interface LabelSelectorRequirement {
  /** The label key. */
  readonly key: string;
  /** How the key is compared: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: SelectorOperator;
  /**
   * The values of `In` and `NotIn`.
   *
   * @default - none, as `Exists` and `DoesNotExist` require
   */
  readonly values?: string[];
}

/** A label selector as written in a manifest. All its requirements must hold; an empty one matches everything. */
export interface LabelSelectorSpec {
  /**
   * Labels that must be present with these values.
   *
   * @default - no such labels
   */
  readonly matchLabels?: { [key: string]: string };
  /**
   * Further requirements.
   *
   * @default - no further requirements
   */
  readonly matchExpressions?: LabelSelectorRequirement[];
}

/** A range of addresses with holes, as written in a manifest. */
export interface IpBlockSpec {
  /** The range, for example `10.0.0.0/8` or `2001:db8::/32`. */
  readonly cidr: string;
  /**
   * Ranges inside `cidr` that do not match.
   *
   * @default - no holes
   */
  readonly except?: string[];
}

/** One peer of a rule, as written in a manifest: selectors, or an address block, never both. */
export interface NetworkPolicyPeerSpec {
  /**
   * Pods by label. Without `namespaceSelector`, only pods of the policy's own namespace.
   *
   * @default - every pod of the namespaces that `namespaceSelector` matches
   */
  readonly podSelector?: LabelSelectorSpec;
  /**
   * Namespaces by label.
   *
   * @default - the policy's own namespace
   */
  readonly namespaceSelector?: LabelSelectorSpec;
  /**
   * Addresses outside the cluster.
   *
   * @default - the peer is chosen by selectors
   */
  readonly ipBlock?: IpBlockSpec;
}

/** One port entry of a rule, as written in a manifest. */
export interface NetworkPolicyPortSpec {
  /**
   * `TCP`, `UDP` or `SCTP`.
   *
   * @default TCP
   */
  readonly protocol?: Protocol;
  /**
   * A container port, by number or by name.
   *
   * @default - every port of the protocol
   */
  readonly port?: number | string;
  /**
   * The last port of a range that starts at a numeric `port`.
   *
   * @default - `port` alone
   */
  readonly endPort?: number;
}

/** One ingress rule, as written in a manifest. */
export interface NetworkPolicyIngressRuleSpec {
  /**
   * Who may connect.
   *
   * @default - anyone
   */
  readonly from?: NetworkPolicyPeerSpec[];
  /**
   * On which container ports.
   *
   * @default - every port of every protocol
   */
  readonly ports?: NetworkPolicyPortSpec[];
}

/** One egress rule, as written in a manifest. */
export interface NetworkPolicyEgressRuleSpec {
  /**
   * Who may be connected to.
   *
   * @default - anyone
   */
  readonly to?: NetworkPolicyPeerSpec[];
  /**
   * On which container ports of the destination.
   *
   * @default - every port of every protocol
   */
  readonly ports?: NetworkPolicyPortSpec[];
}

/** The `spec` of a NetworkPolicy, as written in a manifest. */
export interface NetworkPolicySpec {
  /**
   * The pods of the policy's namespace that it isolates.
   *
   * @default - every pod of the namespace
   */
  readonly podSelector?: LabelSelectorSpec;
  /**
   * What may come in. `[]` isolates and allows nothing.
   *
   * @default - nothing may come in, where `policyTypes` isolates ingress
   */
  readonly ingress?: NetworkPolicyIngressRuleSpec[];
  /**
   * What may go out. `[]` isolates and allows nothing, but only where `policyTypes` names `Egress`.
   *
   * @default - nothing may go out, where `policyTypes` isolates egress
   */
  readonly egress?: NetworkPolicyEgressRuleSpec[];
  /**
   * The directions this policy isolates.
   *
   * @default - Ingress, and Egress too where there are egress rules
   */
  readonly policyTypes?: PolicyType[];
}
