import { RuleCases } from '../rule-case';
import { np } from '../rule-manifests';

/** A ClusterNetworkPolicy for all namespaces. */
const cnp = (name: string, rules: string, { tier = 'Admin', priority = 10 } = {}) => `---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ${name}}
spec: {tier: ${tier}, priority: ${priority}, subject: {namespaces: {}}, ${rules}}
`;
const anp = `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: old}
spec: {priority: 20, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {env: dev}}}]}]}
`;
const shop = `---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {env: prod}}
`;
const fromDev = 'from: [{namespaces: {matchLabels: {env: dev}}}]';
const openToDev = np('{ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}}]}]}', 'name: allow-dev');

export const TIERS_CASES: RuleCases = {
  'decided-by-earlier-tier': {
    violating: shop + cnp('no-dev', `ingress: [{action: Deny, ${fromDev}}]`) + openToDev,
    clean: shop + cnp('no-dev', `ingress: [{action: Pass, ${fromDev}}, {action: Deny, ${fromDev}}]`) + openToDev,
  },
  'equal-priorities': {
    violating:
      cnp('deny', `ingress: [{action: Deny, ${fromDev}}]`) + cnp('accept', `ingress: [{action: Accept, ${fromDev}}]`),
    clean:
      cnp('deny', `ingress: [{action: Deny, ${fromDev}}]`) +
      cnp('accept', `ingress: [{action: Accept, ${fromDev}}]`, { priority: 20 }),
  },
  'experimental-field': {
    violating: cnp('nodes', 'egress: [{action: Deny, to: [{nodes: {}}]}]'),
    clean: cnp('networks', 'egress: [{action: Deny, to: [{networks: [192.0.2.0/24]}]}]'),
  },
  'networks-cover-pods': {
    violating: cnp('no-internet', 'egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]'),
    clean: cnp(
      'no-internet',
      'egress: [{action: Pass, to: [{namespaces: {}}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]',
    ),
  },
  'outside-not-denied': {
    violating: cnp('closed', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]', { tier: 'Baseline' }),
    clean: cnp('no-dev', `ingress: [{action: Deny, ${fromDev}}]`),
  },
  'policy-api-versions-mixed': {
    violating: anp + cnp('no-dev', `ingress: [{action: Deny, ${fromDev}}]`),
    clean: anp,
  },
};
