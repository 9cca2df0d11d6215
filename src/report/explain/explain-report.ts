import { formatAddressRange } from '../../model/address-set';
import { formatIpAddress } from '../../model/ip-address';
import { PortSet } from '../../model/port-set';
import { FlowChange, NO_CHANGE, proposeChanges } from '../../reachability/change/proposed-changes';
import { Addresses, EndpointExpression } from '../../reachability/question/endpoint-expression';
import { SideExplanation, SideOutcome, explain } from '../../reachability/question/explanation';
import { findEnds } from '../../reachability/question/find-ends';
import { Flow, flowBetween } from '../../reachability/question/flow';
import { overviewOf } from '../../reachability/question/flow-overview';
import {
  FlowAnswer,
  FlowExample,
  FlowLimits,
  FlowQuestion,
  Verdict,
  answerQuestion,
} from '../../reachability/question/flow-question';
import { AskedServicePort, servicePortsAsked } from '../../reachability/question/service-port';
import { Analysis } from '../../reachability/relation/analysis';
import { FlowEnd } from '../../reachability/relation/flow-end';

/** What the renderers of `netpol explain` print. */
export interface ExplainReport {
  readonly question: FlowQuestion;
  readonly verdict: Verdict;
  /** One for each outcome that the question has. */
  readonly examples: readonly ExplainedExample[];
  readonly limits: FlowLimits;
  /** All pairs of ends, where the question stands for several and somebody wants to see them. */
  readonly overview?: EndsOverview;
  /** Ports of Services that were asked about, each with the answer about the container port behind it. */
  readonly servicePorts: readonly ExplainedServicePort[];
  /** Whose the addresses are that were asked about. */
  readonly notes: readonly string[];
}

export interface ExplainedExample extends FlowExample {
  readonly from: string;
  readonly to: string;
  readonly sides: readonly [egress: SideExplanation, ingress: SideExplanation];
  /** What to change to turn the outcome round. */
  readonly change: FlowChange;
}

export interface EndsOverview {
  readonly rows: readonly EndsRow[];
  readonly leftOut: number;
}

export interface EndsRow {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly egress: SideOutcome;
  readonly ingress: SideOutcome;
}

export interface ExplainedServicePort extends AskedServicePort {
  readonly verdict: Verdict;
  readonly examples: readonly ExplainedExample[];
}

export interface ExplainOptions {
  /** Whether to list every pair of ends. @default false */
  readonly withOverview?: boolean;
  /** Whether to find what would turn the outcome round, which takes an analysis of its own. @default true */
  readonly withChanges?: boolean;
}

export function explainReport(
  analysis: Analysis,
  question: FlowQuestion,
  { verdict, examples, limits, notes }: FlowAnswer,
  { withOverview = false, withChanges = true }: ExplainOptions = {},
): ExplainReport {
  const servicePorts = servicePortsAsked(analysis, question);
  const overview = withOverview ? overviewFor(analysis, question) : undefined;
  return {
    question,
    verdict,
    examples: examples.map((example) => explained(analysis, question, example, servicePorts, withChanges)),
    limits,
    notes,
    ...(overview ? { overview } : {}),
    servicePorts: servicePorts.map((asked) => {
      const behind = { ...question, ports: PortSet.of(asked.protocol, asked.targetPort) };
      const answer = answerQuestion(analysis, behind);
      const own = answer.examples.map((example) => explained(analysis, behind, example, [], withChanges));
      return { ...asked, verdict: answer.verdict, examples: own };
    }),
  };
}

function overviewFor(analysis: Analysis, question: FlowQuestion): EndsOverview | undefined {
  const overview = overviewOf(analysis, question);
  return (
    overview && {
      leftOut: overview.leftOut,
      rows: overview.rows.map((row) => ({
        ...row,
        from: describeEnd(row.from, question.from),
        to: describeEnd(row.to, question.to),
      })),
    }
  );
}

function explained(
  analysis: Analysis,
  question: FlowQuestion,
  example: FlowExample,
  servicePorts: readonly AskedServicePort[],
  withChanges: boolean,
): ExplainedExample {
  const { flow, ports } = example;
  const sides = explain(flow, ports);
  return {
    ...example,
    from: describeEnd(flow.from, question.from),
    to: describeEnd(flow.to, question.to),
    sides,
    change: withChanges ? changeFor(analysis, question, example, sides, servicePorts) : NO_CHANGE,
  };
}

function changeFor(
  analysis: Analysis,
  question: FlowQuestion,
  { flow, ports, outcome }: FlowExample,
  sides: ExplainedExample['sides'],
  servicePorts: readonly AskedServicePort[],
): FlowChange {
  // What nobody listens on is not worth a change; the answer about the container port has one.
  if (outcome === Verdict.DENY && servicePorts.some(({ protocol, port }) => ports.has(protocol, port))) {
    return { ...NO_CHANGE, none: 'not listening' };
  }
  const addresses = { from: rangeOf(question.from, flow.from), to: rangeOf(question.to, flow.to) };
  return proposeChanges(analysis, {
    outcome,
    flow,
    ports,
    sides,
    others: othersInBlock(analysis, question, flow),
    addresses,
  });
}

/** The flows of the other addresses of a block that somebody asked about. */
function othersInBlock(analysis: Analysis, { from, to }: FlowQuestion, flow: Flow): Flow[] {
  const asked = [from, to].find(({ kind }) => kind === 'addresses');
  const found = asked && findEnds(analysis, asked);
  if (!found || !('ends' in found)) return [];
  return found.ends.map((end) =>
    asked === from ? flowBetween(analysis, end, flow.to) : flowBetween(analysis, flow.from, end),
  );
}

/** The ports that containers of an end declare. */
export function declaredPorts(end: FlowEnd): PortSet {
  if (end.kind === 'address') return PortSet.EMPTY;
  return end.ports.reduce((all, { protocol, number }) => all.union(PortSet.of(protocol, number)), PortSet.EMPTY);
}

/** The addresses asked about, where the end is one of them. */
function rangeOf(asked: EndpointExpression, end: FlowEnd) {
  return asked.kind === 'addresses' && holds(asked, end) ? asked.range : undefined;
}

/** Whether an end is one of the addresses asked about, and not a pod or an address behind one of them. */
function holds({ range }: Addresses, end: FlowEnd): boolean {
  return end.kind === 'address' && range.first <= end.address.value && end.address.value <= range.last;
}

function describeEnd(end: FlowEnd, asked: EndpointExpression): string {
  if (end.kind === 'pods') return end.id;
  if (asked.kind === 'addresses' && asked.range.first === asked.range.last && holds(asked, end)) {
    return formatAddressRange(asked.range);
  }
  return formatIpAddress(end.address);
}
