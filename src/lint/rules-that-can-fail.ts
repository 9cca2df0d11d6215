import { ACKNOWLEDGEMENT_RULES } from './acknowledgement';
import { API_RULES, INVENTORY_RULES } from './api-rules';
import { RuleDescription } from './facts/lint-rule';
import { LINT_RULES } from './lint-rules';
import { Severity } from '../model/finding';

/** The ids under which errors can be reported: what has to run where only errors count. */
export const RULES_THAT_CAN_FAIL = rulesThatCanReport(['error']);

/** The ids under which warnings and errors can be reported. */
export const RULES_THAT_CAN_WARN = rulesThatCanReport(['error', 'warning']);

function rulesThatCanReport(severities: readonly Severity[]): ReadonlySet<string> {
  const all = [
    ...Object.values(API_RULES),
    ...INVENTORY_RULES,
    ...Object.values(ACKNOWLEDGEMENT_RULES),
    ...LINT_RULES,
  ] as RuleDescription[];
  const able = all.filter(({ severity, worstSeverity = severity }) => severities.includes(worstSeverity));
  return new Set(able.map(({ id }) => id));
}
