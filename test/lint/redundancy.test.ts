import { describe, expect, test } from 'vitest';
import { checkManifests } from '../../src/lint/check-manifests';
import { plainDocuments } from '../../src/manifests/plain-document';
import { policy } from '../fixtures/objects';

const said = (rule: string, ...objects: object[]) =>
  checkManifests(plainDocuments(objects), {})
    .findings.filter((finding) => finding.rule === rule)
    .map(({ resource, field, message }) => `${resource?.name} ${field?.join('.')}: ${message}`);

const web = { podSelector: { matchLabels: { app: 'web' } } };
const block = (cidr: string, ports?: object[]) => ({ from: [{ ipBlock: { cidr } }], ...(ports && { ports }) });

describe('rules that several others imply together', () => {
  const ruled = (...ingress: object[]) => said('redundant-rule', policy('shop/p', { ...web, ingress }));

  test('are named with the fewest that suffice', () => {
    expect(ruled(block('10.0.0.0/9'), block('192.168.0.0/16'), block('10.128.0.0/9'), block('10.64.0.0/10'))).toEqual([
      'p spec.ingress.3: Everything this rule allows, ingress[0] allows too.',
    ]);
    expect(ruled(block('10.0.0.0/9'), block('192.168.0.0/16'), block('10.128.0.0/9'), block('10.0.0.0/8'))).toEqual([
      'p spec.ingress.0: Everything this rule allows, ingress[3] allows too.',
      'p spec.ingress.2: Everything this rule allows, ingress[3] allows too.',
    ]);
    expect(ruled(block('10.0.0.0/9'), block('192.168.0.0/16'), block('10.128.0.0/9'), block('10.64.0.0/9'))).toEqual(
      [],
    );
    const halves = [[{ port: 1, endPort: 99 }], [{ port: 100, endPort: 200 }]].map((ports) => ({ ports }));
    expect(
      ruled(...halves, block('10.0.0.0/8'), { from: [{ podSelector: {} }], ports: [{ port: 90, endPort: 110 }] }),
    ).toEqual(['p spec.ingress.3: Everything this rule allows, ingress[0] and ingress[1] allow together.']);
  });

  test('are found where selectors cover everything only together', () => {
    const tier = (operator: string) => ({
      from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator, values: ['x'] }] } }],
    });
    expect(ruled(tier('In'), tier('NotIn'), { from: [{ podSelector: {} }], ports: [{ port: 80 }] })).toEqual([
      'p spec.ingress.2: Everything this rule allows, ingress[0] and ingress[1] allow together.',
    ]);
  });

  test('leave one of three that imply each other by twos', () => {
    const of = (...values: string[]) => ({
      from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values }] } }],
    });
    expect(ruled(of('a', 'b'), of('b', 'c'), of('a', 'c'))).toEqual([
      'p spec.ingress.2: Everything this rule allows, ingress[0] and ingress[1] allow together.',
    ]);
  });
});

describe('policies that several others imply together', () => {
  const low = policy('shop/low', { ...web, ingress: [block('10.0.0.0/9')] });
  const high = policy('shop/high', { ...web, ingress: [block('10.128.0.0/9')] });
  const middle = policy('shop/middle', {
    ...web,
    ingress: [block('10.64.0.0/10', [{ port: 80 }]), block('10.128.0.0/10')],
  });
  const elsewhere = policy('shop/elsewhere', { ...web, ingress: [block('192.168.0.0/16')] });

  test('are named with the fewest that suffice', () => {
    expect(said('redundant-policy', low, high, middle, elsewhere)).toEqual([
      'middle spec: Everything the policy isolates and allows, "low" and "high" together isolate and allow too.',
    ]);
    expect(said('redundant-policy', low, middle, elsewhere)).toEqual([]);
  });

  test('are found where the others select the pods only together', () => {
    const tier = (operator: string, name: string) =>
      policy(`shop/${name}`, {
        podSelector: { matchExpressions: [{ key: 'tier', operator, values: ['x'] }] },
        ingress: [block('10.0.0.0/8')],
      });
    expect(said('redundant-policy', tier('In', 'x'), tier('NotIn', 'others'), low)).toEqual([
      'low spec: Everything the policy isolates and allows, "x" and "others" together isolate and allow too.',
    ]);
    expect(said('redundant-policy', tier('In', 'x'), tier('In', 'again'), low)).toEqual([]);
  });

  test('have to be in one namespace', () => {
    const other = policy('lab/high', { ...web, ingress: [block('10.128.0.0/9')] });
    expect(said('redundant-policy', low, other, middle)).toEqual([]);
  });
});

test('hostile policies cost bounded work', () => {
  const expressions = (seed: number) =>
    Array.from({ length: 12 }, (_, key) => ({
      key: `k${key}`,
      operator: (seed + key) % 3 === 0 ? 'NotIn' : 'In',
      values: [`v${(seed * key) % 5}`, `v${(seed + key) % 7}`],
    }));
  const rules = Array.from({ length: 25 }, (_, index) => ({
    from: [
      { podSelector: { matchExpressions: expressions(index) } },
      { namespaceSelector: { matchExpressions: expressions(index + 7) } },
    ],
    ports: [{ port: 1 + index, endPort: 40_000 + index }],
  }));
  const hostile = Array.from({ length: 15 }, (_, index) =>
    policy(`shop/p${index}`, {
      podSelector: { matchExpressions: expressions(index).slice(0, 3) },
      ingress: rules.slice(index % 5),
    }),
  );
  expect(said('redundant-rule', ...hostile)).toEqual([]);
});
