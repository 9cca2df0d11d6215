import { RuleCases } from '../rule-case';
import { api, deployment, fromApi, ingress, labelledNamespace, namespaces, np, pod, web } from '../rule-manifests';

export const SELECTORS_CASES: RuleCases = {
  'contradictory-selector': {
    violating: np(
      '{podSelector: {matchLabels: {app: a}, matchExpressions: [{key: app, operator: NotIn, values: [a]}]}}',
    ),
    clean: np(
      '{podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [a]}]}}',
    ),
  },
  'every-namespace-peer': {
    violating: ingress('{from: [{namespaceSelector: {}}], ports: [{port: 80}]}'),
    clean: ingress('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]}'),
  },
  'host-network-peer': {
    violating: web + deployment('api', { pod: 'hostNetwork: true, ' }) + fromApi(),
    clean: web + api + fromApi(),
  },
  'host-network-subject': { violating: pod('hostNetwork: true, ') + ingress('{}'), clean: pod('') + ingress('{}') },
  'label-misspelt': {
    violating: deployment('web', { labels: 'app: checkout' }) + np('{podSelector: {matchLabels: {app: chekout}}}'),
    clean: deployment('web', { labels: 'app: checkout-v1' }) + np('{podSelector: {matchLabels: {app: checkout-v2}}}'),
  },
  'namespace-label-name': {
    violating: ingress('{from: [{namespaceSelector: {matchLabels: {name: team}}}]}'),
    clean: ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team}}}]}'),
  },
  'namespace-not-found': {
    violating:
      web +
      namespaces('shop', 'orders') +
      ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: order}}}]}'),
    clean:
      web +
      namespaces('shop', 'orders') +
      ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: orders}}}]}'),
  },
  'peer-matches-nothing': { violating: web + fromApi(), clean: web + api + fromApi() },
  'policy-selects-nothing': { violating: api + ingress('{}'), clean: web + ingress('{}') },
  'separate-peers': {
    violating: ingress(
      '{from: [{namespaceSelector: {matchLabels: {team: a}}}, {podSelector: {matchLabels: {app: b}}}]}',
    ),
    clean: ingress('{from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: b}}}]}'),
  },
  'namespace-selector-matches-nothing': {
    violating: namespaces('shop', 'orders') + ingress('{from: [{namespaceSelector: {matchLabels: {team: a}}}]}'),
    clean:
      namespaces('shop') +
      labelledNamespace('orders', 'team: a') +
      ingress('{from: [{namespaceSelector: {matchLabels: {team: a}}}]}'),
  },
};
