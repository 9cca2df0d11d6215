import { ExplainReport, ExplainedExample, ExplainedServicePort } from './explain-report';
import { formatFieldPath } from '../../model/kubernetes-object';
import { Change } from '../../reachability/change/difference';
import { SideEffects } from '../../reachability/change/proposed-changes';
import { SideExplanation } from '../../reachability/question/explanation';
import { BOTH_TYPES, Remedy } from '../../reachability/question/remedy';
import { changeEntry, portsEntry } from '../wording/change-json';
import { jsonText } from '../wording/json';
import { policyPlace, ruleField, ruleName } from '../wording/policy-place';
import { hasSay, programEntries } from '../wording/program-text';

/** `netpol.explain/v1`, as docs/schemas/netpol.explain.v1.schema.json describes it. */
export function explainJson(report: ExplainReport): string {
  const { question, verdict, examples, limits, overview, servicePorts, notes } = report;
  const document = {
    schema: 'netpol.explain/v1',
    from: question.from.text,
    to: question.to.text,
    port: question.port,
    verdict,
    ...limits,
    ...(overview ? { ends: overview.rows, endsLeftOut: overview.leftOut } : {}),
    ...(servicePorts.length > 0 ? { servicePorts: servicePorts.map(servicePortEntry) } : {}),
    ...(notes.length > 0 ? { notes } : {}),
    because: examples.map(exampleEntry),
  };
  return jsonText(document);
}

function servicePortEntry({ service, protocol, port, targetPort, verdict, examples }: ExplainedServicePort) {
  return { service, protocol, port, targetPort, verdict, because: examples.map(exampleEntry) };
}

function exampleEntry({ outcome, from, to, ports, subjectTo, flow, sides, change, services }: ExplainedExample) {
  const [narrowest, ...others] = change.proposals;
  return {
    outcome,
    from,
    to,
    ports: portsEntry(ports),
    ...(subjectTo.length > 0 ? { subjectTo } : {}),
    toItself: flow.toItself,
    egress: sideEntry(sides[0]),
    ingress: sideEntry(sides[1]),
    ...(services.length > 0 ? { services } : {}),
    change: narrowest ? narrowest.remedies.map(remedyEntry) : [],
    ...(narrowest ? { sideEffects: sideEffectsEntry(narrowest.sideEffects) } : {}),
    ...(others.length > 0
      ? {
          otherChanges: others.map(({ remedies, sideEffects }) => ({
            change: remedies.map(remedyEntry),
            sideEffects: sideEffectsEntry(sideEffects),
          })),
        }
      : {}),
    ...(change.none ? { noChange: change.none } : {}),
    ...(change.withoutLabels.length > 0 ? { withoutLabels: change.withoutLabels.map(({ id }) => id) } : {}),
  };
}

function sideEffectsEntry({ changes, undefinedChanges, complete }: SideEffects) {
  const entry = (change: Change) => {
    const { by: _, ...rest } = changeEntry(change);
    return rest;
  };
  return { changes: changes.map(entry), undefined: undefinedChanges.map(entry), complete };
}

function sideEntry({ direction, outcome, side, policies }: SideExplanation) {
  return {
    outcome,
    reason: side.reason,
    ...(outcome === 'undefined' && side.undefinedReason ? { undefinedReason: side.undefinedReason } : {}),
    ...(hasSay(side) ? { otherPolicies: programEntries(side) } : {}),
    ...(side.others ? { undefinedBy: side.others.map(({ title }) => title) } : {}),
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
        rules: remedy.entries.map(({ policy, field }) => ({
          ...policyPlace(policy, field),
          field: formatFieldPath(field),
        })),
        ...(remedy.needPolicyTypes.length > 0
          ? {
              set: remedy.needPolicyTypes.map((policy) => ({
                ...policyPlace(policy),
                field: 'spec.policyTypes',
                value: BOTH_TYPES,
              })),
            }
          : {}),
      };
  }
}

function lineOf({ line }: { readonly line?: number }) {
  return line === undefined ? {} : { line };
}
