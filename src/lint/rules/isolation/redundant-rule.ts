import { ProgramPolicy } from '../../../model/policy-program';
import { impliesRule } from '../../../reachability/reasoning/implication';
import { MAX_TOGETHER, fewestThat, named } from '../../facts/implied-together';
import { LintContext } from '../../facts/lint-context';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { MAX_COMPARED, ruleCovers } from '../../facts/rule-cover';

/** A rule that others of the same policy make superfluous. */
export const redundantRule: PolicyRule = {
  id: 'redundant-rule',
  severity: 'info',
  info: 'A rule allows nothing that other rules of the same policy do not allow.',
  why: 'It looks as if it mattered: removing it changes nothing, and narrowing it changes nothing either.',
  fix: 'Remove it, or narrow the wider rules.',
  checkPolicy(policy, report, context) {
    const effective = policy.rules.filter(({ inEffect }) => inEffect).slice(0, MAX_COMPARED);
    const kept = effective.filter((rule, index) => {
      const wider = effective.find(
        (other, at) =>
          other !== rule &&
          other.direction === rule.direction &&
          ruleCovers(other, rule) &&
          // Of two equal rules the later one is superfluous.
          (at < index || !ruleCovers(rule, other)),
      );
      if (wider) report({ field: rule.path, message: `Everything this rule allows, ${nameOf(wider)} allows too.` });
      return !wider;
    });
    for (const { rule, others } of impliedTogether(policy, kept, context)) {
      const message = `Everything this rule allows, ${named(others.map(nameOf))} allow together.`;
      report({ field: rule.path, message });
    }
  },
};

/** Rules that no other one covers, but several together. */
function impliedTogether(
  policy: LintedPolicy,
  rules: readonly DirectedRule[],
  context: LintContext,
): { rule: DirectedRule; others: DirectedRule[] }[] {
  const found: { rule: DirectedRule; others: DirectedRule[] }[] = [];
  const left = new Set(rules);
  let compiled: ProgramPolicy | undefined;
  for (const rule of [...rules].reverse()) {
    const others = [...left].filter((other) => other !== rule && other.direction === rule.direction);
    if (others.length < 2 || others.length > MAX_TOGETHER) continue;
    compiled ??= context.compiled(policy);
    if (!compiled) break;
    const own = (one: DirectedRule) => compiled!.rules[one.direction]![one.path[2] as number]!;
    const implies = (some: readonly DirectedRule[]) =>
      impliesRule(policy.namespace, rule.direction, own(rule), some.map(own), context.reasoning.question()) === true;
    if (!implies(others)) continue;
    left.delete(rule);
    found.push({ rule, others: fewestThat(implies, others) });
  }
  return found.reverse();
}

/** `ingress[0]` */
function nameOf({ path }: DirectedRule): string {
  return `${path[1]}[${path[2]}]`;
}
