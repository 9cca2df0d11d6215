import { PolicyExplanation, RuleExplanation, SideExplanation } from './explanation';
import { SideReason } from './flow';
import { AddressRange, AddressSet } from '../../model/address-set';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { FieldPath } from '../../model/kubernetes-object';
import { Labels } from '../../model/label-selector';
import {
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** The smallest change that turns one side of a flow round. */
export type Remedy = AppendRemedy | CreateRemedy | RemoveRemedy;

/** Values to add to a list of a policy that is there. */
export interface AppendRemedy {
  readonly kind: 'append';
  readonly direction: PolicyType;
  readonly policy: ProgramPolicy;
  /** The list, which may have to be written first. */
  readonly field: FieldPath;
  readonly values: readonly object[];
  /** Whom it lets through beside those who were asked about. */
  readonly sideEffect?: string;
}

/** A policy to write. */
export interface CreateRemedy {
  readonly kind: 'create';
  readonly direction: PolicyType;
  readonly object: object;
  readonly sideEffect?: string;
}

/** Rules to take away. */
export interface RemoveRemedy {
  readonly kind: 'remove';
  readonly direction: PolicyType;
  readonly rules: readonly { readonly policy: ProgramPolicy; readonly field: FieldPath }[];
  /** Policies that isolate egress only because they have these rules: they must say policyTypes from now on. */
  readonly needPolicyTypes: readonly ProgramPolicy[];
}

/** An end of a flow, and the whole block where somebody asked about more than one address. */
export interface RemedyEnd {
  readonly end: FlowEnd;
  readonly addresses?: AddressRange;
}

/** What to change so that a side which denies these ports allows them. */
export function remedyToAllow(explanation: SideExplanation, peer: RemedyEnd): Remedy {
  const { direction, denied, policies, subject } = explanation;
  const fields = fieldsOf(direction);
  const misses = policies.flatMap(({ policy, rules }) => rules.map((rule) => ({ policy, rule })));

  const forThisPeer = misses.find(({ policy, rule }) => isAlone(policy, direction, rule));
  if (forThisPeer) {
    const field = ['spec', fields.rules, forThisPeer.rule.index, 'ports'];
    return { kind: 'append', direction, policy: forThisPeer.policy, field, values: portEntries(denied) };
  }
  const onThesePorts = misses.find(({ rule }) => rule.peer === undefined && rule.ports.equals(denied));
  if (onThesePorts) {
    const field = ['spec', fields.rules, onThesePorts.rule.index, fields.peers];
    return { kind: 'append', direction, policy: onThesePorts.policy, field, values: peersFor(peer, subject) };
  }
  const rule = { [fields.peers]: peersFor(peer, subject), ...(denied.isAll ? {} : { ports: portEntries(denied) }) };
  const specific = mostSpecific(policies);
  if (specific) {
    return { kind: 'append', direction, policy: specific, field: ['spec', fields.rules], values: [rule] };
  }
  return {
    kind: 'create',
    direction,
    object: policyFor(subject as PodsEnd, `allow-${fields.rules}`, direction, { [fields.rules]: [rule] }),
  };
}

/** What to change so that a side which allows these ports denies them; undefined where a side cannot. */
export function remedyToDeny({ direction, side, subject, policies }: SideExplanation): Remedy | undefined {
  if (side.reason === SideReason.NOT_ISOLATED) {
    return {
      kind: 'create',
      direction,
      object: policyFor(subject as PodsEnd, `deny-${fieldsOf(direction).rules}`, direction, {}),
      sideEffect: `denies all other ${direction.toLowerCase()} of these pods too`,
    };
  }
  if (side.reason !== SideReason.RULES) return undefined;
  const rules = policies.flatMap(({ policy, rules: own }) =>
    own.flatMap(({ allows, index }) =>
      allows ? { policy, field: ['spec', fieldsOf(direction).rules, index] as FieldPath } : [],
    ),
  );
  if (rules.length === 0) return undefined;
  const isolatingByRules = policies.filter(
    ({ policy, rules: own }) =>
      direction === PolicyType.EGRESS && !saysTypes(policy) && own.every(({ allows }) => allows),
  );
  return { kind: 'remove', direction, rules, needPolicyTypes: isolatingByRules.map(({ policy }) => policy) };
}

function saysTypes({ document }: ProgramPolicy): boolean {
  return ((document.object.spec as NetworkPolicySpec | undefined)?.policyTypes ?? []).length > 0;
}

function fieldsOf(direction: PolicyType) {
  return direction === PolicyType.INGRESS
    ? ({ rules: 'ingress', peers: 'from' } as const)
    : ({ rules: 'egress', peers: 'to' } as const);
}

/** A rule that already is for this peer and nobody else, so that another port opens nothing to others. */
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

function policyFor(subject: PodsEnd, purpose: string, direction: PolicyType, rules: object): object {
  return {
    apiVersion: NETWORK_POLICY_API_VERSION,
    kind: NETWORK_POLICY_KIND,
    metadata: { name: purpose, namespace: subject.namespace },
    spec: { podSelector: selectorFor(subject.labels), policyTypes: [direction], ...rules },
  };
}

function peersFor({ end, addresses }: RemedyEnd, subject: FlowEnd): object[] {
  if (end.kind === 'address') {
    const { family, value } = end.address;
    const range = addresses ?? { family, first: value, last: value };
    return AddressSet.ofRanges([range])
      .toCidrs()
      .map((cidr) => ({ ipBlock: { cidr: cidr.toString() } }));
  }
  const elsewhere = subject.kind === 'pods' && subject.namespace !== end.namespace;
  const namespaceSelector = { matchLabels: { [NAMESPACE_NAME_LABEL]: end.namespace } };
  return [{ ...(elsewhere ? { namespaceSelector } : {}), podSelector: selectorFor(end.labels) }];
}

/** Labels that controllers write, which change with every rollout or differ from pod to pod. */
const PASSING_LABELS = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

function selectorFor(labels: Labels): object {
  const lasting = Object.entries(labels).filter(([key]) => !PASSING_LABELS.has(key));
  return lasting.length > 0 ? { matchLabels: Object.fromEntries(lasting) } : {};
}

function portEntries(ports: PortSet): object[] {
  return ports.toIntervals().map(({ protocol, first, last }) => {
    if (first === LOWEST_PORT && last === HIGHEST_PORT) return { protocol };
    return { protocol, port: first, ...(last === first ? {} : { endPort: last }) };
  });
}
