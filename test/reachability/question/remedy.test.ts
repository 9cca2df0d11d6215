import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceOf } from '../../../src/reachability/change/difference';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { explainJson } from '../../../src/report/explain/explain-json';
import { explainReport } from '../../../src/report/explain/explain-report';
import { changeEntry } from '../../../src/report/wording/change-json';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { namespace, pod, policy } from '../../fixtures/objects';
import { schemaErrors } from '../../support/schema';
import { analyse } from '../support';

type Plain = Record<string | number, unknown>;

interface JsonPlace {
  policy: string;
  field: string;
  value?: unknown;
}
type JsonChange =
  | ({ kind: 'append'; values: unknown[] } & JsonPlace)
  | { kind: 'create'; object: object }
  | { kind: 'remove'; rules: JsonPlace[]; set?: JsonPlace[] };
interface JsonEffect {
  change: string;
  from: string;
  to: string;
  before: 'all' | string[];
  after: 'all' | string[];
}
interface JsonEffects {
  changes: JsonEffect[];
  undefined: JsonEffect[];
  complete: boolean;
}
interface JsonFlow {
  outcome: 'allow' | 'deny' | 'undefined';
  from: string;
  to: string;
  change: JsonChange[];
  sideEffects?: JsonEffects;
  otherChanges?: { change: JsonChange[]; sideEffects: JsonEffects }[];
  noChange?: string;
  withoutLabels?: string[];
}
interface JsonReport {
  verdict: string;
  because: JsonFlow[];
  servicePorts?: { service: string; port: number; targetPort: number; verdict: string; because: JsonFlow[] }[];
}

const steps = (field: string) =>
  field.split(/[.[\]]+/).flatMap((step) => (step === '' ? [] : [/^\d+$/.test(step) ? Number(step) : step]));

/** Does to a copy of the objects what the JSON says, and nothing that it does not say. */
function applied(objects: object[], changes: JsonChange[]): object[] {
  const copies = structuredClone(objects) as Plain[];
  const at = ({ policy: id, field }: JsonPlace) => {
    const found = copies.find((object) => {
      const { name, namespace: place } = (object.metadata ?? {}) as { name?: string; namespace?: string };
      return object.apiVersion === 'networking.k8s.io/v1' && `${place ?? 'default'}/${name}` === id;
    });
    let place = found!;
    const path = steps(field);
    for (const step of path.slice(0, -1)) place = (place[step] ??= {}) as Plain;
    return { place, last: path.at(-1)! };
  };
  const doomed: { list: unknown[]; entry: unknown }[] = [];
  const added: object[] = [];
  for (const change of changes) {
    if (change.kind === 'create') {
      added.push(change.object);
    } else if (change.kind === 'append') {
      const { place, last } = at(change);
      place[last] = [...((place[last] ?? []) as unknown[]), ...change.values];
    } else {
      for (const one of change.set ?? []) {
        const { place, last } = at(one);
        place[last] = one.value;
      }
      for (const one of change.rules) {
        const { place, last } = at(one);
        doomed.push({ list: place as unknown as unknown[], entry: place[last] });
      }
    }
  }
  for (const { list, entry } of doomed) list.splice(list.indexOf(entry), 1);
  return [...copies, ...added];
}

const NEVER = { ipBlockMatchesPods: 'never' } as const;
const flatten = (cluster: object[]) =>
  cluster.flatMap((object) => ('items' in object ? (object.items as object[]) : [object]));

function explainedAs(objects: object[], question: { from: string; to: string; port: string }): JsonReport {
  const analysis = analyse(objects);
  const parsed = parseQuestion(question);
  const report = JSON.parse(
    explainJson(explainReport(analysis, parsed, answerQuestion(analysis, parsed))),
  ) as JsonReport;
  expect(schemaErrors('netpol.explain.v1', report)).toEqual([]);
  return report;
}

/** Pods that one set of policies treats alike may be several ends under another one. */
const sameWorkload = (a: string, b: string) => a.replace(/\{.*/, '') === b.replace(/\{.*/, '');
const keyOf = ({ from, to, before, after }: JsonEffect) => JSON.stringify([from, to, before, after]);

test('a change as JSON turns exactly the answer round, and its side effects are what the engine then finds', () => {
  const turned = { allow: 0, deny: 0, alone: 0, beside: 0 };
  fc.assert(
    fc.property(
      clusterArbitrary,
      fc.constantFrom('TCP/80', 'UDP/53-81', 'SCTP/*', 'TCP/8080', '*'),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('', '', '8.8.8.8', '10.0.0.0/7'),
      (cluster, port, a, b, outside) => {
        const objects = flatten(cluster).filter((object) => !('kind' in object && object.kind === 'StatefulSet'));
        const analysis = analyse(objects);
        const ends = analysis.members.map(
          ({ workload, group }) => `${workload.namespace}/${group.podName ?? workload.name}`,
        );
        fc.pre(ends.length > 0);
        const question = { from: ends[a % ends.length]!, to: outside || ends[b % ends.length]!, port };
        const report = explainedAs(objects, question);
        for (const flow of report.because) {
          const proposals = flow.sideEffects
            ? [{ change: flow.change, sideEffects: flow.sideEffects }, ...(flow.otherChanges ?? [])]
            : [];
          for (const { change, sideEffects } of proposals) {
            const after = applied(objects, change);
            const inventories = [objects, after].map((all) => inventoryOf(plainDocuments(all)));
            expect(inventories[1]!.findings.filter(({ rule }) => rule.includes('duplicate'))).toEqual([]);
            const difference = differenceOf(inventories[0]!, inventories[1]!, NEVER);
            const all = [...difference.changes, ...difference.undefinedChanges].map((one) => changeEntry(one));
            const listed = [...sideEffects.changes, ...sideEffects.undefined];
            expect(sideEffects.complete).toBe(true);
            // All that is listed is there, and all that is not listed is between the ends that were asked about.
            const known = new Set(all.map(keyOf));
            const between = ({ from, to }: JsonEffect) =>
              sameWorkload(from, flow.from) && (outside !== '' || sameWorkload(to, flow.to));
            for (const effect of listed.filter((one) => !between(one))) expect(known).toContain(keyOf(effect));
            const said = new Set(listed.map(keyOf));
            for (const effect of all) if (!said.has(keyOf(effect))) expect(effect).toSatisfy(between);
            // And the answer is the opposite on the ports of this outcome.
            const now = answerQuestion(analyse(after), parseQuestion(question));
            if (report.because.length === 1) expect(now.verdict).toBe(flow.outcome === 'allow' ? 'deny' : 'allow');
            turned[flow.outcome as 'allow' | 'deny']++;
            turned[listed.length === 0 ? 'alone' : 'beside']++;
          }
          const counts = proposals.map(({ sideEffects }) => sideEffects.changes.length + sideEffects.undefined.length);
          expect(counts).toEqual([...counts].sort((x, y) => x - y));
        }
      },
    ),
    { numRuns: 200 },
  );
  for (const count of Object.values(turned)) expect(count).toBeGreaterThan(10);
});

const app = (name: string) => ({ labels: { app: name }, spec: { containers: [] } });
const shop = [
  namespace('shop'),
  namespace('lab'),
  pod('shop/web', app('web')),
  pod('shop/db', app('db')),
  pod('lab/tool', app('tool')),
];
const denyAll = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] });
const sameRule = (from: object, port: number) =>
  policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [from], ports: [{ port }] }] });
const question = { from: 'shop/web', to: 'shop/db', port: 'TCP/5432' };

describe('what is proposed', () => {
  test('comes first as a policy for exactly these labels and this port, although a wider rule is at hand', () => {
    const [flow] = explainedAs([...shop, denyAll, sameRule({ namespaceSelector: {} }, 9090)], question).because;
    expect(flow!.change).toEqual([
      {
        kind: 'create',
        direction: 'Ingress',
        object: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'allow-ingress', namespace: 'shop' },
          spec: {
            podSelector: { matchLabels: { app: 'db' } },
            policyTypes: ['Ingress'],
            ingress: [
              { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 5432 }] },
            ],
          },
        },
      },
    ]);
    expect(flow!.sideEffects).toEqual({ changes: [], undefined: [], complete: true });
    const wide = flow!.otherChanges!.find(
      ({ change }) => change[0]!.kind === 'append' && change[0]!.field.endsWith('ports'),
    )!;
    expect(wide.sideEffects.changes).toEqual([
      {
        change: 'changed',
        from: 'lab/tool[Pod]',
        to: 'shop/db[Pod]',
        before: ['TCP 9090'],
        after: ['TCP 5432', 'TCP 9090'],
      },
    ]);
  });

  test('has a name that no policy of the namespace has', () => {
    const taken = [
      policy('shop/allow-ingress', { podSelector: {} }),
      policy('shop/allow-ingress-2', { podSelector: {} }),
    ];
    const [flow] = explainedAs([...shop, ...taken], question).because;
    expect(flow!.change).toMatchObject([{ object: { metadata: { name: 'allow-ingress-3' } } }]);
  });

  test('says for which end without labels it is wider than was asked', () => {
    const [flow] = explainedAs([...shop, pod('shop/bare'), denyAll], { ...question, to: 'shop/bare' }).because;
    expect(flow!.withoutLabels).toEqual(['shop/bare[Pod]']);
    expect(flow!.sideEffects!.changes).toContainEqual(
      expect.objectContaining({ change: 'added', from: 'shop/web[Pod]', to: 'shop/db[Pod]' }),
    );
  });

  test('takes one peer or one port out of a rule where others stay, and the rule where none would', () => {
    const both = [
      { podSelector: { matchLabels: { app: 'web' } } },
      { namespaceSelector: {}, podSelector: { matchLabels: { app: 'tool' } } },
    ];
    const db = policy('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: both, ports: [{ port: 5432 }, { port: 9090 }] }],
    });
    const [flow] = explainedAs([...shop, db], question).because;
    expect(flow!.change).toMatchObject([
      { kind: 'remove', rules: [{ policy: 'shop/db', field: 'spec.ingress[0].from[0]' }] },
    ]);
    expect(flow!.otherChanges!.map(({ change }) => change)).toMatchObject([
      [{ rules: [{ field: 'spec.ingress[0].ports[0]' }] }],
      [{ rules: [{ field: 'spec.ingress[0]' }] }],
    ]);
    const [only] = explainedAs([...shop, sameRule(both[0]!, 5432)], question).because;
    expect(only!.change).toMatchObject([{ rules: [{ field: 'spec.ingress[0]' }] }]);
  });

  test('says policyTypes where the rule that goes was all that isolated egress', () => {
    const out = policy('shop/web', {
      podSelector: { matchLabels: { app: 'web' } },
      egress: [{ to: [{ podSelector: {} }] }],
    });
    const flow = explainedAs([...shop, out], question).because[0]!;
    const proposals = [flow.change, ...(flow.otherChanges ?? []).map(({ change }) => change)];
    expect(proposals).toContainEqual([
      expect.objectContaining({
        kind: 'remove',
        set: [{ policy: 'shop/web', field: 'spec.policyTypes', value: ['Ingress', 'Egress'] }],
      }),
    ]);
  });

  test.each([
    ['shop/agent', 'shop/db'],
    ['shop/web', 'shop/agent'],
  ])('is nothing where %s to %s hangs on hostNetwork', (from, to) => {
    const agent = pod('shop/agent', { labels: { app: 'agent' }, spec: { hostNetwork: true, containers: [] } });
    const [flow] = explainedAs([...shop, agent], { from, to, port: 'TCP/1' }).because;
    // Without a policy it is allowed; whether one would deny it is for the plugin to say.
    expect(flow).toMatchObject({ outcome: 'allow', change: [], noChange: 'hostNetwork' });
  });
});

describe('a port of a Service', () => {
  const service = (spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'shop' },
    spec,
  });
  const listening = pod('shop/db', {
    labels: { app: 'db' },
    spec: { containers: [{ ports: [{ containerPort: 8080, name: 'http' }] }] },
  });
  const own = [...shop.filter((object) => object !== shop[3]), listening, denyAll];

  test.each([8080, 'http'])('is answered for the container port behind it, %s, too', (targetPort) => {
    const objects = [...own, service({ selector: { app: 'db' }, ports: [{ port: 80, targetPort }] })];
    const report = explainedAs(objects, { ...question, port: 'TCP/80' });
    expect(report.servicePorts).toMatchObject([{ service: 'shop/db', port: 80, targetPort: 8080, verdict: 'deny' }]);
    expect(report.because).toMatchObject([{ outcome: 'deny', change: [], noChange: 'not listening' }]);
    const [behind] = report.servicePorts![0]!.because;
    const now = explainedAs(applied(objects, behind!.change), { ...question, port: 'TCP/80' });
    expect(now).toMatchObject({ verdict: 'deny', servicePorts: [{ verdict: 'allow' }] });
  });

  test.each([
    ['listens on the same port', { selector: { app: 'db' }, ports: [{ port: 8080 }] }, 'TCP/8080'],
    ['leads elsewhere', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }, 'TCP/80'],
    [
      'has no address',
      { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80, targetPort: 8080 }] },
      'TCP/80',
    ],
    [
      'has another protocol',
      { selector: { app: 'db' }, ports: [{ port: 80, protocol: 'UDP', targetPort: 8080 }] },
      'TCP/80',
    ],
  ])('is nothing to say of where the Service %s', (_, spec, port) => {
    expect(explainedAs([...own, service(spec)], { ...question, port })).not.toHaveProperty('servicePorts');
  });

  test('and a port that no container declares are never proposed', () => {
    const [flow] = explainedAs(own, { ...question, port: 'TCP/81' }).because;
    expect(flow).toMatchObject({ outcome: 'deny', change: [], noChange: 'not listening' });
  });
});
