import { expect, test } from 'vitest';
import { egress, toBlock } from './rule-manifests';
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
