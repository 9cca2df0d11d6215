import { PolicyExplanation, RuleExplanation, SideExplanation } from './explanation';
import { SideReason } from './flow';
import { peerMatches } from './peer-match';
import { Remedy, RemoveRemedy } from './remedy';
import { IsFree, RemedyEnd, fieldsOf, peersFor, policyFor, portEntries, ruleFor } from './remedy-objects';
import { FieldPath } from '../../model/kubernetes-object';
import { NetworkPolicySpec, PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { resolvePorts } from '../../model/rule-ports';
import { portsOfEntry } from '../../policy-kinds/networking/read-ports';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/**
 * What could make a side allow the ports that it denies. The first says no more than that; the others add to policies
 * that are there, and may open more.
 */
export function optionsToAllow(explanation: SideExplanation, peer: RemedyEnd, isFree: IsFree): Remedy[] {
  const { direction, denied, policies, subject } = explanation;
  const fields = fieldsOf(direction);
  const misses = policies.flatMap(({ policy, rules }) => rules.map((rule) => ({ policy, rule })));
  const rule = ruleFor(direction, peer, subject, denied);
  const options: Remedy[] = [
    {
      kind: 'create',
      direction,
      object: policyFor(subject as PodsEnd, direction, 'allow', { [fields.rules]: [rule] }, isFree),
    },
  ];
  const forThisPeer = misses.find((miss) => isAlone(miss.policy, direction, miss.rule));
  if (forThisPeer) {
    const field = ['spec', fields.rules, forThisPeer.rule.index, 'ports'];
    options.push({ kind: 'append', direction, policy: forThisPeer.policy, field, values: portEntries(denied) });
  }
  const onThesePorts = misses.find((miss) => miss.rule.peer === undefined && miss.rule.ports.equals(denied));
  if (onThesePorts) {
    const field = ['spec', fields.rules, onThesePorts.rule.index, fields.peers];
    options.push({ kind: 'append', direction, policy: onThesePorts.policy, field, values: peersFor(peer, subject) });
  }
  const specific = mostSpecific(policies);
  if (specific) {
    options.push({ kind: 'append', direction, policy: specific, field: ['spec', fields.rules], values: [rule] });
  }
  return options;
}

/**
 * What could make a side deny ports that it allows; nothing where a side cannot.
 *
 * @param sides the side as it is for each of the peers, which are one but for blocks of addresses
 */
export function optionsToDeny(
  analysis: Analysis,
  sides: readonly SideExplanation[],
  peers: readonly FlowEnd[],
  ports: PortSet,
  isFree: IsFree,
): Remedy[] {
  const { direction, side, subject } = sides[0]!;
  if (side.reason === SideReason.NOT_ISOLATED && subject.kind === 'pods') {
    return [{ kind: 'create', direction, object: policyFor(subject, direction, 'deny', {}, isFree) }];
  }
  if (side.reason !== SideReason.RULES) return [];
  const policies = sides[0]!.policies.map(({ policy }) => policy);
  const allowing = new Map<string, RuleAt>();
  for (const { policies: selecting } of sides) {
    for (const { policy, rules } of selecting) {
      for (const { allows, index } of rules) {
        if (allows) allowing.set(keyOf({ policy, field: [index] }), { policy, index });
      }
    }
  }
  if (allowing.size === 0) return [];
  const [first] = peers;
  const destination = direction === PolicyType.INGRESS ? subject : first!;
  const ways = [
    (rule: RuleAt) => peersThatMatch(analysis, direction, rule, peers),
    (rule: RuleAt) => portsThatAreMeant(direction, rule, destination, ports),
    () => undefined,
  ];
  const removals = ways.map((way) => removal(direction, policies, [...allowing.values()], way));
  const different = new Map(removals.map((one) => [JSON.stringify(one.entries.map(keyOf)), one]));
  return [...different.values()];
}

interface RuleAt {
  readonly policy: ProgramPolicy;
  readonly index: number;
}

/** Takes single entries out of rules where others stay; a list without entries would be for everyone. */
function removal(
  direction: PolicyType,
  policies: readonly ProgramPolicy[],
  rules: readonly RuleAt[],
  entriesOf: (rule: RuleAt) => readonly FieldPath[] | undefined,
): RemoveRemedy {
  const entries = rules.flatMap((rule) => {
    const whole: FieldPath = ['spec', fieldsOf(direction).rules, rule.index];
    return (entriesOf(rule) ?? [[]]).map((within) => ({ policy: rule.policy, field: [...whole, ...within] }));
  });
  const gone = new Set(entries.map(keyOf));
  const needPolicyTypes = policies.filter(
    (policy) =>
      direction === PolicyType.EGRESS &&
      !saysTypes(policy) &&
      policy.rules[direction]!.every((_, index) => gone.has(keyOf({ policy, field: ['spec', 'egress', index] }))),
  );
  return { kind: 'remove', direction, entries, needPolicyTypes };
}

function keyOf({ policy, field }: { readonly policy: ProgramPolicy; readonly field: FieldPath }): string {
  return JSON.stringify([policy.namespace, policy.name, ...field]);
}

function peersThatMatch(
  analysis: Analysis,
  direction: PolicyType,
  { policy, index }: RuleAt,
  ends: readonly FlowEnd[],
): FieldPath[] | undefined {
  const { peers } = policy.rules[direction]![index]!;
  if (!peers) return undefined;
  const matching = peers.flatMap((peer, at): FieldPath[] =>
    ends.every((end) => peerMatches(analysis, peer, policy.namespace, end) === 'no')
      ? []
      : [[fieldsOf(direction).peers, at]],
  );
  return matching.length < peers.length ? matching : undefined;
}

function portsThatAreMeant(
  direction: PolicyType,
  { policy, index }: RuleAt,
  destination: FlowEnd,
  ports: PortSet,
): FieldPath[] | undefined {
  const spec = policy.document.object.spec as NetworkPolicySpec | undefined;
  const entries = spec?.[fieldsOf(direction).rules]?.[index]?.ports ?? [];
  const declared = destination.kind === 'pods' ? destination.ports : undefined;
  const meant = entries.flatMap((entry, at): FieldPath[] =>
    resolvePorts(portsOfEntry(entry ?? {}), declared).intersect(ports).isEmpty ? [] : [['ports', at]],
  );
  return meant.length < entries.length ? meant : undefined;
}

function saysTypes({ document }: ProgramPolicy): boolean {
  return ((document.object.spec as NetworkPolicySpec | undefined)?.policyTypes ?? []).length > 0;
}

/** A rule that already is for this peer and nobody else that is written down. */
function isAlone(policy: ProgramPolicy, direction: PolicyType, { peer, index }: RuleExplanation): boolean {
  return typeof peer === 'number' && policy.rules[direction]![index]!.peers!.length === 1;
}

/** The policy that selects the fewest pods by what it says; one that selects a whole namespace is no place for more. */
function mostSpecific(policies: readonly PolicyExplanation[]): ProgramPolicy | undefined {
  return policies
    .map(({ policy }) => policy)
    .filter(({ subject }) => subject.requirements.length > 0)
    .sort((a, b) => b.subject.requirements.length - a.subject.requirements.length)[0];
}
