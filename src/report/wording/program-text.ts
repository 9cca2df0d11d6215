import { printable } from './printable';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, RuleAction } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { FlowSide } from '../../reachability/question/flow';
import { DecidingRule } from '../../reachability/question/flow-program';
import { titleOf } from '../../reachability/relation/plain-only';

/** What policies of other kinds than NetworkPolicy have decided on one side, in the order in which they were asked. */

const DOES: Readonly<Record<RuleAction, string>> = {
  [RuleAction.ALLOW]: 'allows',
  [RuleAction.DENY]: 'denies',
  [RuleAction.PASS]: 'passes on to the next tier',
};

/** Whether policies of other kinds than NetworkPolicy decide something on this side. */
export function hasSay({ program }: FlowSide): boolean {
  return program !== undefined && (program.rules.length > 0 || program.isolating.length > 0);
}

/** A line for each rule that matches some of the ports, and for each policy that isolates without a match. */
export function programLines({ direction, program }: FlowSide, ports: PortSet): string[] {
  if (!program) return [];
  const matching = program.rules.filter((rule) => !rule.ports.intersect(ports).isEmpty);
  const silent = program.isolating.filter((policy) => !matching.some((rule) => rule.policy === policy));
  return [
    ...matching.map((rule) => ruleLine(rule, direction, ports)),
    ...silent.map(
      (policy) =>
        `  Tier ${printable(policy.place.tier.name)}: ${printable(titleOf(policy))} isolates it, and none of its rules matches.`,
    ),
  ];
}

function ruleLine(rule: DecidingRule, direction: PolicyType, ports: PortSet): string {
  const { tier, policy, index, action, subjectTo } = rule;
  const own = rule.ports.intersect(ports);
  const what = own.isAll ? 'everything' : own.toString();
  const doubt = subjectTo === undefined ? '' : `, subject to ${printable(subjectTo)}`;
  const written = policy.rules[direction]!.find((one, place) => (one.index ?? place) === index);
  const remarks = written?.remarks ?? [];
  const beside = remarks.length > 0 ? ` (${remarks.map(printable).join(', ')})` : '';
  return `  Tier ${printable(tier)}: ${printable(titleOf(policy))}, rule ${index + 1} for ${direction.toLowerCase()}, ${DOES[action]} ${what}${doubt}${beside}.`;
}

/** The same as JSON. */
export function programEntries({ program }: FlowSide) {
  return (program?.rules ?? []).map(({ tier, policy, index, action, ports, subjectTo }) => ({
    tier,
    ...objectEntry(policy),
    rule: index,
    action,
    ports: ports.isAll ? ('all' as const) : ports.toStrings(),
    ...(subjectTo === undefined ? {} : { subjectTo }),
  }));
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
