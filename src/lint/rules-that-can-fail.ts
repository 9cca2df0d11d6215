import { ACKNOWLEDGEMENT_RULES } from './acknowledgement';
import { API_RULES, INVENTORY_RULES } from './api-rules';
import { RuleDescription } from './facts/lint-rule';
import { LINT_RULES } from './lint-rules';

/** The ids under which errors can be reported: what has to run where only errors count. */
export const RULES_THAT_CAN_FAIL: ReadonlySet<string> = new Set(
  [...Object.values(API_RULES), ...INVENTORY_RULES, ...Object.values(ACKNOWLEDGEMENT_RULES), ...LINT_RULES]
    .filter(({ severity, worstSeverity = severity }: RuleDescription) => worstSeverity === 'error')
    .map(({ id }) => id),
);
