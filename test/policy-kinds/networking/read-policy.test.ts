import { describe, expect, test } from 'vitest';
import { pod, policy } from '../../fixtures/objects';
import { analyse } from '../../reachability/support';

/** What YAML can say and JSON cannot: `.nan` and `.inf`. */
const noNumbers = [NaN, Infinity, -Infinity];

describe.each(noNumbers)('%d', (number) => {
  const strange = number as unknown as null;
  const policies = (specOf: (value: null) => object) =>
    analyse([pod('shop/web'), policy('shop/first', specOf(null)), policy('shop/second', specOf(strange))]);

  test.each<[string, (value: null) => object]>([
    ['a port', (port) => ({ ingress: [{ ports: [{ port }] }] })],
    ['an endPort', (endPort) => ({ ingress: [{ ports: [{ port: 80, endPort }] }] })],
    ['the ports of a rule', (ports) => ({ ingress: [{ ports }] })],
    ['a podSelector', (podSelector) => ({ podSelector })],
    ['matchLabels', (matchLabels) => ({ podSelector: { matchLabels } })],
    ['a peer selector', (podSelector) => ({ ingress: [{ from: [{ namespaceSelector: {}, podSelector }] }] })],
    ['a rule', (rule) => ({ egress: [rule] })],
  ])('is not the null that %s may be, even where another policy says null', (_what, specOf) => {
    const { policies: compiled, findings } = policies(specOf);
    expect(compiled.map(({ name }) => name)).toEqual(['first']);
    expect(findings).toMatchObject([{ rule: 'unusable-policy', resource: { name: 'second' } }]);
  });
});
