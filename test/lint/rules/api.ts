import { RuleCases } from '../rule-case';
import { dns, np, selectApp, toApi, web } from '../rule-manifests';

export const API_CASES: RuleCases = {
  'duplicate-policy-name': {
    violating: np('{podSelector: {}, policyTypes: [Ingress]}') + np('{podSelector: {}, policyTypes: [Egress]}'),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress]}') +
      np('{podSelector: {}, policyTypes: [Egress]}', 'name: deny-out'),
  },
  'egress-deny-without-policy-type': {
    violating: np('{podSelector: {}, egress: []}'),
    clean: np('{podSelector: {}, egress: [], policyTypes: [Egress]}'),
  },
  'policy-types-missing': {
    violating: np('{podSelector: {}, ingress: []}'),
    clean: np('{podSelector: {}, ingress: [], policyTypes: [Ingress]}'),
  },
  'rules-without-policy-type': {
    violating: np(`{${selectApp}, policyTypes: [Ingress], egress: [{${toApi}}]}`),
    clean: np(`{${selectApp}, policyTypes: [Ingress, Egress], egress: [{${toApi}}, ${dns}]}`),
  },
  'workload-field-misspelt': { violating: web.replace('labels: {', 'labls: {'), clean: web },
};
