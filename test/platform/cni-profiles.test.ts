import { describe, expect, test } from 'vitest';
import { Cni, NamespaceStack, Platform } from '../../src';
import { Capability, CniProfile } from '../../src/platform/cni-profiles/cni-capability';
import { CNI_NAMES, cniProfile } from '../../src/platform/cni-profiles/cni-profiles';
import { testApp } from '../support/tree';

const FACTORIES: Record<string, (version?: string) => Cni> = {
  cilium: Cni.cilium,
  calico: Cni.calico,
  antrea: Cni.antrea,
  'kube-router': Cni.kubeRouter,
  weave: Cni.weave,
  flannel: Cni.flannel,
  canal: Cni.canal,
  kindnet: Cni.kindnet,
  'aws-vpc-cni': Cni.awsVpc,
  'azure-npm': Cni.azureNpm,
  'azure-cilium': Cni.azureCilium,
  'gke-dataplane-v2': Cni.gkeDataplaneV2,
  'ovn-kubernetes': Cni.ovnKubernetes,
  'kube-ovn': Cni.kubeOvn,
  'kube-network-policies': Cni.kubeNetworkPolicies,
};

function capabilitiesOf(profile: CniProfile): [string, Capability][] {
  return Object.entries(profile).filter((entry): entry is [string, Capability] => typeof entry[1] === 'object');
}

test('every plugin can be named in a program and on the command line', () => {
  expect(Object.keys(FACTORIES).sort()).toEqual([...CNI_NAMES].sort());
  for (const [name, make] of Object.entries(FACTORIES)) {
    expect(make().name).toBe(name);
    expect(make('1.0').version).toBe('1.0');
    expect(() => make('new')).toThrow(/no version\. Write /);
  }
});

describe.each(CNI_NAMES)('the profile of %s', (name) => {
  const profile = cniProfile(name);

  test('has its name, a title, the versions it was read from and a source', () => {
    expect(profile.name).toBe(name);
    for (const text of [profile.title, profile.facts, profile.source]) expect(text).not.toBe('');
  });

  test('fills every cell of the matrix', () => {
    expect(
      capabilitiesOf(profile)
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      capabilitiesOf(cniProfile('calico'))
        .map(([key]) => key)
        .sort(),
    );
    for (const [, { support }] of capabilitiesOf(profile)) expect(support).toMatch(/^(yes|no|partly|unknown)$/);
  });

  test('says what is meant by "partly"', () => {
    const unexplained = capabilitiesOf(profile).filter(
      ([, { support, note, ...rest }]) => support === 'partly' && note === undefined && !('limit' in rest),
    );
    expect(unexplained.map(([key]) => key)).toEqual([]);
  });

  test('claims nothing where nothing is known', () => {
    const guesses = capabilitiesOf(profile).filter(([, { support, inferred }]) => support === 'unknown' && inferred);
    expect(guesses).toEqual([]);
  });
});

test.each<[string, string, keyof CniProfile, string]>([
  ['cilium@1.15', 'ignores port ranges', 'endPort', 'no'],
  ['cilium@1.16', 'reads them', 'endPort', 'yes'],
  ['cilium@1.20', 'reads them', 'endPort', 'yes'],
  ['azure-cilium@1.16', 'ignores port ranges', 'endPort', 'no'],
  ['azure-cilium@v1.17.3', 'reads them', 'endPort', 'yes'],
  ['gke-dataplane-v2', 'documents no port ranges', 'endPort', 'unknown'],
  ['calico@3.28', 'has no AdminNetworkPolicy', 'adminNetworkPolicy', 'no'],
  ['calico@3.31', 'has it', 'adminNetworkPolicy', 'yes'],
  ['calico@3.32', 'has dropped it', 'adminNetworkPolicy', 'no'],
  ['weave', 'may or may not match pods by block', 'ipBlockMatchesPods', 'unknown'],
  ['aws-vpc-cni', 'judges before the Service is resolved', 'judgesPodBehindService', 'no'],
])('%s %s', (text, _, key, support) => {
  expect((cniProfile(text)[key] as Capability).support).toBe(support);
});

test.each(CNI_NAMES)('the release that the facts of %s are about is taken, and none after it', (name) => {
  const [release] = [...(cniProfile(name).facts.match(/\d+\.\d+/g) ?? [])].slice(-1);
  if (release !== undefined) expect(() => cniProfile(`${name}@${release}`)).not.toThrow();
  const isAboutARelease = /^(as Calico )?\d/.test(cniProfile(name).facts);
  if (isAboutARelease) expect(() => cniProfile(`${name}@99.0`)).toThrow(/is no release/);
});

test.each([
  ['calco', /no network plugin that is known here\. Did you mean calico\? Write one of cilium/],
  ['cilium@latest', /"latest" is no version\. Write for example cilium@1\.20, or cilium alone/],
  ['calico@', /No version follows calico@\. Write for example calico@3\.32, or calico alone/],
  ['flannel@', /No version follows flannel@\. Write flannel alone/],
  ['constructor', /no network plugin/],
  ['calico@9.9', /"calico@9\.9" is no release .* Write one up to calico@3\.32, or calico alone for the newest/],
  ['cilium@2.0', /"cilium@2\.0" is no release/],
  ['antrea@2.8.1', /"antrea@2\.8\.1" is no release/],
])('%s is refused', (text, message) => {
  expect(() => cniProfile(text)).toThrow(message);
});

describe('a plugin that enforces nothing', () => {
  const stackOnFlannel = () => {
    const app = testApp();
    return { app, stack: new NamespaceStack(app, 'shop', { platform: Platform.kubeadm({ cni: Cni.flannel() }) }) };
  };

  test('fails synth', () => {
    expect(() => stackOnFlannel().app.synthYaml()).toThrow(
      /Flannel enforces no NetworkPolicy.*\[cni-enforces-nothing\]/s,
    );
  });

  test('is taken where somebody has said why', () => {
    const { app, stack } = stackOnFlannel();
    stack.acknowledge('cni-enforces-nothing', { reason: 'the cluster moves to Canal in May' });
    expect(app.synthYaml()).toContain('default-deny');
  });
});
