import { allowSpaceOfRule } from './allow-space';
import { impliesRule, selectorContains, selectorsOverlap } from './implication';
import { intersectRegions } from './pod-region';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { RulePorts } from '../../model/rule-ports';
import { plainRequirements } from '../../model/selector-table';

/**
 * Comparing two versions of a policy, for every pod there could be. "No" may also mean that nobody knows: what is built
 * on these answers has to be right then too.
 */

/** Whether `wide` isolates every pod that `narrow` isolates, and allows it all that `narrow` allows it. */
export function coversPolicy(wide: ProgramPolicy, narrow: ProgramPolicy): boolean {
  return Object.values(PolicyType).every(
    (direction) =>
      isolatesAllOf(wide, narrow, direction) &&
      (narrow.rules[direction] ?? []).every((rule) => isAllowedBy(wide, direction, rule)),
  );
}

/** Whether the policy opens its pods to everyone, in every direction that it isolates. */
export function opensAll({ rules }: ProgramPolicy): boolean {
  const isOpen = ({ peers, ports }: ProgramRule) => peers === undefined && ports.numbers.isAll;
  const isolated = Object.values(rules).filter((list) => list !== undefined);
  return isolated.length > 0 && isolated.every((list) => list.some(isOpen));
}

/** One policy that is written anew. */
export interface PolicyRewrite {
  readonly before: ProgramPolicy;
  readonly after: ProgramPolicy;
}

/**
 * Whether something that `giver` no longer does could be what `taker` does from now on: then the order of the two
 * matters. It may be a connection or the isolation of a pod.
 */
export function mayHandOver(giver: PolicyRewrite, taker: PolicyRewrite): boolean {
  if (giver.before.namespace !== taker.after.namespace) return false;
  if (!selectorsOverlap(plainRequirements(giver.before.subject), plainRequirements(taker.after.subject))) return false;
  return Object.values(PolicyType).some((direction) => {
    const [given, taken] = [giver.before.rules[direction], taker.after.rules[direction]];
    if (!given || !taken) return false;
    const keepsPods = isolatesAllOf(giver.after, giver.before, direction);
    const knewPods = isolatesAllOf(taker.before, taker.after, direction);
    if (!keepsPods && !knewPods) return true;
    const lost = keepsPods ? given.filter((rule) => !isAllowedBy(giver.after, direction, rule)) : given;
    const gained = knewPods ? taken.filter((rule) => !isAllowedBy(taker.before, direction, rule)) : taken;
    const { namespace } = giver.before;
    return lost.some((one) => gained.some((other) => rulesOverlap(one, other, namespace, direction)));
  });
}

function isolatesAllOf(wide: ProgramPolicy, narrow: ProgramPolicy, direction: PolicyType): boolean {
  if (!narrow.rules[direction]) return true;
  return (
    wide.rules[direction] !== undefined &&
    selectorContains(plainRequirements(wide.subject), plainRequirements(narrow.subject))
  );
}

function isAllowedBy(policy: ProgramPolicy, direction: PolicyType, rule: ProgramRule): boolean {
  return impliesRule(policy.namespace, direction, rule, policy.rules[direction] ?? []) === true;
}

/** Whether some peer could use some port under both rules. */
function rulesOverlap(a: ProgramRule, b: ProgramRule, namespace: string, direction: PolicyType): boolean {
  const [one, other] = [a, b].map((rule) => allowSpaceOfRule(rule, namespace, direction));
  return (
    one!.pods.some((left) =>
      other!.pods.some(
        (right) => intersectRegions(left.region, right.region) !== undefined && portsOverlap(left.ports, right.ports),
      ),
    ) ||
    one!.addresses.some((left) =>
      other!.addresses.some(
        (right) => !left.addresses.intersect(right.addresses).isEmpty && portsOverlap(left.ports, right.ports),
      ),
    )
  );
}

/** A name may stand for any number. */
function portsOverlap(a: RulePorts, b: RulePorts): boolean {
  return !a.numbers.intersect(b.numbers).isEmpty || a.names.length > 0 || b.names.length > 0;
}
