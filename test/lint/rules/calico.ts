import { RuleCases } from '../rule-case';

const policy = (spec: string, name = 'p', kind = 'NetworkPolicy', api = 'projectcalico.org/v3') => `---
apiVersion: ${api}
kind: ${kind}
metadata: { name: ${name}${kind === 'NetworkPolicy' ? ', namespace: shop' : ''} }
spec: ${spec}
`;
const global = (spec: string) => policy(spec, 'g', 'GlobalNetworkPolicy');
const tier = (spec: string) => policy(spec, 'team', 'Tier');
const from = (source: string, action = 'Allow') =>
  policy(`{ types: [Ingress], ingress: [{ action: ${action}, source: { ${source} } }] }`);

export const CALICO_CASES: RuleCases = {
  'calico-equal-orders': {
    violating:
      policy('{ order: 5, ingress: [{ action: Deny }] }', 'a') +
      policy('{ order: 5, ingress: [{ action: Allow }] }', 'b'),
    clean:
      policy('{ order: 5, ingress: [{ action: Deny }] }', 'a') +
      policy('{ order: 6, ingress: [{ action: Allow }] }', 'b'),
  },
  'calico-missing-label-matches': {
    violating: from(`namespaceSelector: "env != 'prod'"`),
    clean: from(`namespaceSelector: "has(env) && env != 'prod'"`),
  },
  'calico-only-logs': {
    violating: policy('{ ingress: [{ action: Log }] }'),
    clean: policy('{ ingress: [{ action: Log }, { action: Allow }] }'),
  },
  'calico-pass-in-default-tier': {
    violating: policy('{ ingress: [{ action: Pass }] }'),
    clean: tier('{ order: 5 }') + policy('{ tier: team, ingress: [{ action: Pass }] }'),
  },
  'calico-rules-without-type': {
    violating: policy('{ types: [Ingress], egress: [{ action: Deny }] }'),
    clean: policy('{ types: [Egress], egress: [{ action: Deny }] }'),
  },
  'calico-selector-stays-in-namespace': {
    violating: from(`selector: "projectcalico.org/namespace == 'ops'"`),
    clean: from(`selector: "app == 'web'", namespaceSelector: "projectcalico.org/name == 'ops'"`),
  },
  'calico-selects-hosts': {
    violating: global('{ types: [Ingress] }'),
    clean: global('{ namespaceSelector: all(), types: [Ingress] }'),
  },
  'calico-service-without-namespace': {
    violating: from('services: { name: db }'),
    clean: from('services: { name: db, namespace: shop }'),
  },
  'calico-stored-form': {
    violating: policy('{ types: [Ingress] }', 'p', 'NetworkPolicy', 'crd.projectcalico.org/v1'),
    clean: policy('{ types: [Ingress] }'),
  },
  'calico-tier-ends-in-deny': {
    violating:
      tier('{ order: 5 }') + policy(`{ tier: team, ingress: [{ action: Deny, source: { selector: "app == 'x'" } }] }`),
    clean:
      tier('{ order: 5 }') +
      policy(`{ tier: team, ingress: [{ action: Deny, source: { selector: "app == 'x'" } }, { action: Pass }] }`),
  },
  'calico-unknown-tier': {
    violating: tier('{ order: 5 }') + policy('{ tier: taem, ingress: [{ action: Pass }] }'),
    clean: tier('{ order: 5 }') + policy('{ tier: team, ingress: [{ action: Pass }] }'),
  },
};
