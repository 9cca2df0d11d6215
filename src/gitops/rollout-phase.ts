import { effectivePolicyTypes } from '../model/defaulting';
import { NetworkPolicySpec, PolicyType } from '../model/network-policy';

/**
 * How far the policies of a namespace are in force. Go from one to the next and let the cluster follow before you go
 * on; docs/ROLLOUT.md says which steps are safe in whatever order objects are applied.
 */
export enum RolloutPhase {
  /**
   * Nothing is in force. Calico (3.30 and newer) gets every policy as `StagedKubernetesNetworkPolicy`, so that its flow
   * logs tell what would be denied; elsewhere no policy is written, and `netpol diff` tells.
   */
  OBSERVE = 'observe',
  /** Only the companion, which opens every pod to everyone: the first step in and the last step out. */
  OPEN = 'open',
  /** The companion and every allow, without default deny. Nothing is cut off yet. */
  PREPARE = 'prepare',
  /** Every policy, without the companion: what is not allowed is denied. */
  ENFORCE = 'enforce',
  /** Every policy and the companion: everything is open again after a single object was applied. */
  ROLLBACK = 'rollback',
}

/** What a phase delivers. */
export interface PhaseContents {
  readonly companion: boolean;
  readonly delivers: (spec: NetworkPolicySpec) => boolean;
  /** Whether policies that are not delivered are staged where the network plugin can do that. */
  readonly stages: boolean;
}

const NONE = () => false;
const ALL = () => true;

export const PHASE_CONTENTS: Readonly<Record<RolloutPhase, PhaseContents>> = {
  [RolloutPhase.OBSERVE]: { companion: false, delivers: NONE, stages: true },
  [RolloutPhase.OPEN]: { companion: true, delivers: NONE, stages: false },
  [RolloutPhase.PREPARE]: { companion: true, delivers: allowsSomething, stages: false },
  [RolloutPhase.ENFORCE]: { companion: false, delivers: ALL, stages: false },
  [RolloutPhase.ROLLBACK]: { companion: true, delivers: ALL, stages: false },
};

/** Whether the policy does more than isolate. */
export function allowsSomething(spec: NetworkPolicySpec): boolean {
  return effectivePolicyTypes(spec).some((type) => {
    const rules = type === PolicyType.INGRESS ? spec.ingress : spec.egress;
    return (rules ?? []).length > 0;
  });
}
