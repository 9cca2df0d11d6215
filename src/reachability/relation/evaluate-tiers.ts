import { Among, ProgramPolicy, RuleAction, Undecided } from '../../model/policy-program';

/** How sets of ports are put together: those of one flow, or those of everyone at once. */
export interface PortAlgebra<T> {
  readonly none: T;
  readonly all: T;
  union(a: T, b: T): T;
  subtract(a: T, b: T): T;
}

/** What one rule matches: for sure, and as far as anybody knows. */
export interface RuleInput<T> {
  readonly action: RuleAction;
  readonly sure: T;
  /** Holds all of `sure`. */
  readonly possible: T;
  /** Whether it lets through only a part of the traffic on its ports. @default - all of it */
  readonly filters?: boolean;
  /** What it matches for sure on ports that it names one by one: there it lets through what filters hold back. */
  readonly opens?: T;
  /** Whom it is for. What is for everyone opens nothing that is held back for some by name. @default 'named' */
  readonly reach?: Reach;
}

/** Whom a rule is for. */
export type Reach = 'anyone' | 'named';

export interface StageInput<T> {
  readonly among: Among;
  /** The rules of each policy, in order. */
  readonly policies: readonly (readonly RuleInput<T>[])[];
}

/** A tier as it is for one pod: the policies that select it. */
export interface TierInput<T> {
  readonly undecided: Undecided;
  /** Whether a policy of the tier isolates the pod. */
  readonly isolates: boolean;
  readonly stages: readonly StageInput<T>[];
}

/**
 * Of what is not certain, the worst or the best: what is allowed for sure, or what may be allowed. Where they differ, the
 * verdict is undefined.
 *
 * Between them is what is allowed if the conditions come true that rules name (a name of DNS, a request that is let
 * through), and everything else turns out at its worst: that much is allowed on a condition.
 */
export type Bound = 'sure' | 'conditional' | 'possible';

/** Told which of the ports that no earlier rule of its tier took for sure a rule matches. */
export type Witness<T> = (rule: RuleInput<T>, ports: T) => void;

/** What the tiers allow, in the order in which they are asked. Behind the last one everything is allowed. */
export function evaluateTiers<T>(
  algebra: PortAlgebra<T>,
  tiers: readonly TierInput<T>[],
  bound: Bound,
  witness?: Witness<T>,
): T {
  return tiers.reduceRight((next, tier) => evaluateTier(algebra, tier, next, bound, witness), algebra.all);
}

/** What some choice of what is uncertain can lead to in one tier. */
interface Outcomes<T> {
  allow: T;
  deny: T;
  pass: T;
  /** What a rule takes for sure, whichever it is. */
  taken: T;
}

/** @param holdsBack whether what filters hold back is denied, as at the worst */
function outcomesOf<T>(
  algebra: PortAlgebra<T>,
  { stages }: TierInput<T>,
  holdsBack: boolean,
  witness?: Witness<T>,
): Outcomes<T> {
  const { none } = algebra;
  const outcomes: Outcomes<T> = { allow: none, deny: none, pass: none, taken: none };
  for (const stage of stages) {
    if (stage.among === Among.UNION) takeUnion(algebra, stage, outcomes, holdsBack, witness);
    else takeTie(algebra, stage, outcomes, holdsBack, witness);
  }
  return outcomes;
}

/** What a tier may leave to the next one. */
export function leftByTier<T>(algebra: PortAlgebra<T>, tier: TierInput<T>): T {
  const { pass, taken } = outcomesOf(algebra, tier, false);
  if (tier.isolates && tier.undecided !== Undecided.PASS) return pass;
  return algebra.union(pass, algebra.subtract(algebra.all, taken));
}

function evaluateTier<T>(
  algebra: PortAlgebra<T>,
  tier: TierInput<T>,
  next: T,
  bound: Bound,
  witness: Witness<T> | undefined,
): T {
  const { all, none, union, subtract } = algebra;
  const { isolates, undecided } = tier;
  const outcomes = outcomesOf(algebra, tier, bound === 'sure', witness);
  const left = subtract(all, outcomes.taken);
  const end = !isolates || undecided === Undecided.PASS ? next : undecided === Undecided.ALLOW ? all : none;
  const both = (a: T, b: T) => subtract(a, subtract(a, b));
  if (bound === 'possible') {
    return union(outcomes.allow, union(both(outcomes.pass, next), both(left, end)));
  }
  const lost = union(outcomes.deny, union(subtract(outcomes.pass, next), subtract(left, end)));
  return subtract(all, lost);
}

/** Each policy might be the first; inside of it, rules count in order. */
function takeTie<T>(
  algebra: PortAlgebra<T>,
  { policies }: StageInput<T>,
  outcomes: Outcomes<T>,
  holdsBack: boolean,
  witness: Witness<T> | undefined,
): void {
  const before = outcomes.taken;
  for (const rules of policies) {
    let seen = before;
    for (const rule of rules) {
      const ports = algebra.subtract(rule.possible, seen);
      witness?.(rule, ports);
      add(algebra, outcomes, rule.action, ports);
      if (holdsBack && rule.filters) add(algebra, outcomes, RuleAction.DENY, ports);
      seen = algebra.union(seen, rule.sure);
    }
    outcomes.taken = algebra.union(outcomes.taken, seen);
  }
}

/** A denial counts before an allowance, and both before what is passed on. */
function takeUnion<T>(
  algebra: PortAlgebra<T>,
  { policies }: StageInput<T>,
  outcomes: Outcomes<T>,
  holdsBack: boolean,
  witness: Witness<T> | undefined,
): void {
  const rules = policies.flat();
  let seen = outcomes.taken;
  for (const action of [RuleAction.DENY, RuleAction.ALLOW, RuleAction.PASS]) {
    const before = seen;
    for (const rule of rules) {
      if (rule.action !== action) continue;
      const ports = algebra.subtract(rule.possible, before);
      witness?.(rule, ports);
      add(algebra, outcomes, action, ports);
      seen = algebra.union(seen, rule.sure);
    }
    if (action === RuleAction.ALLOW && holdsBack) {
      add(algebra, outcomes, RuleAction.DENY, algebra.subtract(heldBack(algebra, rules), before));
    }
  }
  outcomes.taken = seen;
}

/**
 * What filters hold back although some rule allows it. A rule without a filter on the same ports opens them, for those
 * that it names or, where the filter is for everyone too, for everyone; one for all ports at once does not.
 */
function heldBack<T>({ none, union, subtract }: PortAlgebra<T>, rules: readonly RuleInput<T>[]): T {
  const held: Record<Reach, T> = { anyone: none, named: none };
  const opened: Record<Reach, T> = { anyone: none, named: none };
  for (const { filters, opens, possible, reach = 'named' } of rules) {
    if (filters) held[reach] = union(held[reach], possible);
    else if (opens !== undefined) opened[reach] = union(opened[reach], opens);
  }
  return subtract(union(held.named, subtract(held.anyone, opened.anyone)), opened.named);
}

function add<T>({ union }: PortAlgebra<T>, outcomes: Outcomes<T>, action: RuleAction, ports: T): void {
  if (action === RuleAction.ALLOW) outcomes.allow = union(outcomes.allow, ports);
  else if (action === RuleAction.DENY) outcomes.deny = union(outcomes.deny, ports);
  else outcomes.pass = union(outcomes.pass, ports);
}

/** The rules of each policy of a stage; one list for those whose order is known although that of others is not. */
export function listsIn<T>(
  among: Among,
  policies: readonly ProgramPolicy[],
  rules: readonly (readonly T[])[],
): (readonly T[])[] {
  if (among !== Among.MIXED) return [...rules];
  const inOrder = rules.filter((_, index) => policies[index]!.place.tiebreak).flat();
  const others = rules.filter((_, index) => !policies[index]!.place.tiebreak);
  return inOrder.length === 0 ? others : [inOrder, ...others];
}
