import { describe, expect, test } from 'vitest';
import { egress, np } from './rule-manifests';
import { said } from './said';
import { checkManifests } from '../../src/lint/check-manifests';
import { documentsOf } from '../support/policies';

describe('DNS over UDP', () => {
  const only = (...rules: string[]) => np(`{podSelector: {}, policyTypes: [Egress], egress: [${rules.join(', ')}]}`);
  const mdns = '{ports: [{protocol: UDP, port: 5353}, {protocol: UDP, port: 1900}]}';

  test('is not confused with multicast DNS beside a rule for DNS', () => {
    expect(said('dns-udp-without-tcp', egress(mdns))).toEqual([]);
  });

  test('on the port of OpenShift counts where nothing else is DNS', () => {
    expect(said('dns-udp-without-tcp', only('{ports: [{protocol: UDP, port: 5353}]}'))).toHaveLength(1);
  });

  test('may have its TCP in another rule for the same peers, and not in one for others', () => {
    const udp = '{to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: 53}]}';
    expect(said('dns-udp-without-tcp', only(udp, '{ports: [{port: 53}]}'))).toEqual([]);
    expect(said('dns-udp-without-tcp', only(udp, '{to: [{podSelector: {}}], ports: [{port: 53}]}'))).toHaveLength(1);
  });
});

describe('vague names', () => {
  const named = (namespace: string, more = '') =>
    `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: ${namespace}, name: default${more}}\nspec: {podSelector: {}}\n`;

  test('that many policies have are one remark with their number', () => {
    const many = Array.from({ length: 1451 }, (_, index) => named(`n${index}`)).join('');
    expect(said('vague-name', many + np('{podSelector: {}}', 'name: test'))).toEqual([
      'info metadata.name: The name "default", which 1451 policies have, says nothing about what the policy does.',
      'info metadata.name: The name "test" says nothing about what the policy does.',
    ]);
  });

  test('that one policy acknowledges leave the others alone', () => {
    const accepted = named('a', ', annotations: {cdk8s-netpol/acknowledge.vague-name: ours}');
    const { findings, acknowledged } = checkManifests(documentsOf(named('b') + accepted + named('c')));
    expect(acknowledged.map(({ resource }) => resource?.namespace)).toEqual(['a']);
    expect(findings.filter(({ rule }) => rule === 'vague-name')).toHaveLength(1);
  });
});

describe('an acknowledgement of a rule that does not exist', () => {
  test('is named, with the rule that is nearest', () => {
    const policy = np('{podSelector: {}}', 'name: test, annotations: {cdk8s-netpol/acknowledge.vage-name: ours}');
    expect(said('acknowledgement-unused', policy, {}, true)).toEqual([
      'warning metadata.annotations.cdk8s-netpol/acknowledge.vage-name: There is no rule "vage-name", so nothing is acknowledged. Did you mean vague-name?',
    ]);
  });
});
