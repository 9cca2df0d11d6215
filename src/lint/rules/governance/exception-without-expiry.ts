import { GovernanceAnnotation } from '../../../model/governance';
import { PolicyRule } from '../../facts/lint-rule';

const OTHERS = [
  GovernanceAnnotation.EXCEPTION_OWNER,
  GovernanceAnnotation.EXCEPTION_REASON,
  GovernanceAnnotation.EXCEPTION_TICKET,
];

/** A temporary allow without an end. */
export const exceptionWithoutExpiry: PolicyRule = {
  id: 'exception-without-expiry',
  severity: 'warning',
  info: 'The policy is marked as an exception but has no last day.',
  why: 'An exception without an end is a rule that nobody agreed to.',
  fix: `Annotate ${GovernanceAnnotation.EXCEPTION_EXPIRES} with the last day, as YYYY-MM-DD.`,
  checkPolicy({ annotations }, report) {
    const marked = OTHERS.find((annotation) => annotations[annotation] !== undefined);
    if (marked === undefined || annotations[GovernanceAnnotation.EXCEPTION_EXPIRES] !== undefined) return;
    report({ field: ['metadata', 'annotations', marked] });
  },
};
