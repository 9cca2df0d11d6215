import { RuleCases } from '../rule-case';
import { annotated, np } from '../rule-manifests';

export const GOVERNANCE_CASES: RuleCases = {
  'exception-expired': {
    violating: annotated('cdk8s-netpol/exception-expires: "2027-01-14"'),
    clean: annotated('cdk8s-netpol/exception-expires: "2027-01-15"'),
  },
  'exception-expires-soon': {
    violating: annotated('cdk8s-netpol/exception-expires: "2027-02-01"'),
    clean: annotated('cdk8s-netpol/exception-expires: "2027-12-31"'),
  },
  'exception-without-expiry': {
    violating: annotated('cdk8s-netpol/exception-owner: team-a'),
    clean: annotated('cdk8s-netpol/exception-owner: team-a, cdk8s-netpol/exception-expires: "2027-12-31"'),
  },
  'owner-missing': {
    violating: annotated('cdk8s-netpol/owner: team-a') + np('{}', 'name: allow-other'),
    clean: annotated('cdk8s-netpol/owner: team-a'),
  },
  'reason-missing': {
    violating: annotated('cdk8s-netpol/reason: orders') + np('{ingress: [{}]}', 'name: allow-other'),
    clean: annotated('cdk8s-netpol/reason: orders') + np('{}', 'name: deny-ingress'),
  },
  'vague-name': {
    violating: np('{podSelector: {}}', 'name: test-network-policy'),
    clean: np('{podSelector: {}}', 'name: test-runner-policy'),
  },
};
