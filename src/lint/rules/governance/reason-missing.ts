import { GovernanceAnnotation } from '../../../model/governance';
import { PolicyRule } from '../../facts/lint-rule';

/** A policy that allows something without saying why, where others do. */
export const reasonMissing: PolicyRule = {
  id: 'reason-missing',
  severity: 'info',
  info: 'The policy allows traffic without saying why.',
  why: 'A year later nobody can tell whether it is still needed, so it stays for ever.',
  fix: `Annotate ${GovernanceAnnotation.REASON} with a few words. This rule speaks only where some policy of the input gives a reason.`,
  checkPolicy({ annotations, rules }, report, { usesAnnotation }) {
    // What allows nothing needs no excuse.
    if (!rules.some(({ inEffect }) => inEffect)) return;
    if (!usesAnnotation(GovernanceAnnotation.REASON) || annotations[GovernanceAnnotation.REASON]) return;
    report({ field: ['metadata', 'annotations'] });
  },
};
