import { createHash } from 'node:crypto';
import { formatSelector } from './label-selector';
import { LabelSelectorSpec, NetworkPolicySpec, PolicyType } from './network-policy';

/**
 * The companion of a rollout: a policy that opens pods to everyone, so that others can come and go beside it without
 * cutting anything off. Policies add up, so while the companion stands no other policy can take away a connection.
 */
export const COMPANION_NAME = 'rollout-companion';

/** The name for a companion of these pods, the same whenever it is asked for. */
export function companionName(pods: LabelSelectorSpec): string {
  const text = formatSelector(pods);
  if (text === formatSelector({})) return COMPANION_NAME;
  return `${COMPANION_NAME}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** A spec that opens pods in these directions and leaves the others alone. */
export function companionSpec(pods: LabelSelectorSpec, directions: readonly PolicyType[]): NetworkPolicySpec {
  const opens = (direction: PolicyType) => directions.includes(direction);
  return {
    podSelector: pods,
    policyTypes: Object.values(PolicyType).filter(opens),
    ...(opens(PolicyType.INGRESS) && { ingress: [{}] }),
    ...(opens(PolicyType.EGRESS) && { egress: [{}] }),
  };
}
