import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { formatIpAddress } from '../../model/ip-address';
import { PortSet } from '../../model/port-set';
import { SideExplanation, explain } from '../../reachability/question/explanation';
import { flowBetween } from '../../reachability/question/flow';
import { Counterexample, ImplicationAnswer, SampleEnd } from '../../reachability/reasoning/counterexample';
import { SamplePod } from '../../reachability/reasoning/region-sample';
import { Analysis } from '../../reachability/relation/analysis';
import { FlowEnd } from '../../reachability/relation/flow-end';

/** Which way round two sets of policies are compared. */
export type ImplicationQuestion =
  /** Whether the first forbids all that the second forbids. */
  | 'forbid'
  /** Whether the first permits all that the second permits. */
  | 'permit';

/** What the renderers of `netpol implies` print. */
export interface ImpliesReport {
  readonly question: ImplicationQuestion;
  readonly first: NamedAnalysis;
  readonly second: NamedAnalysis;
  readonly answer: ImplicationAnswer;
  /** What the answer leaves out, in sentences. */
  readonly limits: readonly string[];
}

export interface NamedAnalysis {
  readonly name: string;
  readonly analysis: Analysis;
}

/** The sides of a counterexample: the set that allows it and the one that does not. */
export function sidesOf({ question, first, second }: Pick<ImpliesReport, 'question' | 'first' | 'second'>): {
  allows: NamedAnalysis;
  denies: NamedAnalysis;
} {
  return question === 'forbid' ? { allows: first, denies: second } : { allows: second, denies: first };
}

/** The flow of a counterexample as one set of policies judges it. */
export function explainCounterexample(
  { analysis }: NamedAnalysis,
  { from, to, protocol, port, portNames }: Counterexample,
): readonly [egress: SideExplanation, ingress: SideExplanation] {
  const declared = portNames.map((name) => ({ name, protocol, number: port }));
  const flow = flowBetween(analysis, endOf(from, []), endOf(to, declared));
  return explain(flow, PortSet.of(protocol, port));
}

function endOf(
  end: SampleEnd,
  ports: readonly { name: string; protocol: Counterexample['protocol']; number: number }[],
): FlowEnd {
  if (!isPod(end)) return { kind: 'address', address: end };
  const { namespace, namespaceLabels, labels } = end;
  const rest = { hostNetwork: false, addresses: [], nodeAddresses: [] };
  return { kind: 'pods', id: endText(end), namespace, namespaceLabels, labels, ports, ...rest };
}

/** `a pod with app=web of the namespace shop`, or the address. */
export function endText(end: SampleEnd): string {
  if (!isPod(end)) return formatIpAddress(end);
  const { namespace, labels } = end;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `a pod ${pairs.length > 0 ? `with ${pairs.join(', ')}` : 'without labels'} of the namespace ${namespace}`;
}

/** The labels of the namespace beside its name, where they matter. */
export function namespaceText(end: SampleEnd): string {
  if (!isPod(end)) return '';
  const pairs = Object.entries(end.namespaceLabels)
    .filter(([key]) => key !== NAMESPACE_NAME_LABEL)
    .map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '' : ` (a namespace with ${pairs.join(', ')})`;
}

export function isPod(end: SampleEnd): end is SamplePod {
  return 'namespace' in end;
}
