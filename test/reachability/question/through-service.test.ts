import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { SideReason } from '../../../src/reachability/question/flow';
import { overviewOf } from '../../../src/reachability/question/flow-overview';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { engineOptions } from '../../../src/reachability/universe/engine-options';
import { explainJson } from '../../../src/report/explain/explain-json';
import { explainReport } from '../../../src/report/explain/explain-report';
import { namespace, pod, policy } from '../../fixtures/objects';
import { schemaErrors } from '../../support/schema';

const srv = { labels: { app: 'srv' }, spec: { containers: [{ name: 'c', ports: [{ containerPort: 8080 }] }] } };
const objects = [
  namespace('shop'),
  pod('shop/cli', { labels: { app: 'cli' } }),
  pod('shop/other', { labels: { app: 'other' } }),
  pod('shop/srv', srv),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { clusterIP: '10.96.5.5', selector: { app: 'srv' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];
const egress = (to: object[], port: number) =>
  policy('shop/out', {
    podSelector: { matchLabels: { app: 'cli' } },
    policyTypes: ['Egress'],
    egress: [{ to, ports: [{ port }] }],
  });
const toAddress = egress([{ ipBlock: { cidr: '10.96.5.5/32' } }], 80);
const toPods = egress([{ podSelector: { matchLabels: { app: 'srv' } } }], 8080);
const closed = policy('shop/in', { podSelector: { matchLabels: { app: 'srv' } }, policyTypes: ['Ingress'] });
const question = parseQuestion({ from: 'shop/cli', to: '10.96.5.5', port: 'TCP/80' });

const analyse = (cni: string | undefined, ...policies: object[]) =>
  Analysis.of(
    inventoryOf(plainDocuments([...objects, ...policies])),
    engineOptions(cni === undefined ? undefined : cniProfile(cni)),
  );

test.each<[string, string | undefined, object[], string]>([
  ['on the pods behind it, where no plugin is named', undefined, [toAddress], 'deny'],
  ['on the pods behind it, where the plugin does so', 'calico', [toAddress], 'deny'],
  ['on the address, where the plugin does so', 'aws-vpc-cni', [toAddress], 'allow'],
  ['on the pods for ingress all the same', 'aws-vpc-cni', [toAddress, closed], 'deny'],
  ['on neither for sure, where its port is another one', 'aws-vpc-cni', [toPods], 'undefined'],
  [
    'on the address, where another block is allowed',
    'aws-vpc-cni',
    [egress([{ ipBlock: { cidr: '10.97.0.0/16' } }], 80)],
    'deny',
  ],
  ['on neither for sure, where nobody knows and they differ', 'weave', [toAddress], 'undefined'],
  ['where nobody knows, for sure if both agree', 'weave', [egress([{ podSelector: {} }], 9090)], 'deny'],
  ['on nothing, where no policy isolates egress', 'aws-vpc-cni', [], 'allow'],
])('the address of a Service is judged %s', (_, cni, policies, expected) => {
  expect(answerQuestion(analyse(cni, ...policies), question).verdict).toBe(expected);
});

test('an explanation says what the plugin judged, and proposes nothing that was not tried', () => {
  const analysis = analyse('aws-vpc-cni', toAddress, closed);
  const report = explainReport(analysis, question, answerQuestion(analysis, question));
  const [example] = report.examples;
  expect(example!.sides[0].side.reason).toBe(SideReason.SERVICE_ADDRESS);
  expect(example!.change).toMatchObject({ proposals: [], none: 'Service address' });
  expect(schemaErrors('netpol.explain.v1', JSON.parse(explainJson(report)))).toEqual([]);
});

test('a table of ends says of each what the question about it alone says', () => {
  const all = parseQuestion({ from: 'shop/*', to: '10.96.5.5', port: 'TCP/80' });
  for (const cni of [undefined, 'aws-vpc-cni', 'weave']) {
    const analysis = analyse(cni, toAddress);
    const { rows } = overviewOf(analysis, all)!;
    expect(rows.length).toBeGreaterThan(1);
    for (const { from, verdict } of rows) {
      const name = from.kind === 'pods' ? from.id.replace('[Pod]', '') : '';
      const alone = parseQuestion({ from: name, to: '10.96.5.5', port: 'TCP/80' });
      expect([cni, name, verdict]).toEqual([cni, name, answerQuestion(analysis, alone).verdict]);
    }
  }
});
