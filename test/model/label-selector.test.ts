import { describe, expect, test } from 'vitest';
import { LabelSelector, SelectorOperator } from '../../src';
import {
  labelKeyProblems,
  labelNameProblems,
  labelValueProblems,
  subdomainProblems,
} from '../../src/model/kubernetes-names';
import { matchesLabels, requirementsOf } from '../../src/model/label-selector';

const { IN, NOT_IN, EXISTS, DOES_NOT_EXIST } = SelectorOperator;

describe('LabelSelector', () => {
  test('is written as in a manifest and as kubectl writes it, and read back', () => {
    const selector = LabelSelector.labels({ tier: 'web', app: 'shop' })
      .withIn('env', ['prod', 'test'])
      .withNotIn('track', ['canary'])
      .withExists('version')
      .withDoesNotExist('legacy');
    expect(selector.toManifest()).toEqual({
      matchLabels: { app: 'shop', tier: 'web' },
      matchExpressions: [
        { key: 'env', operator: IN, values: ['prod', 'test'] },
        { key: 'track', operator: NOT_IN, values: ['canary'] },
        { key: 'version', operator: EXISTS },
        { key: 'legacy', operator: DOES_NOT_EXIST },
      ],
    });
    expect(selector.toString()).toBe('app=shop,env in (prod, test),!legacy,tier=web,track notin (canary),version');
    expect(LabelSelector.fromManifest(selector.toManifest()).toString()).toBe(selector.toString());
    expect(LabelSelector.everything().toString()).toBe('everything');
    expect(LabelSelector.fromManifest({}).matchesEverything).toBe(true);
  });

  test('NotIn and DoesNotExist hold where the key is missing, In and Exists do not', () => {
    const empty = {};
    expect(LabelSelector.everything().withNotIn('a', ['b']).matches(empty)).toBe(true);
    expect(LabelSelector.everything().withDoesNotExist('a').matches(empty)).toBe(true);
    expect(LabelSelector.everything().withIn('a', ['b']).matches(empty)).toBe(false);
    expect(LabelSelector.everything().withExists('a').matches(empty)).toBe(false);
    expect(LabelSelector.everything().withExists('a').matches({ a: '' })).toBe(true);
  });

  test('labels that JavaScript objects inherit are not there', () => {
    expect(LabelSelector.everything().withExists('constructor').matches({})).toBe(false);
  });

  test('contradictions are legal and match nothing', () => {
    expect(LabelSelector.labels({ a: 'b' }).withNotIn('a', ['b']).matches({ a: 'b' })).toBe(false);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no labels', () => LabelSelector.labels({}), /LabelSelector\.everything\(\)/],
    ['a key with a blank', () => LabelSelector.labels({ 'my app': 'x' }), /the label key "my app"/],
    ['In without values', () => LabelSelector.everything().withIn('a', []), /Give at least one value/],
    ['a long value', () => LabelSelector.labels({ a: 'x'.repeat(64) }), /no more than 63 bytes/],
    [
      'a value that is no text',
      () => LabelSelector.labels({ a: 1 as never }),
      /labels\.a: a text is needed here, and the number 1 was given\. Write it in quotes/,
    ],
  ])('%s is refused', (_name, make, message) => {
    expect(make).toThrow(message);
  });
});

test('requirements do not depend on how a selector is written', () => {
  const one = requirementsOf({
    matchLabels: { b: 'x', a: 'y' },
    matchExpressions: [{ key: 'c', operator: IN, values: ['2', '1', '1'] }],
  });
  const other = requirementsOf({
    matchExpressions: [
      { key: 'c', operator: IN, values: ['1', '2'] },
      { key: 'a', operator: IN, values: ['y'] },
    ],
    matchLabels: { b: 'x' },
  });
  expect(one).toEqual(other);
  expect(matchesLabels(one, { a: 'y', b: 'x', c: '2' })).toBe(true);
  expect(requirementsOf(null)).toEqual([]);
});

test('names follow the rules of Kubernetes', () => {
  expect([
    subdomainProblems('a.b-c'),
    labelNameProblems('a-b'),
    labelKeyProblems('example.com/My_key.1'),
    labelValueProblems(''),
  ]).toEqual([[], [], [], []]);
  expect(subdomainProblems('a'.repeat(254))).toHaveLength(1);
  expect(subdomainProblems('a..b')).toHaveLength(1);
  expect(labelNameProblems('a.b')[0]).toMatch(/must not contain dots/);
  expect(labelNameProblems('A'.repeat(64))).toHaveLength(2);
  expect(labelKeyProblems('a/b/c')).toHaveLength(1);
  expect(labelKeyProblems('/b')[0]).toMatch(/DNS prefix/);
  expect(labelKeyProblems('a.com/')[0]).toMatch(/must not be empty/);
  // 32 two-byte letters are 64 bytes, and no letters that a label may hold.
  expect(labelValueProblems('é'.repeat(32))).toHaveLength(2);
});
