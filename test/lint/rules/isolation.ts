import { RuleCases } from '../rule-case';
import {
  ambient,
  api,
  caller,
  certificate,
  denyAll,
  elsewhere,
  grant,
  egress,
  ingress,
  job,
  monitor,
  np,
  selectApp,
  service,
  toApi,
  web,
  webhook,
  webIngress,
  webService,
} from '../rule-manifests';

export const ISOLATION_CASES: RuleCases = {
  'acme-solver-blocked': {
    violating: web + certificate + denyAll('Ingress'),
    clean:
      web +
      certificate +
      denyAll('Ingress') +
      np(
        '{podSelector: {matchLabels: {acme.cert-manager.io/http01-solver: "true"}}, policyTypes: [Ingress], ingress: [{ports: [{port: 8089}]}]}',
      ),
  },
  'allow-all-egress': { violating: egress('{}'), clean: egress('{ports: [{port: 80}]}') },
  'allow-all-ingress': { violating: ingress('{}'), clean: ingress('{ports: [{port: 80}]}') },
  'default-deny-egress-missing': { violating: web + denyAll('Ingress'), clean: web + denyAll('Egress') },
  'default-deny-ingress-missing': { violating: web + ingress('{}'), clean: web + ingress('{}') + denyAll('Ingress') },
  'duplicate-policy': {
    violating:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}, {port: 90}]}]}', 'name: one-way') +
      np('{policyTypes: [Ingress], ingress: [{ports: [{port: 90, protocol: TCP}, {port: 80}]}]}', 'name: other-way'),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}', 'name: one-way') +
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 90}]}]}', 'name: other-way'),
  },
  'namespace-without-policy': { violating: web, clean: web + denyAll('Ingress') },
  'one-sided-flow': {
    violating: web + api + egress(`{${toApi}, ports: [{port: 8080}]}`) + denyAll('Ingress'),
    clean:
      web +
      api +
      egress(`{${toApi}, ports: [{port: 8080}]}`) +
      np(
        '{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}',
        'name: allow-api',
      ),
  },
  'probes-misunderstood': {
    violating: np(
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}',
      'name: allow-liveness-probes',
    ),
    clean: np(
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 130.211.0.0/22}}]}]}',
      'name: allow-health-checks',
    ),
  },
  'redundant-peer': {
    violating: ingress('{from: [{namespaceSelector: {}}, {namespaceSelector: {matchLabels: {team: a}}}]}'),
    clean: ingress(
      '{from: [{namespaceSelector: {matchLabels: {team: b}}}, {namespaceSelector: {matchLabels: {team: a}}}]}',
    ),
  },
  'redundant-policy': {
    violating:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}', 'name: allow-within') +
      np(`{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}`),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}', 'name: allow-within') +
      np(`{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}`),
  },
  'redundant-rule': {
    violating: ingress('{ports: [{port: 80}, {port: 90}]}, {from: [{podSelector: {}}], ports: [{port: 80}]}'),
    clean: ingress('{ports: [{port: 80}]}, {from: [{podSelector: {}}], ports: [{port: 90}]}'),
  },
  'webhook-not-reachable': {
    violating:
      web +
      webhook +
      service('web', 'selector: {app: web}, ports: [{port: 443, targetPort: 8080}]') +
      denyAll('Ingress'),
    clean:
      web +
      webhook +
      service('web', 'selector: {app: web}, ports: [{port: 443, targetPort: 8080}]') +
      ingress('{ports: [{port: 8080}]}'),
  },
  'workload-open-egress': { violating: web + ingress('{}'), clean: web + denyAll('Egress') },
  'workload-open-ingress': { violating: web + api + ingress('{}'), clean: web + ingress('{}') },
  'empty-list-allows-all': {
    violating: ingress('{from: [], ports: [{port: 80}]}'),
    clean: ingress('{ports: [{port: 80}]}'),
  },
  'empty-rules-deny-all': {
    violating: web + np(`{${selectApp}, policyTypes: [Ingress], ingress: }`),
    clean: web + np(`{${selectApp}, policyTypes: [Ingress], ingress: []}`),
  },
  'split-rule': {
    violating: egress(`{${toApi}}, {ports: [{port: 8080}]}`),
    clean: egress(`{${toApi}, ports: [{port: 8080}]}`),
  },
  'job-without-egress': {
    violating: job + denyAll('Egress'),
    clean: job + denyAll('Egress') + np('{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}'),
  },
  'backend-not-reachable': {
    violating: web + webService + webIngress + denyAll('Ingress'),
    clean: web + webService + webIngress + denyAll('Ingress') + ingress('{ports: [{port: 8080}]}'),
  },
  'backend-not-found': {
    violating: service('web-v2', 'selector: {app: web}, ports: [{port: 80}]') + webIngress,
    clean: webService + webIngress,
  },
  'scrape-blocked': {
    violating: web + webService + monitor + denyAll('Ingress'),
    clean: web + webService + monitor + denyAll('Ingress') + ingress('{ports: [{port: http}]}'),
  },
  'mesh-tunnel-blocked': {
    violating: ambient + ingress('{from: [{podSelector: {}}], ports: [{port: 8080}]}'),
    clean: ambient + ingress('{from: [{podSelector: {}}], ports: [{port: 8080}, {port: 15008}]}'),
  },
  'route-not-granted': { violating: elsewhere + webService, clean: elsewhere + webService + grant },
  'need-blocked': {
    violating: caller('http://web') + web + webService + denyAll('Ingress'),
    clean: caller('http://web') + web + webService + denyAll('Ingress') + ingress('{ports: [{port: 8080}]}'),
  },
  'allowance-unneeded': {
    violating: caller('http://web') + web + webService + ingress('{from: [{podSelector: {}}], ports: [{port: 9999}]}'),
    clean: caller('http://web') + web + webService + ingress('{from: [{podSelector: {}}], ports: [{port: 8080}]}'),
  },
};
