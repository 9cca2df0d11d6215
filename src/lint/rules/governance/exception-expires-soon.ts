import { GovernanceAnnotation, isExpired } from '../../../model/governance';
import { PolicyRule } from '../../facts/lint-rule';
import { daysLeft, readDay } from '../../facts/read-day';

const SOON_DAYS = 30;

/** A temporary allow whose time is nearly over. */
export const exceptionExpiresSoon: PolicyRule = {
  id: 'exception-expires-soon',
  severity: 'warning',
  info: `The exception that the policy stands for expires within ${SOON_DAYS} days.`,
  why: 'On the day after its last the check fails, and with it whatever is deployed behind it.',
  fix: 'Remove the need for the policy, or agree on a new day in time.',
  checkPolicy({ annotations }, report, { now }) {
    const expires = annotations[GovernanceAnnotation.EXCEPTION_EXPIRES];
    const day = expires === undefined ? undefined : readDay(expires);
    if (day === undefined || isExpired(expires!, now)) return;
    const left = daysLeft(day, now);
    if (left > SOON_DAYS) return;
    const field = ['metadata', 'annotations', GovernanceAnnotation.EXCEPTION_EXPIRES];
    report({ field, message: `The exception expires on ${expires}, in ${left} days.` });
  },
};
