import { Change, ConditionalChange, Difference, differenceBetween } from './difference';
import { namespaceOf } from '../../manifests/object-identity';
import { AddressRange, AddressSet, formatAddressRange } from '../../model/address-set';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { withRemedies } from '../question/apply-remedies';
import { SideExplanation, explain } from '../question/explanation';
import { Flow, SideReason, flowBetween } from '../question/flow';
import { Verdict } from '../question/flow-question';
import { Remedy } from '../question/remedy';
import { IsFree, RemedyEnd, hasNoLabels } from '../question/remedy-objects';
import { optionsToAllow, optionsToDeny } from '../question/remedy-options';
import { Analysis } from '../relation/analysis';
import { Endpoint } from '../relation/endpoints';
import { FlowEnd, PodsEnd } from '../relation/flow-end';
import { ClassMember } from '../universe/pod-classes';

/** Changes of policies that together turn a flow round, and all else that they do. */
export interface ProposedChange {
  readonly remedies: readonly Remedy[];
  readonly sideEffects: SideEffects;
}

/** What a proposed change does to connections that nobody asked about. */
export interface SideEffects {
  readonly changes: readonly Change[];
  /** Where what is neither allowed nor denied for sure differs. */
  readonly undefinedChanges: readonly Change[];
  /** Where what is allowed on conditions differs. */
  readonly conditionalChanges: readonly ConditionalChange[];
  /** Whether these are all of them. */
  readonly complete: boolean;
}

/** What would turn a flow round: each of the proposals does, the first with the fewest side effects. */
export interface FlowChange {
  readonly proposals: readonly ProposedChange[];
  /** Why there is no proposal, where one might be expected. */
  readonly none?: 'hostNetwork' | 'not listening' | 'plugin' | 'Service address' | 'other kinds';
  /** Ends without a label that tells them from the other pods of their namespace, so that all of those are meant. */
  readonly withoutLabels: readonly PodsEnd[];
}

/** A flow that somebody asked about, explained, with the ports that have this outcome. */
export interface ExplainedFlow {
  readonly outcome: Verdict;
  readonly flow: Flow;
  readonly ports: PortSet;
  readonly sides: readonly [egress: SideExplanation, ingress: SideExplanation];
  /** The same for the other addresses, where somebody asked about a block that policies take apart. */
  readonly others: readonly Flow[];
  /** The whole blocks where somebody asked about more than one address. */
  readonly addresses: { readonly from?: AddressRange; readonly to?: AddressRange };
}

export const NO_CHANGE: FlowChange = { proposals: [], withoutLabels: [] };
const MOST_PROPOSALS = 3;
/** Default deny in a large cluster closes as many connections as there are pairs of pods. */
const MOST_SIDE_EFFECTS = 1000;

/** Finds what to change, tries it, and says what else it does. */
export function proposeChanges(analysis: Analysis, asked: ExplainedFlow): FlowChange {
  const { flow, outcome, ports } = asked;
  if (flow.toItself || (outcome !== Verdict.ALLOW && outcome !== Verdict.DENY)) return NO_CHANGE;
  if (outcome === Verdict.DENY && !isListening(flow.to, ports)) return { ...NO_CHANGE, none: 'not listening' };
  // What is tried is a flow to the pod, and that would say nothing of the address of the Service.
  if (flow.egress.reason === SideReason.SERVICE_ADDRESS) return { ...NO_CHANGE, none: 'Service address' };
  const candidates = outcome === Verdict.DENY ? waysToAllow(analysis, asked) : waysToDeny(analysis, asked);
  const proposals = tried(analysis, asked, candidates);
  if (proposals.length === 0) return { ...NO_CHANGE, none: whyNone(analysis, flow) };
  const written = proposals.some(({ remedies }) => remedies.some(({ kind }) => kind !== 'remove'));
  const ends = [flow.from, flow.to].filter((end): end is PodsEnd => end.kind === 'pods');
  return { proposals, withoutLabels: written ? ends.filter((end) => hasNoLabels(end)) : [] };
}

/** Containers need not declare their ports, so that only those which declare some are known not to listen on others. */
function isListening(to: FlowEnd, ports: PortSet): boolean {
  if (to.kind === 'address' || to.ports.length === 0) return true;
  return to.ports.some(({ protocol, number }) => ports.has(protocol, number));
}

function whyNone({ otherPolicies }: Analysis, { from, to, egress, ingress }: Flow): FlowChange['none'] {
  if ([from, to].some((end) => end.kind === 'pods' && end.hostNetwork)) return 'hostNetwork';
  const decided = [egress, ingress].some(({ reason }) =>
    [SideReason.NOT_ENFORCED, SideReason.FROM_OWN_NODE, SideReason.TO_OWN_NODE].includes(reason),
  );
  if (decided) return 'plugin';
  return otherPolicies.length > 0 ? 'other kinds' : undefined;
}

/** Every side that denies must be turned round; one of them at a time in another way than the narrowest. */
function waysToAllow(analysis: Analysis, asked: ExplainedFlow): Remedy[][] {
  const { flow, addresses } = asked;
  const denying = sidesOf(asked).flatMap(([side, ...others]) => {
    const denied = others.reduce((all, other) => all.union(other.denied), side!.denied);
    return denied.isEmpty ? [] : { ...side!, denied };
  });
  const peerOf = ({ direction }: SideExplanation): RemedyEnd =>
    direction === PolicyType.EGRESS
      ? { end: flow.to, addresses: addresses.to }
      : { end: flow.from, addresses: addresses.from };
  const options = denying.map((side) => optionsToAllow(side, peerOf(side), freeNames(analysis)));
  const narrowest = options.map(([first]) => first!);
  const others = options.flatMap((own, index) =>
    own.slice(1).map((option) => narrowest.map((first, at) => (at === index ? option : first))),
  );
  return [narrowest, ...others];
}

/** One side that denies is enough. */
function waysToDeny(analysis: Analysis, asked: ExplainedFlow): Remedy[][] {
  const { flow, others, ports } = asked;
  return sidesOf(asked).flatMap((sides) => {
    const peers = [flow, ...others].map(({ from, to }) => (sides[0]!.direction === PolicyType.EGRESS ? to : from));
    return optionsToDeny(analysis, sides, peers, ports, freeNames(analysis)).map((remedy) => [remedy]);
  });
}

/** Each side as it is for each of the flows. */
function sidesOf({ sides, others, ports }: ExplainedFlow): SideExplanation[][] {
  const more = others.map((other) => explain(other, ports));
  return sides.map((side, index) => [side, ...more.map((one) => one[index]!)]);
}

function freeNames({ inventory }: Analysis): IsFree {
  const documents = [...inventory.policies, ...(inventory.ineffectivePolicies ?? [])];
  const taken = new Set(
    documents.map((document) => `${namespaceOf(document)}/${document.object.metadata?.name ?? ''}`),
  );
  return (namespace, name) => !taken.has(`${namespace}/${name}`);
}

/** The candidates that do what they should, by how much else they do. */
function tried(analysis: Analysis, asked: ExplainedFlow, candidates: readonly Remedy[][]): ProposedChange[] {
  if (candidates.length === 0) return [];
  const { inventory } = analysis;
  const changed = candidates.map((remedies) => ({
    ...inventory,
    policies: withRemedies(inventory.policies, remedies),
  }));
  const [before, ...after] = analysis.ofOthers([inventory, ...changed]);
  const proposals = after.flatMap((now, index): ProposedChange[] => {
    if (!isTurnedRound(now, asked)) return [];
    const difference = differenceBetween(before!, now, { most: MOST_SIDE_EFFECTS });
    return [{ remedies: candidates[index]!, sideEffects: sideEffectsOf(difference, asked) }];
  });
  const weight = ({ sideEffects }: ProposedChange) =>
    sideEffects.changes.length + sideEffects.undefinedChanges.length + (sideEffects.complete ? 0 : MOST_SIDE_EFFECTS);
  return proposals.sort((a, b) => weight(a) - weight(b)).slice(0, MOST_PROPOSALS);
}

function isTurnedRound(analysis: Analysis, { outcome, flow, others, ports }: ExplainedFlow): boolean {
  return [flow, ...others].every(({ from, to }) => {
    const { allowed, conditionalPorts, undefinedPorts } = flowBetween(analysis, from, to);
    const open = allowed.union(conditionalPorts).union(undefinedPorts);
    return outcome === Verdict.DENY ? allowed.contains(ports) : ports.intersect(open).isEmpty;
  });
}

/** The difference but for what was asked for. */
function sideEffectsOf(difference: Difference, asked: ExplainedFlow): SideEffects {
  const { changes, undefinedChanges, conditionalChanges, complete, new: now } = difference;
  const [from, to] = [
    meantBy(now, asked.flow.from, asked.addresses.from),
    meantBy(now, asked.flow.to, asked.addresses.to),
  ];
  const others = (all: readonly Change[]) => all.flatMap((change) => besides(change, asked.ports, from, to));
  return { changes: others(changes), undefinedChanges: others(undefinedChanges), conditionalChanges, complete };
}

/** What an end of the question is in a comparison. */
type Meant = ClassMember | AddressSet | undefined;

function meantBy({ members }: Analysis, end: FlowEnd, asked: AddressRange | undefined): Meant {
  if (end.kind === 'address') {
    const { family, value } = end.address;
    return AddressSet.ofRanges([asked ?? { family, first: value, last: value }]);
  }
  const own = members.filter(({ group }) => group === end.source?.group);
  return own.find(({ ordinal }) => ordinal === end.source?.replica) ?? own.find(({ ordinal }) => ordinal === undefined);
}

function besides(change: Change, ports: PortSet, meantFrom: Meant, meantTo: Meant): Change[] {
  const { from, to, before, after } = change;
  const [ownFrom, ownTo] = [partOf(from, meantFrom), partOf(to, meantTo)];
  if (!ownFrom || !ownTo) return [change];
  const left = { before: before.subtract(ports), after: after.subtract(ports) };
  const morePorts = left.before.equals(left.after) ? [] : [{ ...change, ...left, kind: kindOf(left) }];
  // Where an end is more addresses than were asked about, the others are no part of the answer.
  const beyond = [
    ...ownFrom.others.map((end) => ({ ...change, from: end })),
    ...ownTo.others.map((end) => ({ ...change, to: end })),
  ];
  return [...morePorts.map((one) => ({ ...one, from: ownFrom.own, to: ownTo.own })), ...beyond];
}

function kindOf({ before, after }: { readonly before: PortSet; readonly after: PortSet }): Change['kind'] {
  return before.isEmpty ? 'added' : after.isEmpty ? 'removed' : 'changed';
}

/** How far an endpoint is what was asked about; undefined where it is not at all. */
function partOf(endpoint: Endpoint, meant: Meant): { own: Endpoint; others: Endpoint[] } | undefined {
  if (endpoint.kind === 'workload') {
    const isMeant = endpoint.members.some((member) => member === meant);
    return isMeant ? { own: endpoint, others: [] } : undefined;
  }
  if (!(meant instanceof AddressSet)) return undefined;
  const whole = AddressSet.ofRanges([endpoint.range]);
  const [own] = whole.intersect(meant).ranges;
  const withRange = (range: AddressRange) => ({ ...endpoint, range, id: formatAddressRange(range) });
  return own && { own: withRange(own), others: whole.subtract(meant).ranges.map(withRange) };
}
