import { describe, expect, test } from 'vitest';
import { egress, ingress, np, toBlock } from './rule-manifests';
import { said } from './said';

test.each([
  ['no exception', 'cidr: 0.0.0.0/0', 1],
  ['an exception that is no private range', 'cidr: 0.0.0.0/0, except: [192.0.2.0/24]', 1],
  ['an exception within a private range', 'cidr: 0.0.0.0/0, except: [10.1.0.0/16]', 1],
  ['an exception of the cloud metadata alone', 'cidr: 0.0.0.0/0, except: [169.254.169.254/32]', 1],
  ['a private range as a whole, of which another rule names the rest', 'cidr: 0.0.0.0/0, except: [10.0.0.0/8]', 0],
])('egress to the world with %s: private networks are spoken of %#', (_, block, times) => {
  expect(said('world-egress-without-except', toBlock(block))).toHaveLength(times);
});

const block = (cidr: string) => `{to: [{ipBlock: {${cidr}}}], ports: [{port: 443}]}`;
const restricted = block('cidr: 0.0.0.0/0, except: [10.0.0.0/8]');

test.each([
  ['beside the restricted block', toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]', ", {ipBlock: {cidr: '::/0'}}"), 1],
  ['in a second rule', egress(`${restricted}, ${block("cidr: '::/0'")}`), 1],
  ['in a rule before it', egress(`${block("cidr: '::/0'")}, ${restricted}`), 1],
  ['with exceptions of its own', egress(`${restricted}, ${block("cidr: '::/0', except: ['fc00::/7']")}`), 0],
  ['where IPv4 is as open', egress(`${block('cidr: 0.0.0.0/0')}, ${block("cidr: '::/0'")}`), 0],
])('all of IPv6 %s', (_, text, times) => {
  expect(said('ipv6-unrestricted', text)).toHaveLength(times);
});

describe('a hole in a block', () => {
  const rule = 'hole-filled-again';
  const hole = '{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]';
  const other = (spec: string) => np(`{${spec}}`, 'name: other');

  test.each([
    ['a rule without to', egress(`${hole}, ports: [{port: 443}]}, {ports: [{port: 443}]}`), 'egress[1] of this policy'],
    ['an empty rule', egress(`${hole}, ports: [{port: 443}]}, {}`), 'egress[1] of this policy'],
    [
      'another policy of the same pods',
      egress(`${hole}}`) + other('podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 8080}]}]'),
      'egress[0] of "other"',
    ],
  ])('is filled by %s', (_, text, where) => {
    expect(said(rule, text)).toEqual([
      `warning spec.egress.0.to.0.ipBlock.except.0: 10.0.0.0/8 is left out here, but ${where} allows every destination.`,
    ]);
  });

  test('of ingress is filled by a rule without from', () => {
    const from = '{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 80}]}';
    expect(said(rule, ingress(`${from}, {ports: [{port: 80}]}`))[0]).toContain(
      'but ingress[1] of this policy lets anyone in.',
    );
  });

  test.each([
    ['other ports', egress(`${hole}, ports: [{port: 443}]}, {ports: [{port: 80}]}`)],
    ['DNS alone, beside a block for every port', egress(`${hole}}`)],
    ['the other direction', egress(`${hole}}`) + other('podSelector: {}, policyTypes: [Ingress], ingress: [{}]')],
    [
      'other pods',
      egress(`${hole}}`) + other('podSelector: {matchLabels: {app: b}}, policyTypes: [Egress], egress: [{}]'),
    ],
    [
      'a rule that is not in effect',
      egress(`${hole}}`) + other('podSelector: {}, policyTypes: [Ingress], egress: [{}]'),
    ],
    ['pods', egress(`${hole}}, {to: [{namespaceSelector: {}}]}`)],
  ])('is not filled by a rule for %s', (_, text) => {
    expect(said(rule, text)).toEqual([]);
  });
});
