import { describe, expect, test } from 'vitest';
import { ReplayInput, allow, bucketsOf, denyAll, denyIngress, replayed, seen, shop, workload } from './shop';
import { PROBE_NOTE } from '../../../src/evidence/resolve-traffic';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import type { EndFacts } from '../../../src/traffic/record/end';
import { pod, policy } from '../../fixtures/objects';

const node = (more: Partial<EndFacts> = {}): EndFacts => ({ role: 'node', node: 'node-b', ...more });
const publicNetwork: EndFacts = { role: 'external', entity: 'PUBLIC NETWORK' };
const dns = 'kube-system/kube-dns';
const egressOfWeb = (rules: object[]) =>
  policy('shop/web', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: rules });
const ingressOf = (app: string, from: object[], ports: object[] = []) =>
  policy(`shop/${app}`, {
    podSelector: { matchLabels: { app } },
    policyTypes: ['Ingress'],
    ingress: [{ from, ...(ports.length > 0 ? { ports } : {}) }],
  });

/** Where pods run is known: db-0 on node a, whose address is 172.18.0.2. */
const placed = [
  ...shop.slice(0, 2),
  pod('shop/orders', { labels: { app: 'orders' }, status: { hostIP: '172.18.0.2' } }),
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-b' },
    status: { addresses: [{ type: 'InternalIP', address: '172.18.0.3' }] },
  },
];
const placedOrders: EndFacts = { role: 'workload', ns: 'shop', owner: 'orders', kind: 'Pod' };

const rows: [string, ReplayInput, Record<string, number>, RegExp?][] = [
  [
    '1 an allowed flow that stays allowed',
    { flows: [seen('shop/web', 'shop/orders')], after: [denyAll, ...allow('web', 'orders', 8080)] },
    { kept: 1 },
  ],
  [
    '2 the port of the Service was allowed',
    { flows: [seen('shop/web', 'shop/orders')], after: [denyAll, ...allow('web', 'orders', 80)] },
    { 'newly-denied': 1 },
  ],
  [
    '3 egress to somebody else only',
    { flows: [seen('shop/web', 'shop/orders')], after: [denyIngress, ...allow('web', 'db', 5432)] },
    { 'newly-denied': 1 },
  ],
  [
    '4 a reply, turned round by the reader',
    { flows: [seen('shop/orders', 'shop/db', 5432)], after: [denyAll, ...allow('orders', 'db', 5432)] },
    { kept: 1 },
  ],
  [
    '5 DNS without a rule for it',
    { flows: [seen('shop/web', dns, 53, { protocol: 'UDP' })], after: [denyAll] },
    { 'newly-denied': 1 },
  ],
  [
    '6 DNS over TCP once, and only UDP allowed',
    {
      flows: [seen('shop/web', dns, 53, { protocol: 'TCP' }), seen('shop/web', dns, 53, { protocol: 'UDP' })],
      after: [denyAll, egressOfWeb([{ ports: [{ protocol: 'UDP', port: 53 }] }])],
    },
    { 'newly-denied': 1, kept: 1 },
  ],
  [
    '7 from a node, and nobody knows where the pods run',
    { flows: [seen(node({ ip: '172.18.0.3' }), 'shop/orders')], after: [denyIngress] },
    { undecidable: 1 },
    /their own node reach/,
  ],
  [
    '7 the same with a named plugin',
    { flows: [seen(node(), 'shop/orders')], after: [denyIngress], plugin: cniProfile('calico') },
    { undecidable: 1 },
    /Calico lets their own node/,
  ],
  [
    '8 from another node, and clients by their addresses allowed',
    {
      flows: [seen(node(), placedOrders)],
      after: [denyIngress, ingressOf('orders', [{ ipBlock: { cidr: '203.0.113.0/24' } }])],
      cluster: placed,
    },
    { 'newly-denied': 1 },
  ],
  [
    '8 from the own node',
    { flows: [seen(node({ node: 'a', ip: '172.18.0.2' }), placedOrders)], after: [denyIngress], cluster: placed },
    { kept: 1 },
  ],
  [
    '9 from the public network without an address, and all of it allowed',
    {
      flows: [seen(publicNetwork, 'shop/web', 443)],
      after: [
        denyIngress,
        ingressOf('web', [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } },
        ]),
      ],
    },
    { kept: 1 },
  ],
  [
    '10 the same, and a part of it allowed',
    {
      flows: [seen(publicNetwork, 'shop/web', 443)],
      after: [denyIngress, ingressOf('web', [{ ipBlock: { cidr: '203.0.113.0/24' } }])],
    },
    { undecidable: 1 },
    /no address/,
  ],
  [
    '10 the same, and none of it allowed',
    { flows: [seen(publicNetwork, 'shop/web', 443)], after: [denyIngress] },
    { 'newly-denied': 1 },
  ],
  [
    '11 a denial that stays one',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'denied' })], before: [denyAll], after: [denyAll] },
    { 'still-denied': 1 },
  ],
  [
    '12 a denial that is opened',
    {
      flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'denied' })],
      before: [denyAll],
      after: [denyAll, ...allow('web', 'db', 5432)],
    },
    { 'newly-allowed': 1 },
  ],
  [
    '13 it passed, and the files from before deny it',
    { flows: [seen('shop/web', 'shop/db', 5432)], before: [denyAll], after: [] },
    { 'badly-explained': 1 },
    /it passed/,
  ],
  [
    '14 a denial of egress, and only ingress is policed',
    {
      flows: [seen('shop/web', dns, 53, { verdict: 'denied', protocol: 'UDP' })],
      before: [denyIngress],
      after: [denyIngress],
    },
    { 'badly-explained': 1 },
    /a direction that no policy isolates/,
  ],
  [
    '15 nobody knows who opened it',
    { flows: [seen('shop/web', 'shop/db', 40002, { directionProof: 'unknown' })], after: [] },
    { undecidable: 1 },
    /who opened it/,
  ],
  [
    '16 a pod of a Deployment that is gone',
    { flows: [seen('shop/old-web', 'shop/db', 5432)], after: [denyAll] },
    { unresolvable: 1 },
    /shop\/old-web\[Deployment\] is not in the files/,
  ],
  [
    '22 an audit would deny it, and it becomes allowed',
    {
      flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'would-deny' })],
      before: [denyAll],
      after: [denyAll, ...allow('web', 'db', 5432)],
    },
    { kept: 1 },
  ],
  [
    '22 an audit would deny it, and that is enforced',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'would-deny' })], before: [denyAll], after: [denyAll] },
    { 'newly-denied': 1 },
  ],
  [
    '23 the API server at an address that is allowed',
    {
      flows: [seen(node({ ip: '172.18.0.2', entity: 'kube-apiserver' }), 'shop/web', 9443)],
      after: [denyIngress, ingressOf('web', [{ ipBlock: { cidr: '172.18.0.2/32' } }])],
    },
    { kept: 1 },
  ],
  [
    '23 the API server at an address that is not allowed',
    { flows: [seen(node({ ip: '172.18.0.2', entity: 'kube-apiserver' }), 'shop/web', 9443)], after: [denyIngress] },
    { undecidable: 1 },
    /API server/,
  ],
  [
    '24 a pod, its own Service, and the pod again',
    {
      flows: [
        seen('shop/orders', {
          role: 'workload',
          ns: 'shop',
          owner: 'orders',
          kind: 'Deployment',
          service: { namespace: 'shop', name: 'orders' },
        }),
      ],
      after: [denyAll],
    },
    { undecidable: 1 },
    /dials its own Service/,
  ],
  [
    '25 ICMP',
    { flows: [seen('shop/web', 'shop/db', null, { protocol: 'ICMP' })], after: [denyAll] },
    { 'outside-the-api': 1 },
  ],
];

describe('each row of the reference is in its bucket', () => {
  test.each(rows)('%s', (_name, input, buckets, why) => {
    const result = replayed(input);
    expect(bucketsOf(result)).toEqual(buckets);
    if (why) expect(result.flows[0]!.why).toMatch(why);
  });
});

const more: [string, ReplayInput, Record<string, number>, RegExp?][] = [
  [
    'a log that does not say what became of it: it may have passed',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'unknown' })], after: [denyAll] },
    { 'newly-denied': 1 },
  ],
  [
    'the same where the policies from before denied it',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'reset' })], before: [denyAll], after: [denyAll] },
    { 'still-denied': 1 },
  ],
  [
    'the same where they did, and no longer do',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'unknown' })], before: [denyAll], after: [] },
    { 'newly-allowed': 1 },
  ],
  [
    'an audit of what no policy denies',
    { flows: [seen('shop/web', 'shop/db', 5432, { verdict: 'would-deny' })], before: [], after: [] },
    { 'badly-explained': 1 },
  ],
  [
    'a workload that is new in the files',
    { flows: [seen('shop/web', 'shop/db', 5432)], before: [denyAll], after: [denyAll], cluster: [] },
    { unresolvable: 1 },
  ],
  [
    'the port of a Service, and what is behind it',
    {
      flows: [
        seen('shop/web', { role: 'unknown', service: { namespace: 'shop', name: 'orders' } }, 80, {
          portKind: 'service',
        }),
      ],
      after: [denyAll, ...allow('web', 'orders', 8080)],
    },
    { kept: 1 },
  ],
  [
    'the address of a Service',
    {
      flows: [
        seen('shop/web', { role: 'unknown', ip: '10.96.0.20', service: { address: '10.96.0.20' } }, 80, {
          portKind: 'service',
        }),
      ],
      after: [denyAll],
    },
    { 'newly-denied': 1 },
  ],
  [
    'a Service that is not in the files',
    {
      flows: [
        seen('shop/web', { role: 'unknown', service: { namespace: 'shop', name: 'gone' } }, 80, {
          portKind: 'service',
        }),
      ],
      after: [denyAll],
    },
    { unresolvable: 1 },
  ],
  [
    'a port that is the Service of nobody knows whom',
    { flows: [seen('shop/web', 'shop/db', 80, { portKind: 'service' })], after: [denyAll] },
    { undecidable: 1 },
    /port is that of a Service/,
  ],
  [
    'either of two workloads, which are alike',
    {
      flows: [
        seen('shop/web', { role: 'unknown', candidates: ['shop/db[StatefulSet]', 'shop/orders[Deployment]'] }, 80),
      ],
      after: [denyAll],
    },
    { 'newly-denied': 1 },
  ],
  [
    'either of two workloads, which differ',
    {
      flows: [
        seen('shop/web', { role: 'unknown', candidates: ['shop/db[StatefulSet]', 'shop/orders[Deployment]'] }, 8080),
      ],
      after: [denyAll, ...allow('web', 'orders', 8080)],
    },
    { undecidable: 1 },
    /not treated alike/,
  ],
  [
    'a log without ports, and every port allowed',
    { flows: [seen('shop/web', 'shop/db', null)], after: [] },
    { kept: 1 },
  ],
  [
    'a log without ports, and one port allowed',
    { flows: [seen('shop/web', 'shop/db', null)], after: [denyAll, ...allow('web', 'db', 5432)] },
    { undecidable: 1 },
    /no port/,
  ],
  [
    'a log without ports, and none allowed',
    { flows: [seen('shop/web', 'shop/db', null)], after: [denyAll] },
    { 'newly-denied': 1 },
  ],
  [
    'a port without a protocol, of which one is allowed',
    {
      flows: [seen('shop/web', 'shop/db', 5432, { protocol: undefined })],
      after: [denyAll, ...allow('web', 'db', 5432)],
    },
    { undecidable: 1 },
  ],
  [
    'either end may have opened it, and both ways are allowed',
    { flows: [seen('shop/web', 'shop/db', 7946, { directionProof: 'unknown', symmetrical: true })], after: [] },
    { kept: 1 },
  ],
  [
    'either end may have opened it, and one way is allowed',
    {
      flows: [seen('shop/web', 'shop/db', 7946, { directionProof: 'unknown', symmetrical: true })],
      after: [denyAll, ...allow('web', 'db', 7946)],
    },
    { undecidable: 1 },
    /either end/,
  ],
  ['two addresses', { flows: [seen('203.0.113.1', '203.0.113.2')], after: [denyAll] }, { 'outside-the-api': 1 }],
  [
    'a probe of the kubelet',
    { flows: [seen(node(), 'shop/orders', 8080, { notes: [PROBE_NOTE] })], after: [denyAll] },
    { kept: 1 },
  ],
  [
    'to a node, and nobody knows where the pods run',
    { flows: [seen('shop/web', node({ ip: '172.18.0.3' }), 10250)], after: [denyAll] },
    { undecidable: 1 },
    /goes to a node/,
  ],
  [
    'an address that nobody has',
    {
      flows: [seen('shop/web', { role: 'unknown', ip: '10.1.2.3', why: 'no pod had this address then' })],
      after: [denyAll],
    },
    { unresolvable: 1 },
    /10\.1\.2\.3: no pod had this address then/,
  ],
  [
    'replicas of one workload are different pods',
    { flows: [seen('shop/db', 'shop/db', 5432)], after: [denyAll] },
    { 'newly-denied': 1 },
  ],
  [
    'one pod reaches itself',
    {
      flows: [
        seen(
          { role: 'workload', ns: 'shop', owner: 'one', kind: 'Pod' },
          { role: 'workload', ns: 'shop', owner: 'one', kind: 'Pod' },
        ),
      ],
      after: [denyAll],
      cluster: [...shop, pod('shop/one', { labels: { app: 'one' } })],
    },
    { kept: 1 },
  ],
  [
    'pods with hostNetwork',
    {
      flows: [seen('shop/agent', 'shop/db', 5432)],
      after: [denyAll],
      cluster: [
        ...shop,
        {
          ...workload('shop/agent'),
          spec: {
            selector: {},
            template: { metadata: { labels: { app: 'agent' } }, spec: { hostNetwork: true, containers: [] } },
          },
        },
      ],
    },
    { undecidable: 1 },
    /hostNetwork/,
  ],
  [
    'a kind that the log has guessed',
    {
      flows: [
        seen('shop/web', { role: 'workload', ns: 'shop', owner: 'db', kind: 'Deployment', ownerGuessed: true }, 5432),
      ],
      after: [],
    },
    { kept: 1 },
  ],
  [
    'a kind that the log knows, and another in the files',
    { flows: [seen('shop/web', { role: 'workload', ns: 'shop', owner: 'db', kind: 'Deployment' }, 5432)], after: [] },
    { unresolvable: 1 },
    /though shop\/db\[StatefulSet\] is/,
  ],
  [
    'a replica by its name',
    {
      flows: [seen('shop/web', { role: 'workload', ns: 'shop', owner: 'db-0', kind: 'Pod' }, 5432)],
      after: [denyAll],
      cluster: [...shop.filter((one) => one !== shop[5]), workload('shop/db', 'StatefulSet', 5432, { replicas: 3 })],
    },
    { 'newly-denied': 1 },
  ],
  [
    'the log settles what the policies from before leave open',
    { flows: [seen('shop/web', node({ ip: '172.18.0.3' }), 443)], before: [denyAll], after: [] },
    { kept: 1 },
  ],
  [
    'nothing settles what the policies from before leave open',
    {
      flows: [seen('shop/web', node({ ip: '172.18.0.3' }), 443, { verdict: 'unknown' })],
      before: [denyAll],
      after: [],
    },
    { undecidable: 1 },
  ],
];

test.each(more)('%s', (_name, input, buckets, why) => {
  const result = replayed(input);
  expect(bucketsOf(result)).toEqual(buckets);
  if (why) expect(result.flows[0]!.why).toMatch(why);
});

test('an egress to a Service is judged by its selector where the plugin does that', () => {
  const { orders } = { orders: { role: 'workload', ns: 'shop', owner: 'orders', kind: 'Deployment' } as const };
  const dialled = seen('shop/web', { ...orders, service: { namespace: 'shop', name: 'orders' } });
  const direct = seen('shop/web', orders);
  // The selector of the Service does not hold the label that the rule selects by.
  const cluster = shop.map((one) => (one === shop[3] ? withLabel(one, 'tier', 'back') : one));
  const after = [egressOfWeb([{ to: [{ podSelector: { matchLabels: { tier: 'back' } } }], ports: [{ port: 8080 }] }])];
  const input = { flows: [dialled, direct], after, cluster };
  expect(bucketsOf(replayed(input))).toEqual({ kept: 2 });
  expect(bucketsOf(replayed({ ...input, plugin: cniProfile('aws-vpc-cni') }))).toEqual({ kept: 1, 'newly-denied': 1 });
});

function withLabel(workloadObject: object, key: string, value: string): object {
  const copy = structuredClone(workloadObject) as {
    spec: { template: { metadata: { labels: Record<string, string> } } };
  };
  copy.spec.template.metadata.labels[key] = value;
  return copy;
}
