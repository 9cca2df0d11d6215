import { formatAddressRange } from '../../model/address-set';
import { formatIpAddress } from '../../model/ip-address';
import { FieldPath, formatFieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { EndpointExpression } from '../../reachability/question/endpoint-expression';
import { SideExplanation, explain } from '../../reachability/question/explanation';
import { FlowSide } from '../../reachability/question/flow';
import { FlowAnswer, FlowExample, FlowLimits, FlowQuestion, Verdict } from '../../reachability/question/flow-question';
import { Remedy, RemedyEnd, remedyToAllow, remedyToDeny } from '../../reachability/question/remedy';
import { FlowEnd } from '../../reachability/relation/flow-end';

/** What the renderers of `netpol explain` print. */
export interface ExplainReport {
  readonly question: FlowQuestion;
  readonly verdict: Verdict;
  /** One for each outcome that the question has. */
  readonly examples: readonly ExplainedExample[];
  readonly limits: FlowLimits;
}

export interface ExplainedExample extends FlowExample {
  readonly from: string;
  readonly to: string;
  readonly sides: readonly SideExplanation[];
  /** What to change to turn the outcome round; all of them together where both sides deny. */
  readonly remedies: readonly Remedy[];
}

/** Explains the answer to a question. */
export function explainReport(question: FlowQuestion, { verdict, examples, limits }: FlowAnswer): ExplainReport {
  return { question, verdict, examples: examples.map((example) => explained(question, example)), limits };
}

function explained(question: FlowQuestion, example: FlowExample): ExplainedExample {
  const { flow, ports } = example;
  const sides = explain(flow, ports);
  return {
    ...example,
    from: describeEnd(flow.from, question.from),
    to: describeEnd(flow.to, question.to),
    sides,
    remedies: remediesFor(question, example, sides),
  };
}

function remediesFor(
  question: FlowQuestion,
  { flow, outcome }: FlowExample,
  sides: readonly SideExplanation[],
): Remedy[] {
  // What other kinds of policies decide, a change of NetworkPolicies need not turn round.
  if (flow.toItself || sides.some(({ side }) => hasSay(side))) return [];
  if (outcome === Verdict.DENY) {
    return sides
      .filter(({ denied }) => !denied.isEmpty)
      .map((side) => remedyToAllow(side, peerOf(question, flow, side.direction)));
  }
  if (outcome !== Verdict.ALLOW) return [];
  const denying = sides.flatMap((side) => remedyToDeny(side) ?? []);
  // Taking a rule away is less than isolating pods that nothing isolates so far.
  return denying.sort((a, b) => costOf(a) - costOf(b)).slice(0, 1);
}

/** Whether policies of other kinds than NetworkPolicy decide something on this side. */
export function hasSay({ program }: FlowSide): boolean {
  return program !== undefined && (program.rules.length > 0 || program.isolating.length > 0);
}

function costOf(remedy: Remedy): number {
  return remedy.kind === 'remove' ? remedy.rules.length : 1000;
}

function peerOf(question: FlowQuestion, flow: FlowExample['flow'], direction: PolicyType): RemedyEnd {
  const [end, asked] = direction === PolicyType.EGRESS ? [flow.to, question.to] : [flow.from, question.from];
  return asked.kind === 'addresses' ? { end, addresses: asked.range } : { end };
}

function describeEnd(end: FlowEnd, asked: EndpointExpression): string {
  if (end.kind === 'pods') return end.id;
  if (asked.kind === 'addresses' && asked.range.first === asked.range.last) return formatAddressRange(asked.range);
  return formatIpAddress(end.address);
}

/** `shop/web`, with its file and line where it has them. */
export function policyPlace({ namespace, name, document }: ProgramPolicy, field: FieldPath = ['metadata', 'name']) {
  const { file, constructPath } = document.origin;
  const line = document.positionOf(field)?.line;
  const origin = file ?? constructPath;
  return {
    policy: `${namespace}/${name}`,
    ...(origin === undefined ? {} : { [file === undefined ? 'construct' : 'file']: origin }),
    ...(line === undefined ? {} : { line }),
  } as { readonly policy: string; readonly file?: string; readonly construct?: string; readonly line?: number };
}

/** `spec.ingress[0]` */
export function ruleField(direction: PolicyType, index: number): FieldPath {
  return ['spec', direction === PolicyType.INGRESS ? 'ingress' : 'egress', index];
}

export function ruleName(direction: PolicyType, index: number): string {
  return formatFieldPath(ruleField(direction, index));
}
