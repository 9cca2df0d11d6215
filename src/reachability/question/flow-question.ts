import { conditionsOf, conditionsText } from './conditions';
import { EndpointExpression, parseEndpoint } from './endpoint-expression';
import { FoundEnds, findEnds } from './find-ends';
import { Flow, flowBetween } from './flow';
import { areKnownPods, visitDifferingFlows } from './pair-search';
import { NotEnforced, Unpoliced, notEnforced, unpolicedEnds } from './plugin-limits';
import { parsePorts } from './port-expression';
import { ServicePath, servicePathsOf } from './service-path';
import { flowThrough, judgesServices } from './through-service';
import { within } from '../../model/invalid-input';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { Analysis } from '../relation/analysis';
import { engineOptions } from '../universe/engine-options';

/** Whether somebody may talk to somebody, on these ports. */
export interface FlowQuestion {
  readonly from: EndpointExpression;
  readonly to: EndpointExpression;
  readonly port: string;
  readonly ports: PortSet;
}

/** What can be said about all that a question asks for, taken together. */
export enum Verdict {
  /** All of it is allowed. */
  ALLOW = 'allow',
  /** None of it is allowed. */
  DENY = 'deny',
  /** All of it is allowed, but some or all of it on conditions that rules name: names of DNS, requests of HTTP. */
  CONDITIONAL = 'conditional',
  /** Some of it is allowed and some is not. */
  PARTLY = 'partly',
  /** The API leaves it open: an end has hostNetwork, or is the node of the other. */
  UNDEFINED = 'undefined',
  /** Nothing in the input is what the question asks about. */
  UNKNOWN = 'unknown',
}

/** An answer with the flows that show why. */
export interface FlowAnswer {
  readonly verdict: Verdict;
  /** One flow for each outcome there is: what is allowed for sure, what is denied for sure, what is undefined. */
  readonly examples: readonly FlowExample[];
  /** What connections hang on that are allowed on conditions, each once. */
  readonly conditions: readonly string[];
  /** Why the question is about nothing. */
  readonly nothing: readonly string[];
  /** Whose the addresses are that the question names, where they are some of the cluster. */
  readonly notes: readonly string[];
  /** What the network plugin enforces of the policies, where it is not all of them. */
  readonly limits: FlowLimits;
}

/** How far a network plugin falls short of the policies that have a say in a flow. */
export interface FlowLimits {
  /** It enforces none: then this is what the API alone would have answered. */
  readonly notEnforced?: NotEnforced & { readonly byTheApi: Verdict };
  readonly unpoliced?: Unpoliced;
}

/** One of the flows that a question asks about, and what becomes of it. */
export interface FlowExample {
  readonly outcome: Verdict.ALLOW | Verdict.CONDITIONAL | Verdict.DENY | Verdict.UNDEFINED;
  readonly flow: Flow;
  /** The ports of the question that have this outcome. */
  readonly ports: PortSet;
  /** What it hangs on, where it is allowed on conditions: all of it must come true. */
  readonly subjectTo: readonly string[];
  /** Ways through Services, on a plugin that judges those by another address. */
  readonly services: readonly ServicePath[];
}

/**
 * Reads a question.
 *
 * @throws InvalidInput if an end or the port cannot be read
 */
export function parseQuestion(question: { from: string; to: string; port: string }): FlowQuestion {
  const from = within('from', () => parseEndpoint(question.from));
  const to = within('to', () => parseEndpoint(question.to));
  const ports = within('port', () => parsePorts(question.port));
  return { from, to, port: question.port.trim(), ports };
}

/** More pairs than these are not walked through one by one. */
const MANY_PAIRS = 400;

/** Answers for every pair of pods and addresses that the question stands for; a pod and itself is not asked about. */
export function answerQuestion(
  analysis: Analysis,
  { from, to, ports }: Pick<FlowQuestion, 'from' | 'to' | 'ports'>,
): FlowAnswer {
  const [sources, destinations] = [findEnds(analysis, from), findEnds(analysis, to)];
  if (!('ends' in sources) || !('ends' in destinations)) {
    return aboutNothing([sources, destinations].flatMap(whyNothing));
  }
  if (sources.through) return aboutNothing([`${sources.note} Connections do not come from it: name who connects.`]);
  if ([...sources.ends, ...destinations.ends].every(({ kind }) => kind === 'address')) {
    return aboutNothing([
      `Both ends are addresses of no pod in the input (${from.text} and ${to.text}), and NetworkPolicies only speak about pods. Name a workload at one end, or add the pods to the input.`,
    ]);
  }
  const { through } = destinations;
  if (through && !through.ports.some(({ protocol, port }) => ports.has(protocol as Protocol, port))) {
    const known = through.ports.map(({ protocol, port }) => `${protocol}/${port}`).join(', ') || 'none at all';
    return aboutNothing([`${destinations.note} Its ports are ${known}.`]);
  }
  const examples = new Map<Verdict, Outcome>();
  const conditions = new Set<string>();
  let itself: Flow | undefined;
  /** Takes a flow into account; whether nothing more can be learned from others. */
  const isSettledBy = (flow: Flow) => {
    if (flow.toItself) itself = flow;
    const asked = through ? flowThrough(analysis, flow, through, ports) : { flow, ports };
    for (const example of flow.toItself ? [] : outcomesOf(asked.flow, asked.ports)) {
      if (example.outcome === Verdict.CONDITIONAL) conditions.add(conditionsText(example.subjectTo));
      if (!examples.has(example.outcome)) examples.set(example.outcome, example);
    }
    return examples.has(Verdict.ALLOW) && examples.has(Verdict.DENY);
  };
  const [senders, receivers] = [sources.ends, destinations.ends];
  // By the address of a Service, pods that are alike to the relation may differ.
  const areAlike = !through || !judgesServices(analysis);
  const isLarge = senders.length * receivers.length > MANY_PAIRS;
  if (isLarge && areAlike && areKnownPods(senders) && areKnownPods(receivers)) {
    visitDifferingFlows(analysis, senders, receivers, isSettledBy);
  } else {
    search: for (const source of senders) {
      for (const destination of receivers) if (isSettledBy(flowBetween(analysis, source, destination))) break search;
    }
  }
  if (examples.size === 0 && itself) {
    examples.set(Verdict.ALLOW, { outcome: Verdict.ALLOW, flow: itself, ports, subjectTo: [] });
  }
  const shown = [...examples.values()].map((example) => ({
    ...example,
    services: servicePathsOf(analysis, example.flow, example.ports),
  }));
  if (shown.length === 0) return aboutNothing([`${destinations.note} None of its pods has the port that it names.`]);
  const limits = limitsOf(analysis, { from, to, ports }, shown);
  const notes = [sources, destinations].flatMap(({ note }) => note ?? []);
  return { verdict: verdictOf(examples), examples: shown, conditions: [...conditions], nothing: [], notes, limits };
}

function aboutNothing(nothing: readonly string[]): FlowAnswer {
  return { verdict: Verdict.UNKNOWN, examples: [], conditions: [], nothing, notes: [], limits: {} };
}

type Outcome = Omit<FlowExample, 'services'>;

/** What becomes of the ports that a question names on one flow. */
export function outcomesOf(flow: Flow, ports: PortSet): Outcome[] {
  const allowed = ports.intersect(flow.allowed);
  const conditional = ports.intersect(flow.conditionalPorts);
  const open = ports.intersect(flow.undefinedPorts);
  const denied = ports.subtract(allowed).subtract(conditional).subtract(open);
  const outcomes: Outcome[] = [
    { outcome: Verdict.ALLOW, flow, ports: allowed, subjectTo: [] },
    { outcome: Verdict.CONDITIONAL, flow, ports: conditional, subjectTo: conditionsOf(flow, conditional) },
    { outcome: Verdict.DENY, flow, ports: denied, subjectTo: [] },
    { outcome: Verdict.UNDEFINED, flow, ports: open, subjectTo: [] },
  ];
  return outcomes.filter((outcome) => !outcome.ports.isEmpty);
}

/** All outcomes taken together. */
export function verdictOf(examples: Pick<ReadonlySet<Verdict>, 'has'>): Verdict {
  const isOpen = examples.has(Verdict.ALLOW) || examples.has(Verdict.CONDITIONAL);
  if (isOpen && examples.has(Verdict.DENY)) return Verdict.PARTLY;
  if (examples.has(Verdict.UNDEFINED)) return Verdict.UNDEFINED;
  if (examples.has(Verdict.CONDITIONAL)) return Verdict.CONDITIONAL;
  return examples.has(Verdict.ALLOW) ? Verdict.ALLOW : Verdict.DENY;
}

function limitsOf(
  analysis: Analysis,
  question: Pick<FlowQuestion, 'from' | 'to' | 'ports'>,
  examples: readonly FlowExample[],
): FlowLimits {
  const none = notEnforced(analysis);
  const sides = examples.flatMap(({ flow }) => [
    { side: flow.egress, subject: flow.from },
    { side: flow.ingress, subject: flow.to },
  ]);
  const bare = unpolicedEnds(analysis, sides);
  return {
    ...(none ? { notEnforced: { ...none, byTheApi: answerByTheApi(analysis, question) } } : {}),
    ...(bare ? { unpoliced: bare } : {}),
  };
}

/** The verdict if the policies that have no effect had one. */
function answerByTheApi({ inventory }: Analysis, question: Pick<FlowQuestion, 'from' | 'to' | 'ports'>): Verdict {
  const { ineffectivePolicies = [], ...rest } = inventory;
  const enforced = Analysis.of({ ...rest, policies: ineffectivePolicies }, engineOptions(undefined));
  return answerQuestion(enforced, question).verdict;
}

function whyNothing(found: FoundEnds): string[] {
  return 'nothing' in found ? [`${found.nothing} ${found.remedy}`] : [];
}
