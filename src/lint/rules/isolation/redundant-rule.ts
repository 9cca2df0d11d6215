import { ProgramPolicy } from '../../../model/policy-program';
import { impliesRule } from '../../../reachability/reasoning/implication';
import { MAX_TOGETHER, fewestThat, named } from '../../facts/implied-together';
import { LintContext } from '../../facts/lint-context';
import { PolicyRule, Remark } from '../../facts/lint-rule';
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
    const witnesses = new Map<DirectedRule, DirectedRule[]>();
    const kept = effective.filter((rule, index) => {
      const wider = effective.find(
        (other, at) =>
          other !== rule &&
          other.direction === rule.direction &&
          ruleCovers(other, rule) &&
          // Of two equal rules the later one is superfluous.
          (at < index || !ruleCovers(rule, other)),
      );
      if (!wider) return true;
      // Peers beside a rule without any show what was meant: the wide rule is the mistake, not the narrow one.
      if (wider.peers.length === 0 && rule.peers.length > 0) {
        witnesses.set(wider, [...(witnesses.get(wider) ?? []), rule]);
      } else {
        report({ field: rule.path, message: `Everything this rule allows, ${nameOf(wider)} allows too.` });
      }
      return false;
    });
    for (const [wide, narrow] of witnesses) report(remarkOnWide(wide, narrow));
    for (const { rule, others } of impliedTogether(policy, kept, context)) {
      const message = `Everything this rule allows, ${named(others.map(nameOf))} allow together.`;
      report({ field: rule.path, message });
    }
  },
};

const SHOWN = 3;

function remarkOnWide(wide: DirectedRule, narrow: readonly DirectedRule[]): Remark {
  const { peersField, path } = wide;
  const names = narrow.slice(0, SHOWN).map(nameOf);
  const list = narrow.length > SHOWN ? `${names.join(', ')} and ${narrow.length - SHOWN} more` : named(names);
  const verb = narrow.length === 1 ? 'allows' : 'allow';
  return {
    field: path,
    severity: 'warning',
    message: `This rule has no ${peersField}, so it opens to anyone what ${list} ${verb} to some only.`,
    fix: `Add ${peersField} to this rule or remove it; if anyone is meant, remove ${narrow.length === 1 ? 'the other' : 'the others'}.`,
  };
}

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
