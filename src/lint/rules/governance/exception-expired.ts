import { GovernanceAnnotation, isExpired } from '../../../model/governance';
import { PolicyRule } from '../../facts/lint-rule';
import { readDay } from '../../facts/read-day';

/** A temporary allow whose time is over, or whose end cannot be read. */
export const exceptionExpired: PolicyRule = {
  id: 'exception-expired',
  severity: 'error',
  info: 'The exception that the policy stands for has expired.',
  why: 'What was allowed for a limited time is still allowed.',
  fix: 'Remove the policy, or agree on a new day.',
  checkPolicy({ annotations }, report, { now }) {
    const expires = annotations[GovernanceAnnotation.EXCEPTION_EXPIRES];
    if (expires === undefined) return;
    const field = ['metadata', 'annotations', GovernanceAnnotation.EXCEPTION_EXPIRES];
    const day = readDay(expires);
    if (day === undefined) {
      const message = `${JSON.stringify(expires)} is no calendar day, so the exception cannot end.`;
      report({ field, message, fix: 'Write a day that exists as YYYY-MM-DD, for example 2027-03-31.' });
    } else if (isExpired(expires, now)) {
      report({ field, message: `The exception expired on ${expires}.` });
    }
  },
};
