import { describe, expect, test } from 'vitest';
import { Cni } from '../../../src';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { engineOptions, inEffect } from '../../../src/reachability/universe/engine-options';
import { endOf } from '../../conformance/engine-subject';
import { namespace, pod } from '../../fixtures/objects';

const denyAll = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion: `policy.networking.k8s.io/${apiVersion}`,
  kind,
  metadata: { name: 'deny-all' },
  spec: {
    priority: 1,
    subject: { namespaces: {} },
    ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    ...spec,
  },
});
const anp = denyAll('v1alpha1', 'AdminNetworkPolicy', {});
const cnp = denyAll('v1alpha2', 'ClusterNetworkPolicy', { tier: 'Admin' });

function verdictOn(cni: Cni | undefined, policy: object) {
  const plugin = cni?._profile;
  const objects = [namespace('shop'), pod('shop/a'), pod('shop/b'), policy];
  const inventory = inEffect(inventoryOf(plainDocuments(objects)), plugin);
  const analysis = Analysis.of(inventory, engineOptions(plugin));
  const { allowed, undefinedPorts } = flowBetween(
    analysis,
    endOf(analysis, { pod: 'shop/a' }),
    endOf(analysis, { pod: 'shop/b' }),
  );
  const verdict = allowed.has(Protocol.TCP, 80)
    ? 'allowed'
    : undefinedPorts.has(Protocol.TCP, 80)
      ? 'undefined'
      : 'denied';
  return { verdict, said: inventory.findings.map(({ rule }) => rule) };
}

describe('a policy counts where the network plugin enforces its kind', () => {
  test.each<[string, Cni | undefined, object, string]>([
    ['without a word about the plugin', undefined, anp, 'denied'],
    ['OVN-Kubernetes enforces AdminNetworkPolicy', Cni.ovnKubernetes(), anp, 'denied'],
    ['OVN-Kubernetes enforces no ClusterNetworkPolicy', Cni.ovnKubernetes(), cnp, 'allowed'],
    ['Calico enforces ClusterNetworkPolicy', Cni.calico(), cnp, 'denied'],
  ])('%s', (_, cni, policy, expected) => {
    const { verdict, said } = verdictOn(cni, policy);
    expect(verdict).toBe(expected);
    expect(said.includes('cni-kind-not-enforced')).toBe(expected === 'allowed');
  });
});
