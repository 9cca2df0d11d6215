import { NetworkPolicySpec, PolicyType } from '../../model/network-policy';

/** One end of a flow that this app leaves to somebody else, because no stack of it manages the namespace. */
export interface UnmanagedEnd {
  /** The namespace that the end is in. */
  readonly namespace: string;
  /** The workload, as its flow names it. */
  readonly workload: string;
  /** What has to be opened there. */
  readonly direction: PolicyType;
  /** The path of the construct that declares the flow. */
  readonly declaredBy: string;
  /**
   * A namespace of this app that is called nearly the same, and that is likely meant.
   *
   * @default - none is
   */
  readonly similarNamespace?: string;
  /** A policy that would open it. It isolates the pods it selects: agree with their owner first. */
  readonly suggestedPolicy: NetworkPolicySpec;
}
