import { PolicyRule } from '../../facts/lint-rule';

/** `egress: []` alone, which isolates ingress. */
export const egressDenyWithoutPolicyType: PolicyRule = {
  id: 'egress-deny-without-policy-type',
  severity: 'error',
  info: 'An empty egress list without policyTypes does not deny egress; it denies ingress instead.',
  why: 'Where policyTypes is missing the API server fills in Ingress, and Egress only if there is an egress rule. The policy blocks what nobody meant to block and leaves open what it was written for.',
  fix: 'Write policyTypes: [Egress] to deny egress, or [Ingress, Egress] for both.',
  checkPolicy({ spec }, report) {
    if ((spec.policyTypes ?? []).length > 0 || !spec.egress || spec.egress.length > 0) return;
    const both = spec.ingress !== undefined;
    if (spec.policyTypes) return report({ field: ['spec', 'egress'] });
    const value = both ? ['Ingress', 'Egress'] : ['Egress'];
    report({ field: ['spec', 'egress'], patch: [{ edit: 'addField', path: ['spec'], key: 'policyTypes', value }] });
  },
};
