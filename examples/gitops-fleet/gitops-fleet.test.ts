import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifests/read-manifests';
import { synthesise } from '../../test/support/example';
import { PUBLIC_IPV4, PUBLIC_IPV6, flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { Cni, Reachability } from 'cdk8s-netpol';

const example = synthesise('gitops-fleet');

test('cdk8s synth writes the folder that is in git, byte for byte', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

const everywhere = { 'orders/orders-api': ['orders/orders-db TCP/5432'], 'orders/orders-db': [] };
const production = {
  'storefront/web': ['orders/orders-api TCP/8443'],
  'orders/orders-api': ['orders/orders-db TCP/5432', 'payments/gateway TCP/8443'],
  'orders/orders-db': [],
  'payments/gateway': ['the internet TCP/443', 'the internet, IPv6 TCP/443'],
};

/** Everybody resolves names; the rest is what the table says. */
function relationWith(dns: string, flows: Record<string, string[]>, ingress: Record<string, string[]>) {
  const resolving = Object.entries(flows).map(([from, to]) => [from, [dns, ...to].sort()]);
  return { ...ingress, ...(Object.fromEntries(resolving) as Record<string, string[]>) };
}

const expected = {
  factory: relationWith(
    'kube-system/coredns TCP/53, UDP/53',
    { ...everywhere, 'warehouse/scanner': ['orders/orders-api TCP/8443'] },
    {},
  ),
  'prod-eu': relationWith('kube-system/coredns TCP/53, UDP/53', production, {
    'ingress-nginx/ingress-controller': ['storefront/web TCP/8080'],
  }),
  'prod-us': relationWith('openshift-dns/dns-default TCP/5353, UDP/5353', production, {
    'openshift-ingress/router-default': ['storefront/web TCP/8080'],
  }),
};

describe.each(Object.keys(expected) as (keyof typeof expected)[])('in %s', (cluster) => {
  const paths = [join(__dirname, 'expected', cluster), join(__dirname, 'running', `${cluster}.yaml`)];
  const flows = expected[cluster];

  test('the declared flows and DNS are open, and nothing else', () => {
    const { documents, findings } = readManifests(paths);
    expect(findings).toEqual([]);
    const outside = {
      'the internet': '93.184.215.14',
      'the internet, IPv6': '2606:4700:4700::1111',
      'private 10/8': '10.1.2.3',
      'the metadata service': '169.254.169.254',
    };
    expect(
      relationOf(
        documents.map(({ object }) => object),
        outside,
      ),
    ).toEqual(flows);
  });

  test('the engine finds exactly the same, for every address and port', () => {
    const reach = Reachability.fromManifests(paths, { cni: Cni.calico() });
    expect(reach).toHaveExactly(flowsOf(flows, { 'the internet': PUBLIC_IPV4, 'the internet, IPv6': PUBLIC_IPV6 }));
  });
});

test('no engine applies its own instructions along with the policies', () => {
  const named = Object.entries(example.expected).filter(([path]) => path.endsWith('/kustomization.yaml'));
  expect(named.map(([, text]) => text).join()).not.toContain('_delivery');
  expect(Object.keys(example.expected)).not.toContain('kustomization.yaml');
});

test.skipIf(spawnSync('kubectl', ['kustomize', '--help']).status !== 0)(
  'kubectl kustomize accepts every kustomization (skipped where kubectl is absent)',
  () => {
    const folders = Object.keys(example.expected).flatMap(
      (path) => /^(.*)\/kustomization\.yaml$/.exec(path)?.[1] ?? [],
    );
    expect(folders).toHaveLength(11);
    for (const folder of folders) {
      const built = execFileSync('kubectl', ['kustomize', join(__dirname, 'expected', folder)], { encoding: 'utf8' });
      const objects = Object.keys(example.expected).filter(
        (path) => path.startsWith(`${folder}/`) && path.endsWith('.k8s.yaml'),
      );
      expect(built.split(/^kind: /m).length - 1).toBe(objects.length);
    }
  },
);
