import { createHash } from 'node:crypto';
import { effectivePolicyTypes } from './defaulting';
import { formatSelector, requirementsOf } from './label-selector';
import { LabelSelectorSpec, NetworkPolicySpec, PolicyType } from './network-policy';
import { selectorImplies } from './selector-implication';

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

/** The companions of a set of policies: they select the same pods in the same directions, no more and no less. */
export function companionsOf(policies: readonly NetworkPolicySpec[]): NetworkPolicySpec[] {
  const companions = new Map<string, { pods: LabelSelectorSpec; directions: PolicyType[] }>();
  for (const direction of Object.values(PolicyType)) {
    for (const pods of widestSubjects(policies, direction)) {
      const key = formatSelector(pods);
      const companion = companions.get(key);
      if (companion) companion.directions.push(direction);
      else companions.set(key, { pods, directions: [direction] });
    }
  }
  const sorted = [...companions].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { pods, directions }]) => companionSpec(pods, directions));
}

/** The subjects in one direction, without those that others contain. */
function widestSubjects(policies: readonly NetworkPolicySpec[], direction: PolicyType): LabelSelectorSpec[] {
  const subjects = new Map<string, LabelSelectorSpec>();
  for (const spec of policies) {
    const pods = spec.podSelector ?? {};
    if (effectivePolicyTypes(spec).includes(direction)) subjects.set(formatSelector(pods), pods);
  }
  const widest: LabelSelectorSpec[] = [];
  const byWidth = [...subjects.values()].sort((a, b) => requirementsOf(a).length - requirementsOf(b).length);
  for (const pods of byWidth) {
    const requirements = requirementsOf(pods);
    if (!widest.some((wider) => selectorImplies(requirements, requirementsOf(wider)))) widest.push(pods);
  }
  return widest;
}
