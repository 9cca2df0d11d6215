import { ruleField } from './policy-place';
import { portsText } from './ports-text';
import { printable } from './printable';
import { formatFieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule, RuleAction } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { FlowSide } from '../../reachability/question/flow';
import { DecidingRule, ProgramStep } from '../../reachability/question/flow-program';
import { titleOf } from '../../reachability/relation/plain-only';

/** What policies of other kinds than NetworkPolicy have decided on one side, in the order in which they were asked. */

const DOES: Readonly<Record<RuleAction, (what: string) => string>> = {
  [RuleAction.ALLOW]: (what) => `allows ${what}`,
  [RuleAction.DENY]: (what) => `denies ${what}`,
  [RuleAction.PASS]: (what) => `passes ${what} on to the next tier, over the rest of this one`,
};

/** Whether policies of other kinds than NetworkPolicy decide something on this side. */
export function hasSay({ program }: FlowSide): boolean {
  return program !== undefined && program.steps.some(({ rules, isolating }) => rules.length + isolating.length > 0);
}

/**
 * What each tier makes of the ports, in the order in which tiers are asked.
 *
 * @param networkPolicies what NetworkPolicies say, for their place among the tiers
 */
export function storyLines(
  { direction, program }: FlowSide,
  ports: PortSet,
  networkPolicies: readonly string[],
): string[] {
  if (!program) return [...networkPolicies];
  const { steps, beyond } = program;
  const told = steps.flatMap((step) => {
    const { tier, reached, rules, hasNetworkPolicies } = step;
    const asked = reached.intersect(ports);
    if (asked.isEmpty) return [`  Tier ${printable(tier.name)} is not asked any more.`];
    const matching = rules.filter((rule) => !rule.ports.intersect(ports).isEmpty);
    const own = matching.map((rule) => ruleLine(rule, direction, ports));
    const plain = hasNetworkPolicies
      ? [`  Tier ${printable(tier.name)}, which holds NetworkPolicies:`, ...networkPolicies]
      : [];
    return [...own, ...plain, ...endLines(step, asked, matching)];
  });
  const plain = steps.some(({ hasNetworkPolicies }) => hasNetworkPolicies) ? [] : networkPolicies;
  const open = beyond.intersect(ports);
  return [
    ...plain,
    ...told,
    ...(steps.length === 0 || open.isEmpty
      ? []
      : [
          `  No tier decides ${open.equals(ports) ? 'it' : portsText(open)}, and behind the last one everything is allowed.`,
        ]),
  ];
}

/** What becomes of ports that no rule of a tier matches. */
function endLines(
  { tier, hasNetworkPolicies, isolating, left }: ProgramStep,
  asked: PortSet,
  matching: readonly DecidingRule[],
): string[] {
  const name = printable(tier.name);
  if (hasNetworkPolicies) {
    return ['  For pods that a NetworkPolicy selects, NetworkPolicies have the last word.'];
  }
  const silent = isolating.filter((policy) => !matching.some((rule) => rule.policy === policy));
  const ends = silent.map(
    (policy) => `  Tier ${name}: ${printable(titleOf(policy))} isolates it, and none of its rules matches.`,
  );
  if (matching.length > 0 || ends.length > 0) return ends;
  return asked.intersect(left).isEmpty ? [] : [`  Tier ${name}: no rule matches.`];
}

function ruleLine(rule: DecidingRule, direction: PolicyType, ports: PortSet): string {
  const { tier, policy, index, action, subjectTo } = rule;
  const own = rule.ports.intersect(ports);
  const what = own.isAll ? 'everything' : own.toString();
  const doubt = subjectTo === undefined ? '' : `, subject to ${printable(subjectTo)}`;
  const written = writtenRule(policy, direction, index);
  const remarks = written?.remarks ?? [];
  const beside = remarks.length > 0 ? ` (${remarks.map(printable).join(', ')})` : '';
  return `  Tier ${printable(tier)}: ${printable(titleOf(policy))}, ${ruleTitle(rule, direction)}, ${DOES[action](what)}${doubt}${beside}.`;
}

/** `rule 2 for ingress "no-other-team" (line 30)` */
function ruleTitle({ policy, index }: DecidingRule, direction: PolicyType): string {
  const written = writtenRule(policy, direction, index);
  const name = written?.name;
  const line = policy.document.positionOf(written?.field ?? ruleField(direction, index))?.line;
  const place = line === undefined ? '' : ` (line ${line})`;
  if (written?.field) return `${formatFieldPath(written.field)}${place}`;
  return `rule ${index + 1} for ${direction.toLowerCase()}${name === undefined ? '' : ` ${JSON.stringify(printable(name))}`}${place}`;
}

/** A rule by its place in the list as it is written. */
function writtenRule({ rules }: ProgramPolicy, direction: PolicyType, index: number): ProgramRule | undefined {
  return rules[direction]?.find((rule, at) => (rule.index ?? at) === index);
}

/** The rule that denies the ports for sure, before NetworkPolicies are asked or behind them: what a change has to beat. */
export function denialBeside({ direction, program }: FlowSide, ports: PortSet): string | undefined {
  for (const { rules } of program?.steps ?? []) {
    const rule = rules.find(
      ({ action, ports: own, subjectTo }) =>
        action === RuleAction.DENY && subjectTo === undefined && !own.intersect(ports).isEmpty,
    );
    if (rule) return `${ruleTitle(rule, direction)} of ${printable(titleOf(rule.policy))}`;
  }
  return undefined;
}

/** The same as JSON. */
export function programEntries({ direction, program }: FlowSide) {
  return (program?.steps ?? [])
    .flatMap(({ rules }) => rules)
    .map(({ tier, policy, index, action, ports, subjectTo }) => ({
      tier,
      ...objectEntry(policy),
      rule: index,
      ...fieldEntry(writtenRule(policy, direction, index)),
      action,
      ports: ports.isAll ? ('all' as const) : ports.toStrings(),
      ...(subjectTo === undefined ? {} : { subjectTo }),
    }));
}

/** Where the rule stands, for kinds whose rules stand in more than one list. */
function fieldEntry(rule: ProgramRule | undefined) {
  const field = rule?.field;
  return field ? { field: formatFieldPath(field) } : {};
}

function objectEntry({ namespace, name, document }: ProgramPolicy) {
  const { file, constructPath } = document.origin;
  const line = document.positionOf(['metadata', 'name'])?.line;
  return {
    kind: document.object.kind,
    policy: namespace === '' ? name : `${namespace}/${name}`,
    ...(file === undefined ? {} : { file }),
    ...(file === undefined && constructPath !== undefined ? { construct: constructPath } : {}),
    ...(line === undefined ? {} : { line }),
  };
}
