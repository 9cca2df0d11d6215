import { Flow, FlowSide } from './flow';
import { RuleAction } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';

/** What connections of a flow on these ports hang on: all of it must come true. */
export function conditionsOf({ egress, ingress }: Flow, ports: PortSet): string[] {
  return [egress, ingress].flatMap((side) => {
    const text = conditionsOfSide(side, ports);
    return text === '' ? [] : [text];
  });
}

/** Conditions in one text, all of which must come true. */
export function conditionsText(conditions: readonly string[]): string {
  return conditions.join('; and ');
}

/** What one side lets through on conditions, one of which is enough; the empty text for nothing. */
export function conditionsOfSide({ program }: FlowSide, ports: PortSet): string {
  if (!program) return '';
  const asked = program.conditionalPorts.intersect(ports);
  const rules = program.steps.flatMap((step) => step.rules);
  const named = rules.filter((rule) => rule.isConditional && !rule.ports.intersect(asked).isEmpty);
  const texts = named.map(({ subjectTo = '', action }) =>
    action === RuleAction.DENY ? `all but ${subjectTo}` : subjectTo,
  );
  return [...new Set(texts)].join(' or ');
}
