import { Inventory, PodGroup } from '../../manifests/inventory';
import { OtherPolicy, SelectablePod } from '../../manifests/other-policies';
import { Labels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';

/** In which directions a policy that is not analysed could decide what becomes of some pods. */
export interface OpenDirections {
  /** Equal for equal directions; the empty text for none. */
  readonly key: string;
  readonly [PolicyType.INGRESS]: boolean;
  readonly [PolicyType.EGRESS]: boolean;
}

const NONE: OpenDirections = { key: '', [PolicyType.INGRESS]: false, [PolicyType.EGRESS]: false };
const ALL: readonly OpenDirections[] = [
  NONE,
  { key: 'I', [PolicyType.INGRESS]: true, [PolicyType.EGRESS]: false },
  { key: 'E', [PolicyType.INGRESS]: false, [PolicyType.EGRESS]: true },
  { key: 'IE', [PolicyType.INGRESS]: true, [PolicyType.EGRESS]: true },
];

/** Answers for pods of one inventory. @param enforced whether the network plugin enforces policies at all */
export function openDirections(
  inventory: Inventory,
  enforced: boolean,
): (namespace: string, group: PodGroup, labels: Labels) => OpenDirections {
  const others = enforced ? (inventory.otherPolicies ?? []) : [];
  if (others.length === 0) return () => NONE;
  return (namespace, { hostNetwork }, labels) => {
    const namespaceLabels = inventory.namespaces.get(namespace)?.labels ?? {};
    const pod = { namespace, namespaceLabels, labels, hostNetwork };
    const is = (direction: PolicyType) => couldDecide(others, pod, direction).next().done !== true;
    return ALL[(is(PolicyType.INGRESS) ? 1 : 0) + (is(PolicyType.EGRESS) ? 2 : 0)]!;
  };
}

/** The policies of other APIs that could select the pod in a direction. */
export function othersSelecting({ otherPolicies = [] }: Inventory, pod: SelectablePod, direction: PolicyType) {
  return [...couldDecide(otherPolicies, pod, direction)];
}

function* couldDecide(
  others: readonly OtherPolicy[],
  pod: SelectablePod,
  direction: PolicyType,
): Generator<OtherPolicy> {
  for (const other of others) if (other.directions.has(direction) && other.couldSelect(pod)) yield other;
}
