import { plainDocuments } from '../../src/manifests/plain-document';
import type { CniProfile } from '../../src/platform/cni-profiles/cni-capability';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { Analysis } from '../../src/reachability/relation/analysis';
import { podsEnd, type PodsEnd } from '../../src/reachability/relation/flow-end';
import type { IpBlockMatchesPods } from '../../src/reachability/universe/engine-options';
import type { ClassMember } from '../../src/reachability/universe/pod-classes';

export function analyse(
  objects: Iterable<unknown>,
  ipBlockMatchesPods: IpBlockMatchesPods = 'never',
  plugin?: CniProfile,
): Analysis {
  return Analysis.of(inventoryOf(plainDocuments(objects)), { ipBlockMatchesPods, plugin });
}

/** The pods that a class stands for, as the end of a flow. */
export function memberEnd(analysis: Analysis, { workload, group, ordinal }: ClassMember): PodsEnd {
  return podsEnd(analysis, workload, group, ordinal ?? otherReplica(analysis, workload, group));
}

/** A replica that no selector singles out. */
function otherReplica(
  analysis: Analysis,
  workload: ClassMember['workload'],
  group: ClassMember['group'],
): number | undefined {
  if (!group.ordinals) return undefined;
  const singled = new Set(
    analysis.members.filter((one) => one.group === group && one.workload === workload).map(({ ordinal }) => ordinal),
  );
  let other = group.ordinals.first;
  while (singled.has(other)) other++;
  return other;
}
