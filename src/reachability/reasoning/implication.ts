import { EVERYTHING, Effort, TooComplex, allowSpaceOf, allowSpaceOfRule, coversSpace } from './allow-space';
import { PodRegion, intersectRegions, regionOfPods, subtractRegion } from './pod-region';
import { Requirement } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { plainRequirements } from '../../model/selector-table';

/**
 * Reasoning about all pods that there could be, and so about what the input does not hold. Answers are exact; where
 * one would take too long it is undefined.
 */

/** Whether nothing can satisfy all requirements. */
export function isUnsatisfiable(requirements: readonly Requirement[]): boolean {
  return regionOfPods(requirements) === undefined;
}

/** Whether something can satisfy both selectors. */
export function selectorsOverlap(a: readonly Requirement[], b: readonly Requirement[]): boolean {
  return regionOfPods([...a, ...b]) !== undefined;
}

/** Whether whatever satisfies `narrow` satisfies `wide`. */
export function selectorContains(wide: readonly Requirement[], narrow: readonly Requirement[]): boolean {
  const inner = regionOfPods(narrow);
  const outer = regionOfPods(wide);
  if (!inner) return true;
  return outer !== undefined && subtractRegion(inner, outer).length === 0;
}

/**
 * Whether the second set of policies allows every pod there could be all that the first one does. Each end of a
 * connection counts by itself: what one end allows counts as allowed, whether the other end does or not.
 */
export function allowsAll(first: readonly ProgramPolicy[], second: readonly ProgramPolicy[]): boolean | undefined {
  return exactly((effort) =>
    everyKind(first, second, effort, (before, after, direction) => {
      if (after.length === 0) return true;
      const narrow = before.length === 0 ? EVERYTHING : allowSpaceOf(before, direction);
      return coversSpace(allowSpaceOf(after, direction), narrow, effort);
    }),
  );
}

/**
 * Whether two sets of policies isolate the same pods and allow the same, for all pods there could be. A pod that is
 * isolated and allowed everything is not the same as one that no policy selects: further policies change the latter.
 */
export function areEquivalent(first: readonly ProgramPolicy[], second: readonly ProgramPolicy[]): boolean | undefined {
  const alike = exactly((effort) =>
    everyKind(first, second, effort, (before, after) => (before.length === 0) === (after.length === 0)),
  );
  if (alike !== true) return alike;
  const there = allowsAll(first, second);
  return there === true ? allowsAll(second, first) : there;
}

/** Whether something holds for each namespace, each direction, and each kind of pod that policies can tell apart. */
function everyKind(
  first: readonly ProgramPolicy[],
  second: readonly ProgramPolicy[],
  effort: Effort,
  holds: (first: readonly ProgramPolicy[], second: readonly ProgramPolicy[], direction: PolicyType) => boolean,
): boolean {
  return Object.values(PolicyType).every((direction) =>
    namespacesOf(first, second).every((namespace) =>
      everyKindOfPod(
        EVERY_POD,
        inNamespace(first, namespace, direction),
        inNamespace(second, namespace, direction),
        effort,
        (before, after) => holds(before, after, direction),
      ),
    ),
  );
}

/** The policies that could each be taken away without changing anything. */
export function redundantPolicies(policies: readonly ProgramPolicy[]): ProgramPolicy[] {
  return policies.filter((policy) => {
    const others = policies.filter((other) => other !== policy && other.namespace === policy.namespace);
    return impliesPolicy(policy, others) === true;
  });
}

/**
 * Whether others of its namespace isolate every pod that a policy isolates, and allow it all that the policy does: then
 * the policy could go without changing anything.
 *
 * @param effort how many cases may be looked at; the answer is undefined where they do not suffice
 */
export function impliesPolicy(
  policy: ProgramPolicy,
  others: readonly ProgramPolicy[],
  effort = new Effort(),
): boolean | undefined {
  const subject = regionOfPods(plainRequirements(policy.subject));
  if (!subject) return true;
  return exactly(
    () =>
      Object.values(PolicyType).every((direction) => {
        if (!policy.rules[direction]) return true;
        const wanted = allowSpaceOf([policy], direction);
        const candidates = others.filter(({ rules }) => rules[direction]);
        return everyKindOfPod(subject, [], candidates, effort, (_none, selecting) => {
          return selecting.length > 0 && coversSpace(allowSpaceOf(selecting, direction), wanted, effort);
        });
      }),
    effort,
  );
}

/** The rules of a policy, by index, that other rules of the same policy make superfluous. */
export function redundantRules(policy: ProgramPolicy, direction: PolicyType): number[] {
  const rules = policy.rules[direction] ?? [];
  return rules.flatMap((rule, index) => {
    const others = rules.filter((other) => other !== rule);
    return impliesRule(policy.namespace, direction, rule, others) === true ? [index] : [];
  });
}

/** Whether the other rules allow all that one rule does. */
export function impliesRule(
  namespace: string,
  direction: PolicyType,
  rule: ProgramRule,
  others: readonly ProgramRule[],
  effort = new Effort(),
): boolean | undefined {
  return exactly(() => {
    const spaces = others.map((other) => {
      effort.spend();
      return allowSpaceOfRule(other, namespace, direction);
    });
    const wide = { pods: spaces.flatMap(({ pods }) => pods), addresses: spaces.flatMap((space) => space.addresses) };
    return coversSpace(wide, allowSpaceOfRule(rule, namespace, direction), effort);
  }, effort);
}

const EVERY_POD = regionOfPods([])!;

/**
 * Splits pods by which policies select them, and asks about each kind of pod that there can be. Splitting stops where a
 * kind is empty, so that disjoint selectors cost one kind each.
 */
export function everyKindOfPod(
  pods: PodRegion,
  first: readonly ProgramPolicy[],
  second: readonly ProgramPolicy[],
  effort: Effort,
  holds: (first: readonly ProgramPolicy[], second: readonly ProgramPolicy[], kind: PodRegion) => boolean,
): boolean {
  const subjects = [...new Set([...first, ...second].map(({ subject }) => subject))];
  const split = (region: PodRegion, index: number, selecting: ReadonlySet<unknown>): boolean => {
    effort.spend();
    if (index === subjects.length) {
      const chosen = (policies: readonly ProgramPolicy[]) => policies.filter(({ subject }) => selecting.has(subject));
      return holds(chosen(first), chosen(second), region);
    }
    const subject = subjects[index]!;
    const own = regionOfPods(plainRequirements(subject));
    const inside = own && intersectRegions(region, own);
    if (!own || !inside) return split(region, index + 1, selecting);
    return (
      split(inside, index + 1, new Set([...selecting, subject])) &&
      subtractRegion(region, own).every((piece) => split(piece, index + 1, selecting))
    );
  };
  return split(pods, 0, new Set());
}

export function inNamespace(
  policies: readonly ProgramPolicy[],
  namespace: string,
  direction: PolicyType,
): readonly ProgramPolicy[] {
  return policies.filter((policy) => policy.namespace === namespace && policy.rules[direction] !== undefined);
}

export function namespacesOf(...sets: readonly (readonly ProgramPolicy[])[]): string[] {
  return [...new Set(sets.flat().map(({ namespace }) => namespace))];
}

function exactly(decide: (effort: Effort) => boolean, effort = new Effort()): boolean | undefined {
  try {
    return decide(effort);
  } catch (error) {
    if (error instanceof TooComplex) return undefined;
    throw error;
  }
}
