import { GovernanceAnnotation } from '../../../model/governance';
import { PolicyRule } from '../../facts/lint-rule';

/** A policy nobody answers for, where others name an owner. */
export const ownerMissing: PolicyRule = {
  id: 'owner-missing',
  severity: 'info',
  info: 'The policy does not say who owns it.',
  why: 'When it blocks or opens too much, nobody knows whom to ask, and so nobody dares to change it.',
  fix: `Annotate ${GovernanceAnnotation.OWNER} with a team. This rule speaks only where some policy of the input names an owner.`,
  checkPolicy({ annotations }, report, { usesAnnotation }) {
    if (!usesAnnotation(GovernanceAnnotation.OWNER) || annotations[GovernanceAnnotation.OWNER]) return;
    report({ field: ['metadata', 'annotations'] });
  },
};
