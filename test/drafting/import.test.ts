import { describe, expect, test } from 'vitest';
import { draftOf, draftOfObjects } from './draft-of';
import { NetworkPolicySpec } from '../../src';
import { plainDocument } from '../../src/manifests/plain-document';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { ProgramReader } from '../../src/policy-kinds/program-reader';
import { areEquivalent } from '../../src/reachability/reasoning/implication';
import { pod, policy } from '../fixtures/objects';
import { appOf, objectsIn, typeErrors } from '../support/drafted-project';

const web = { podSelector: { matchLabels: { app: 'web' } } };
const byName = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const everyDns = {
  to: [{ ...byName('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const scraper = { ...byName('monitoring'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } };

/** A spec, and the construct that says it best. The traps are those in which imports of other tools go wrong. */
const cases: Record<string, readonly [construct: string, spec: object]> = {
  'no rules isolate': ['DefaultDeny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }],
  'no rules isolate some pods': ['DefaultDeny', { ...web, policyTypes: ['Egress'] }],
  'policyTypes that are filled in': ['DefaultDeny', { podSelector: {} }],
  'egress: [] alone isolates ingress': ['DefaultDeny', { podSelector: {}, egress: [] }],
  'podSelector: null': ['DefaultDeny', { podSelector: null, policyTypes: ['Ingress'] }],
  'ingress: [{}] lets everyone in': ['AllowAll', { ...web, ingress: [{}] }],
  'from: [] lets everyone in': ['AllowAll', { ...web, ingress: [{ from: [], ports: [] }] }],
  'both directions open': [
    'AllowAll',
    { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
  ],
  'pods among themselves': [
    'AllowSameNamespace',
    {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }],
    },
  ],
  'DNS over both protocols': ['AllowDns', { podSelector: {}, policyTypes: ['Egress'], egress: [everyDns] }],
  'DNS of some pods': ['AllowDns', { ...web, policyTypes: ['Egress'], egress: [everyDns] }],
  'DNS over UDP only': [
    'WorkloadPolicy',
    { podSelector: {}, policyTypes: ['Egress'], egress: [{ ...everyDns, ports: [{ protocol: 'UDP', port: 53 }] }] },
  ],
  'the scraper': ['AllowScrape', { ...web, ingress: [{ from: [scraper], ports: [{ port: 9090 }] }] }],
  'somebody else on the metrics port': [
    'WorkloadPolicy',
    { ...web, ingress: [{ from: [byName('monitoring')], ports: [{ port: 9090 }] }] },
  ],
  'addresses outside': [
    'ExternalEgress',
    {
      ...web,
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.8/29'] } }], ports: [{ port: 443 }] }],
    },
  ],
  'every address, metadata services among them': [
    'WorkloadPolicy',
    { ...web, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }] },
  ],
  'both selectors in one peer hold together': [
    'WorkloadPolicy',
    { ...web, ingress: [{ from: [{ ...byName('edge'), podSelector: { matchLabels: { app: 'proxy' } } }] }] },
  ],
  'two peers hold one or the other': [
    'WorkloadPolicy',
    { ...web, ingress: [{ from: [byName('edge'), { podSelector: { matchLabels: { app: 'proxy' } } }] }] },
  ],
  'namespaces by label, pods by expression': [
    'WorkloadPolicy',
    {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
              podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }] },
            },
          ],
          ports: [{ protocol: 'UDP' }, { port: 'http' }, { port: 8000, endPort: 8010 }, { protocol: 'SCTP', port: 9 }],
        },
      ],
    },
  ],
  'every namespace': ['WorkloadPolicy', { ...web, ingress: [{ from: [{ namespaceSelector: {} }] }] }],
  'several rules stay one policy': [
    'WorkloadPolicy',
    {
      ...web,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 80 }] }],
      egress: [everyDns, { ports: [{ port: 443 }] }],
    },
  ],
  'one direction open, one closed': [
    'WorkloadPolicy',
    { ...web, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [] },
  ],
};

const specs = Object.entries(cases).map(([name, [construct, spec]]) => [name, construct, spec] as const);

/** What an import of a spec writes, carried out by the TypeScript that was printed. */
function importOf(spec: object) {
  const before = policy('shop/it', spec as NetworkPolicySpec) as KubernetesObject;
  const drafted = draftOfObjects(before, pod('shop/web-1', { labels: { app: 'web' } }));
  return { before, drafted, after: objectsIn(appOf(drafted.files)) };
}

describe('an imported policy', () => {
  test.each(specs)('%s: %s', (_, construct, spec) => {
    expect(importOf(spec).drafted.constructsUsed).toEqual([construct]);
  });

  test.each(specs)('%s: means the same as TypeScript, and keeps its name', (_, __, spec) => {
    const { before, after } = importOf(spec);
    expect(after.map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`)).toEqual(['shop/it']);
    const reader = new ProgramReader();
    const [one, other] = [before, after[0]!].map((object) => reader.read(plainDocument(object)));
    expect(areEquivalent(one!, other!)).toBe(true);
  });

  test('compiles, whatever it is', () => {
    const projects = Object.fromEntries(specs.map(([name, , spec]) => [name, importOf(spec).drafted.files]));
    expect(typeErrors(projects)).toEqual([]);
  });

  test('is written out where no value of the library says it', () => {
    // Older API servers take a block with bits behind its prefix.
    const spec = { ...web, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.5/8' } }] }] };
    const text = JSON.stringify(policy('shop/it', spec));
    const drafted = draftOf([{ file: 'in.json', text }], { kubernetesVersion: '1.30' });
    const after = objectsIn(appOf(drafted.files));
    expect(drafted.constructsUsed).toEqual(['RawPolicy']);
    expect(drafted.imported.writtenOut.map(({ name }) => name)).toEqual(['it']);
    expect(after[0]!.spec).toEqual({ ...spec });
    expect(typeErrors({ raw: drafted.files })).toEqual([]);
  });

  test('keeps labels and annotations, its reason and its owner, and not what the server wrote', () => {
    const { metadata } = importOfMetadata({
      labels: { team: 'a' },
      annotations: {
        'example.com/wiki': 'page 7',
        'cdk8s-netpol/reason': 'because',
        'cdk8s-netpol/owner': 'team-a',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
    });
    expect(metadata!.labels).toEqual({ team: 'a' });
    expect(metadata!.annotations).toEqual({
      'example.com/wiki': 'page 7',
      'cdk8s-netpol/reason': 'because',
      'cdk8s-netpol/owner': 'team-a',
    });
  });

  test('of a shared service stays at its own end, although the other one has policies, too', () => {
    const drafted = draftOfObjects(
      policy('shop/dns', { podSelector: {}, policyTypes: ['Egress'], egress: [everyDns] } as NetworkPolicySpec),
      policy('kube-system/closed', { podSelector: {}, policyTypes: ['Egress'] }),
    );
    const names = objectsIn(appOf(drafted.files)).map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`);
    expect(names.sort()).toEqual(['kube-system/closed', 'shop/dns']);
  });

  test('that lint finds an error in is acknowledged, so that synth and check take it', () => {
    const drafted = draftOfObjects(
      policy('shop/it', { ...web, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] } as NetworkPolicySpec),
    );
    const app = appOf(drafted.files);
    expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  });

  test('takes the comment above it along, behind a mark', () => {
    const text = [
      '# @ts-nocheck',
      '# Who may reach the web.',
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata: { name: it, namespace: shop }',
      'spec: { podSelector: {} }',
    ].join('\n');
    const file = draftOf([{ file: 'policies/web.yaml', text }]).files.get('namespaces/shop.ts');
    expect(file).toContain('  // From policies/web.yaml:3.\n  // | @ts-nocheck\n  // | Who may reach the web.\n');
  });

  test('is the same file for the same input in another order', () => {
    const one = policy('shop/a', { podSelector: {} });
    const other = policy('orders/b', { ...web, ingress: [{}] } as NetworkPolicySpec);
    expect([...draftOfObjects(other, one).files]).toEqual([...draftOfObjects(one, other).files]);
  });
});

function importOfMetadata(metadata: object): KubernetesObject {
  const object = policy('shop/it', { podSelector: {} }) as KubernetesObject;
  const drafted = draftOfObjects({ ...object, metadata: { ...object.metadata, ...metadata } });
  return objectsIn(appOf(drafted.files))[0]!;
}
