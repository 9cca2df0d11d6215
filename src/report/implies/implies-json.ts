import { ImpliesReport, explainCounterexample, isPod, sidesOf } from './implies-report';
import { formatIpAddress } from '../../model/ip-address';
import { PolicyType } from '../../model/network-policy';
import { Counterexample, SampleEnd } from '../../reachability/reasoning/counterexample';
import { jsonText } from '../wording/json';

/** `netpol.implies/v1`, as docs/schemas/netpol.implies.v1.schema.json describes it. */
export function impliesJson(report: ImpliesReport): string {
  const { question, first, second, answer, limits } = report;
  return jsonText({
    schema: 'netpol.implies/v1',
    question,
    first: first.name,
    second: second.name,
    answer: answer.answer,
    ...(limits.length > 0 ? { limits } : {}),
    ...(answer.answer === 'no' ? { counterexample: exampleEntry(report, answer.counterexample) } : {}),
  });
}

function exampleEntry(report: ImpliesReport, example: Counterexample) {
  const { from, to, protocol, port, portNames, deniedBy } = example;
  const { allows, denies } = sidesOf(report);
  const side = explainCounterexample(denies, example)[deniedBy === PolicyType.EGRESS ? 0 : 1];
  return {
    from: endEntry(from),
    to: endEntry(to),
    protocol,
    port,
    ...(portNames.length > 0 ? { portNames } : {}),
    allowedBy: allows.name,
    deniedBy: denies.name,
    direction: deniedBy,
    policies: side.policies.map(({ policy }) => `${policy.namespace}/${policy.name}`),
  };
}

function endEntry(end: SampleEnd) {
  if (!isPod(end)) return { kind: 'ip', id: formatIpAddress(end) };
  const { namespace, namespaceLabels, labels } = end;
  return { kind: 'pod', namespace, namespaceLabels, labels };
}
