import { describe, expect, test } from 'vitest';
import { readTexts } from '../../../src/manifests/read-manifests';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { engineOptions } from '../../../src/reachability/universe/engine-options';
import { service, workload } from '../../evidence/needs/case';
import { policy } from '../../fixtures/objects';

const slice = (name: string, addresses: string[], port: number) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ name: 'p', port, protocol: 'TCP' }],
  endpoints: [{ addresses }],
});
const bare = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec,
});

const CLUSTER = [
  workload(),
  ...service('shop/api', [[80, 8080]]),
  ...service('shop/db', [[5432, 5433]], { clusterIP: 'None' }, 'StatefulSet'),
  ...service('shop/store', [[80, 8080]], { type: 'LoadBalancer' }),
  ...service('shop/local', [[80, 8080]], {
    type: 'NodePort',
    externalTrafficPolicy: 'Local',
    internalTrafficPolicy: 'Local',
  }),
  bare('named', { selector: { app: 'api' }, ports: [{ port: 81, targetPort: 'http' }] }),
  bare('legacy', { ports: [{ name: 'p', port: 1521, targetPort: 1521 }] }),
  slice('legacy', ['192.0.2.7'], 1522),
  bare('alias', { type: 'ExternalName', externalName: 'api.shop.svc.cluster.local' }),
  bare('away', { type: 'ExternalName', externalName: 'db.example.com' }),
  bare('empty', { selector: { app: 'nobody' }, ports: [{ port: 80 }] }),
  policy('shop/web-out', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [
      { to: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 8080 }] },
      { to: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 5433 }] },
      { to: [{ ipBlock: { cidr: '192.0.2.7/32' } }], ports: [{ port: 1522 }] },
    ],
  }),
];

function ask(to: string, port: string, cni?: string) {
  const { documents } = readTexts([
    { file: 'a', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: CLUSTER }) },
  ]);
  const analysis = Analysis.of(inventoryOf(documents), engineOptions(cni === undefined ? undefined : cniProfile(cni)));
  return answerQuestion(analysis, parseQuestion({ from: 'shop/web', to, port }));
}

describe('a Service as an end', () => {
  test.each([
    ['service/shop/api', 'TCP/80', 'allow'],
    ['service/shop/api', 'TCP/8080', 'unknown'],
    ['service/shop/db', 'TCP/5433', 'allow'],
    ['service/shop/db', 'TCP/5432', 'deny'],
    ['service/shop/store', 'TCP/80', 'deny'],
    ['service/shop/legacy', 'TCP/1521', 'allow'],
    ['service/shop/alias', 'TCP/80', 'allow'],
    ['service/shop/away', 'TCP/5432', 'unknown'],
    ['service/shop/empty', 'TCP/80', 'unknown'],
    ['service/shop/named', 'TCP/81', 'unknown'],
    ['service/shop/aip', 'TCP/80', 'unknown'],
  ])('%s on %s: %s', (to, port, verdict) => {
    expect(ask(to, port).verdict).toBe(verdict);
  });

  test.each([
    ['service/shop/api', 'policies see the pods behind it and their container ports'],
    ['service/shop/db', 'headless'],
    ['service/shop/store', 'may have the address of a node as the source there'],
    ['service/shop/local', 'keeps the own address'],
    ['service/shop/local', 'own node only (internalTrafficPolicy: Local)'],
    ['service/shop/legacy', '192.0.2.7'],
  ])('%s: %s', (to, note) => {
    expect(ask(to, '*').notes.join(' ')).toContain(note);
  });

  test('says where the plugin judges the address of the Service', () => {
    expect(ask('service/shop/api', 'TCP/80', 'aws-vpc-cni').notes.join(' ')).toMatch(
      /judge.* egress by the address itself/,
    );
  });

  test.each([
    ['service/shop/aip', 'Did you mean service/shop/api?'],
    ['service/shop/away', 'another name for db.example.com'],
    ['service/shop/zzzzzzzz', 'There are '],
    ['service/shop/empty', 'selects no pod of the input'],
  ])('%s is about nothing: %s', (to, why) => {
    expect(ask(to, '*').nothing.join(' ')).toContain(why);
  });
});
