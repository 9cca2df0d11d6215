import { describe, expect, test } from 'vitest';
import { said } from './support';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import { policy } from '../support/policies';

describe('strict decoding', () => {
  test.each([
    ['{ingres: []}', 'spec.ingres', 'Did you mean "ingress"?'],
    ['{podselector: {}}', 'spec.podselector', 'Did you mean "podSelector"?'],
    [
      '{ingress: [{ports: [{protocol: TCP, endport: 3}]}]}',
      'spec.ingress[0].ports[0].endport',
      'Did you mean "endPort"?',
    ],
    ['{podSelector: {matchLabel: {a: b}}}', 'spec.podSelector.matchLabel', 'Did you mean "matchLabels"?'],
    ['{podSelector: {app: web}}', 'spec.podSelector.app', 'under matchLabels'],
    ['{ingress: [{to: []}]}', 'spec.ingress[0].to', 'under from'],
    ['{egress: [{from: []}]}', 'spec.egress[0].from', 'under to'],
    ['{namespace: shop}', 'spec.namespace', 'metadata'],
  ])('an unknown field in %s is reported with what was meant', (spec, field, hint) => {
    expect(said(policy(spec))).toEqual([`${field} UnknownField`]);
    expect(validateNetworkPolicy(policy(spec))[0]!.fix).toContain(hint);
  });

  test.each([
    ['{podSelector: {matchLabels: [{app: web}]}}', 'its lines are like "app: web"'],
    ['{podSelector: [{matchLabels: {app: web}}]}', 'Leave out the dash before its fields.'],
    ['{egress: [{to: [[{podSelector: {}}]]}]}', 'Leave out the dash before its fields.'],
  ])('a list in the place of a map is told what to leave out: %s', (spec, hint) => {
    expect(validateNetworkPolicy(policy(spec))[0]!.fix).toContain(hint);
  });

  test('fields that are nothing like a known one list what is known', () => {
    const [problem] = validateNetworkPolicy(policy('{zone: a}'));
    expect(problem!.fix).toBe('Remove it. The fields here are podSelector, policyTypes, ingress, egress.');
  });

  test.each([
    ['{podSelector: []}', 'spec.podSelector'],
    ['{ingress: {}}', 'spec.ingress'],
    ['{ingress: [[]]}', 'spec.ingress[0]'],
    ['{policyTypes: Ingress}', 'spec.policyTypes'],
    ['{podSelector: {matchLabels: {version: 1}}}', 'spec.podSelector.matchLabels[version]'],
    ['{podSelector: {matchLabels: {"on": true}}}', 'spec.podSelector.matchLabels[on]'],
    // kubectl takes a bare on for a boolean, and the boolean for the name of the key.
    ['{podSelector: {matchLabels: {on: true}}}', 'spec.podSelector.matchLabels[true]'],
    ['{ingress: [{ports: [{port: 80.5}]}]}', 'spec.ingress[0].ports[0].port'],
    ['{ingress: [{ports: [{port: [80]}]}]}', 'spec.ingress[0].ports[0].port'],
    ['{ingress: [{ports: [{port: 3000000000}]}]}', 'spec.ingress[0].ports[0].port'],
    ['{ingress: [{ports: [{port: 80, endPort: "90"}]}]}', 'spec.ingress[0].ports[0].endPort'],
    ['{ingress: [{ports: [{port: 80, endPort: 90.5}]}]}', 'spec.ingress[0].ports[0].endPort'],
    ['{egress: [{to: [{ipBlock: 10.0.0.0/8}]}]}', 'spec.egress[0].to[0].ipBlock'],
    ['{egress: [{to: [{ipBlock: {cidr: 10}}]}]}', 'spec.egress[0].to[0].ipBlock.cidr'],
  ])('a value of the wrong type in %s is one problem, without echoes', (spec, field) => {
    expect(said(policy(spec))).toEqual([`${field} TypeInvalid`]);
  });

  test('an endPort beside an undecodable port is not said to lack its beginning', () => {
    expect(said(policy('{ingress: [{ports: [{port: {}, endPort: 90}]}]}'))).toEqual([
      'spec.ingress[0].ports[0].port TypeInvalid',
    ]);
  });

  test('what is wrong beside a value of the wrong type is still found', () => {
    expect(said(policy('{podSelector: 5, ingress: [{ports: [{port: 0}]}]}'))).toEqual([
      'spec.podSelector TypeInvalid',
      'spec.ingress[0].ports[0].port Invalid',
    ]);
  });

  test('a quoted port is a port name, and the fix says to remove the quotes', () => {
    const [problem] = validateNetworkPolicy(policy('{ingress: [{ports: [{port: "80"}]}]}'));
    expect(problem).toMatchObject({ type: 'Invalid', badValue: '80' });
    expect(problem!.fix).toContain('without quotes');
  });

  test('null is the absence of a field, and the zero value of a list item', () => {
    expect(said(policy('{podSelector: null, ingress: null, policyTypes: null}'))).toEqual([]);
    expect(said(policy('{ingress: [{from: null, ports: [null]}, null]}'))).toEqual([]);
    expect(said(policy('{ingress: [{from: [null]}]}'))).toEqual(['spec.ingress[0].from[0] Required']);
    expect(said(policy('{ingress: [{from: [{podSelector: null}]}]}'))).toEqual(['spec.ingress[0].from[0] Required']);
    expect(said(policy('{podSelector: {matchLabels: {a: null}}}'))).toEqual([]);
    expect(said(policy('{policyTypes: [null]}'))).toEqual(['spec.policyTypes[0] NotSupported']);
    expect(said(policy('{egress: [{to: [{ipBlock: {cidr: null}}]}]}'))).toEqual([
      'spec.egress[0].to[0].ipBlock.cidr Required',
    ]);
  });

  test('values that are no object at all are one problem', () => {
    for (const value of [undefined, 5, 'x', []]) expect(said(value)).toEqual([' TypeInvalid']);
  });

  test('status was a field from 1.24 to 1.27 only, endPort from 1.21', () => {
    const withStatus = { ...policy('{}'), status: {} };
    expect(said(withStatus, { kubernetesVersion: '1.25' })).toEqual([]);
    expect(said(withStatus, { kubernetesVersion: '1.28' })).toEqual(['status UnknownField']);
    const range = policy('{ingress: [{ports: [{port: 1, endPort: 2}]}]}');
    expect(said(range, { kubernetesVersion: '1.20' })).toEqual(['spec.ingress[0].ports[0].endPort UnknownField']);
    expect(said(range, { kubernetesVersion: 'v1.21.3' })).toEqual([]);
  });
});
