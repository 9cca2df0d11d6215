import { MAX_TOGETHER, fewestThat } from './implied-together';
import { LintContext } from './lint-context';
import { LintedPolicy } from './linted-policy';
import { MAX_COMPARED } from './rule-cover';
import { SelectorIndex } from './selector-index';
import { Labels, matchesLabels, requirementsOf } from '../../model/label-selector';
import { LabelSelectorSpec, PolicyType, SelectorOperator } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { impliesPolicy, impliesRule, selectorsOverlap } from '../../reachability/reasoning/implication';

/** A policy that others make superfluous together. */
export interface ImpliedPolicy {
  readonly policy: LintedPolicy;
  /** As few as suffice. */
  readonly others: readonly LintedPolicy[];
}

/**
 * The candidates that several policies of their namespace imply together. One that has been found counts no more, so
 * that of several which imply each other some are left.
 */
export function impliedPolicies(
  candidates: readonly LintedPolicy[],
  all: readonly LintedPolicy[],
  context: LintContext,
): ImpliedPolicy[] {
  const search = new Search(all, context);
  return candidates
    .slice(0, MAX_COMPARED)
    .reverse()
    .flatMap((policy) => search.impliedBy(policy) ?? [])
    .reverse();
}

class Search {
  private readonly index: SelectorIndex;
  private readonly left: Set<LintedPolicy>;
  private readonly compiled = new Map<LintedPolicy, ProgramPolicy | undefined>();

  public constructor(
    all: readonly LintedPolicy[],
    private readonly context: LintContext,
  ) {
    this.index = new SelectorIndex(all);
    this.left = new Set(all);
  }

  public impliedBy(policy: LintedPolicy): ImpliedPolicy | undefined {
    if (!this.mayBeImplied(policy)) return undefined;
    const own = requirementsOf(policy.spec.podSelector);
    const others = this.othersThan(policy, this.left).filter((other) =>
      selectorsOverlap(own, requirementsOf(other.spec.podSelector)),
    );
    const implied = (some: readonly LintedPolicy[]) => {
      const compiled = this.compile(policy);
      return (
        compiled !== undefined &&
        impliesPolicy(compiled, this.compileAll(some), this.context.reasoning.question()) === true
      );
    };
    if (others.length > MAX_TOGETHER || !implied(others)) return undefined;
    this.left.delete(policy);
    return { policy, others: fewestThat(implied, others) };
  }

  /** Asks about one pod that the policy selects, which shows at little cost that hardly any policy is implied. */
  private mayBeImplied(policy: LintedPolicy): boolean {
    const example = examplePod(policy.spec.podSelector);
    if (!example) return false;
    const selecting = this.othersThan(policy, this.index.selecting(example));
    if (selecting.length === 0) return false;
    const compiled = this.compile(policy);
    const others = this.compileAll(selecting);
    return Object.values(PolicyType).every((direction) => {
      const wanted = compiled?.rules[direction];
      if (!wanted) return true;
      const isolating = others.filter(({ rules }) => rules[direction]);
      const rules = isolating.flatMap((other) => other.rules[direction]!);
      return (
        isolating.length > 0 &&
        wanted.every(
          (rule) => impliesRule(policy.namespace, direction, rule, rules, this.context.reasoning.question()) === true,
        )
      );
    });
  }

  /** Two of one name are the business of duplicate-policy-name. */
  private othersThan(policy: LintedPolicy, policies: Iterable<LintedPolicy>): LintedPolicy[] {
    return [...policies].filter((other) => other !== policy && other.name !== policy.name && this.left.has(other));
  }

  private compile(policy: LintedPolicy): ProgramPolicy | undefined {
    if (!this.compiled.has(policy)) this.compiled.set(policy, this.context.compiled(policy));
    return this.compiled.get(policy);
  }

  private compileAll(policies: readonly LintedPolicy[]): ProgramPolicy[] {
    return policies.flatMap((policy) => this.compile(policy) ?? []);
  }
}

/** The labels that a selector asks for and no others, where that is enough. */
function examplePod(selector: LabelSelectorSpec | undefined): Labels | undefined {
  const requirements = requirementsOf(selector);
  const labels: Record<string, string> = {};
  for (const { key, operator, values } of requirements) {
    if (operator === SelectorOperator.IN) labels[key] = values[0]!;
    if (operator === SelectorOperator.EXISTS) labels[key] ??= '';
  }
  return matchesLabels(requirements, labels) ? labels : undefined;
}
