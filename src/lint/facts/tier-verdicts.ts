import { AddressSet } from '../../model/address-set';
import { Requirement, matchesLabels } from '../../model/label-selector';
import { Labels } from '../../model/labels';
import { PolicyType } from '../../model/network-policy';
import { PodsPeer, ProgramPeer, ProgramPolicy, ProgramRule, RuleAction } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { contradictionIn } from '../../model/selector-contradiction';
import { selectorImplies } from '../../model/selector-implication';
import { Selector } from '../../model/selector-table';

/** The rule of an earlier tier that decides about everything that a rule of a later policy speaks of. */
export interface EarlierVerdict {
  readonly policy: ProgramPolicy;
  readonly index: number;
  readonly action: RuleAction.ALLOW | RuleAction.DENY;
}

/**
 * Which rule of earlier policies takes all that a rule of a NetworkPolicy speaks of, for every pod there could be:
 * undefined where that cannot be said for sure, or where they leave some of it.
 *
 * @param earlier policies of an earlier tier, in the order in which they are asked
 */
export function earlierVerdict(
  rule: ProgramRule,
  policy: ProgramPolicy,
  direction: PolicyType,
  labelsOf: (namespace: string) => Labels,
  earlier: readonly ProgramPolicy[],
): EarlierVerdict | undefined {
  const side = { rule, policy, labels: labelsOf(policy.namespace) };
  let isDeniedInPart = false;
  for (const other of earlier) {
    if (!matchesLabels(other.subjectNamespaces?.requirements ?? [], side.labels)) continue;
    if (areApart(other.subject, policy.subject)) continue;
    const coversSubject = implies(policy.subject, other.subject);
    for (const [index, first] of (other.rules[direction] ?? []).entries()) {
      const { action = RuleAction.ALLOW } = first;
      if (coversSubject && first.subject === undefined && covers(first, side)) {
        const isClear = action === RuleAction.DENY || (action === RuleAction.ALLOW && !isDeniedInPart);
        return isClear ? { policy: other, index: first.index ?? index, action } : undefined;
      }
      if (!mayTouch(first, side)) continue;
      // A denial of a part may be followed by one of the rest. Whatever else may match a part ends the search.
      if (action !== RuleAction.DENY) return undefined;
      isDeniedInPart = true;
    }
  }
  return undefined;
}

interface Later {
  readonly rule: ProgramRule;
  readonly policy: ProgramPolicy;
  readonly labels: Labels;
}

function covers({ peers, ports }: ProgramRule, { rule, labels }: Later): boolean {
  if (ports.sourcePorts || ports.exceptNames || rule.ports.names.length > 0) return false;
  if (!ports.numbers.contains(rule.ports.numbers)) return false;
  if (!peers) return true;
  return rule.peers !== undefined && rule.peers.every((own) => peers.some((peer) => coversPeer(peer, own, labels)));
}

function coversPeer(wide: ProgramPeer, narrow: ProgramPeer, labels: Labels): boolean {
  if (wide.kind === 'pods' && narrow.kind === 'pods') {
    return coversNamespaces(wide, narrow, labels) && implies(narrow.pods, wide.pods);
  }
  return wide.kind === 'block' && narrow.kind === 'block' && wide.addresses.contains(narrow.addresses);
}

function coversNamespaces(wide: PodsPeer, narrow: PodsPeer, labels: Labels): boolean {
  if (!wide.namespaces) return false;
  return narrow.namespaces
    ? implies(narrow.namespaces, wide.namespaces)
    : matchesLabels(wide.namespaces.requirements, labels);
}

/** Whether two rules may speak of one connection. */
function mayTouch({ peers, ports }: ProgramRule, { rule, labels }: Later): boolean {
  const areNamed = ports.names.length + rule.ports.names.length > 0;
  if (!areNamed && ports.numbers.intersect(rule.ports.numbers).equals(PortSet.EMPTY)) return false;
  if (!peers || !rule.peers) return true;
  return peers.some((peer) => rule.peers!.some((own) => peersMayMeet(peer, own, labels)));
}

function peersMayMeet(a: ProgramPeer, b: ProgramPeer, labels: Labels): boolean {
  if (a.kind === 'pods' && b.kind === 'pods') {
    if (areApart(a.pods, b.pods)) return false;
    if (!a.namespaces) return true;
    return b.namespaces ? !areApart(a.namespaces, b.namespaces) : matchesLabels(a.namespaces.requirements, labels);
  }
  if (a.kind === 'block' && b.kind === 'block') return !isEmpty(a.addresses.intersect(b.addresses));
  return true;
}

function isEmpty({ ranges }: AddressSet): boolean {
  return ranges.length === 0;
}

function areApart(a: Selector, b: Selector): boolean {
  return contradictionIn([...plainPart(a), ...plainPart(b)]) !== undefined;
}

function implies(narrow: Selector, wide: Selector): boolean {
  return plainPart(wide).length === wide.requirements.length && selectorImplies(plainPart(narrow), plainPart(wide));
}

/** The requirements that can be reasoned about; without the others a selector is wider. */
function plainPart({ requirements }: Selector): Requirement[] {
  return requirements.filter((one): one is Requirement => 'operator' in one);
}
