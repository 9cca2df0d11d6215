import { programEntries } from './explain-program';
import { ExplainReport, ExplainedExample, hasSay, policyPlace, ruleField, ruleName } from './explain-report';
import { formatFieldPath } from '../../model/kubernetes-object';
import { PortSet } from '../../model/port-set';
import { SideExplanation } from '../../reachability/question/explanation';
import { Remedy } from '../../reachability/question/remedy';

/** `netpol.explain/v1`, as docs/schemas/netpol.explain.v1.schema.json describes it. */
export function explainJson({ question, verdict, examples, limits }: ExplainReport): string {
  const document = {
    schema: 'netpol.explain/v1',
    from: question.from.text,
    to: question.to.text,
    port: question.port,
    verdict,
    ...limits,
    because: examples.map(exampleEntry),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function exampleEntry({ outcome, from, to, ports, flow, sides, remedies, services }: ExplainedExample) {
  return {
    outcome,
    from,
    to,
    ports: portsEntry(ports),
    toItself: flow.toItself,
    egress: sideEntry(sides[0]!),
    ingress: sideEntry(sides[1]!),
    ...(services.length > 0 ? { services } : {}),
    change: remedies.map(remedyEntry),
  };
}

function sideEntry({ direction, outcome, side, policies }: SideExplanation) {
  return {
    outcome,
    reason: side.reason,
    ...(outcome === 'undefined' && side.undefinedReason ? { undefinedReason: side.undefinedReason } : {}),
    ...(hasSay(side) ? { otherPolicies: programEntries(side) } : {}),
    policies: policies.map(({ policy, rules }) => ({
      ...policyPlace(policy),
      rules: rules.map(({ index, peer, ports, allows }) => ({
        rule: ruleName(direction, index),
        ...lineOf(policyPlace(policy, ruleField(direction, index))),
        peerMatches: peer !== undefined,
        ports: portsEntry(ports),
        allows,
      })),
    })),
  };
}

function remedyEntry(remedy: Remedy) {
  const { kind, direction } = remedy;
  switch (remedy.kind) {
    case 'append':
      return {
        kind,
        direction,
        ...policyPlace(remedy.policy, remedy.field),
        field: formatFieldPath(remedy.field),
        values: remedy.values,
      };
    case 'create':
      return { kind, direction, object: remedy.object };
    case 'remove':
      return {
        kind,
        direction,
        rules: remedy.rules.map(({ policy, field }) => ({
          ...policyPlace(policy, field),
          field: formatFieldPath(field),
        })),
      };
  }
}

function lineOf({ line }: { readonly line?: number }) {
  return line === undefined ? {} : { line };
}

function portsEntry(ports: PortSet): 'all' | string[] {
  return ports.isAll ? 'all' : ports.toStrings();
}
