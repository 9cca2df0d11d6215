import { PolicyRule } from '../../facts/lint-rule';

/** The directions are left to the API server. */
export const policyTypesMissing: PolicyRule = {
  id: 'policy-types-missing',
  severity: 'info',
  worstSeverity: 'warning',
  info: 'The policy does not say which directions it isolates.',
  why: 'The API server always fills in Ingress: a policy meant for egress only then cuts off everything that connects to the same pods. Readers have to know the rule to know the meaning.',
  fix: 'Write policyTypes with the directions that are meant.',
  checkPolicy({ spec, types }, report) {
    if ((spec.policyTypes ?? []).length > 0) return;
    // Said by egress-deny-without-policy-type, with what was meant.
    if (spec.egress && spec.egress.length === 0) return;
    const unmeant = spec.egress && !spec.ingress ? ' It has egress rules only, and isolates ingress too.' : '';
    report({
      field: ['spec'],
      message: `policyTypes is missing; the API server fills in ${types.join(' and ')}.${unmeant}`,
      severity: unmeant ? 'warning' : undefined,
      patch: spec.policyTypes
        ? undefined
        : [{ edit: 'addField', path: ['spec'], key: 'policyTypes', value: [...types] }],
    });
  },
};
