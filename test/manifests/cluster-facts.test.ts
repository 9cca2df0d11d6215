import { describe, expect, test } from 'vitest';
import { plainDocuments } from '../../src/manifests/plain-document';
import { UNKNOWN_LABEL_VALUE } from '../../src/model/label-selector';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { namespace, pod, policy } from '../fixtures/objects';

const read = (objects: unknown[], kubernetesVersion?: string) =>
  inventoryOf(plainDocuments(objects), { kubernetes: kubernetesVersion });
const podSpec = { containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] };
const template = { metadata: { labels: { app: 'a' } }, spec: podSpec };
const object = (apiVersion: string, kind: string, spec: object, metadata: object = { name: 'x' }) => ({
  apiVersion,
  kind,
  metadata: { namespace: 'shop', ...metadata },
  spec,
});
const labelsOf = (made: object, version?: string) => {
  const [workload] = read([namespace('shop'), made], version).workloads;
  return Object.fromEntries(
    Object.entries(workload!.podGroups[0]!.labels).map(([key, value]) => [
      key,
      value === UNKNOWN_LABEL_VALUE ? '?' : value,
    ]),
  );
};

describe('labels that controllers add', () => {
  const job = object('batch/v1', 'Job', { template });
  const added = {
    'job-name': 'x',
    'controller-uid': '?',
    'batch.kubernetes.io/job-name': 'x',
    'batch.kubernetes.io/controller-uid': '?',
  };

  test.each<[string, object, object]>([
    ['Deployment', object('apps/v1', 'Deployment', { template }), { 'pod-template-hash': '?' }],
    ['ReplicaSet', object('apps/v1', 'ReplicaSet', { template }), {}],
    [
      'DaemonSet',
      object('apps/v1', 'DaemonSet', { template }),
      { 'controller-revision-hash': '?', 'pod-template-generation': '?' },
    ],
    ['StatefulSet', object('apps/v1', 'StatefulSet', { template }), { 'controller-revision-hash': '?' }],
    ['Job', job, added],
    [
      'Indexed Job',
      object('batch/v1', 'Job', { template, completionMode: 'Indexed' }),
      { ...added, 'batch.kubernetes.io/job-completion-index': '?' },
    ],
    ['Job that selects its pods itself', object('batch/v1', 'Job', { template, manualSelector: true }), {}],
    [
      'CronJob',
      object('batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }),
      { ...added, 'job-name': '?', 'batch.kubernetes.io/job-name': '?' },
    ],
    [
      'Job with a generated name',
      object('batch/v1', 'Job', { template }, { generateName: 'x-' }),
      { ...added, 'job-name': '?', 'batch.kubernetes.io/job-name': '?' },
    ],
    [
      'DeploymentConfig',
      object('apps.openshift.io/v1', 'DeploymentConfig', { template }),
      { deploymentconfig: 'x', deployment: '?' },
    ],
  ])('%s', (_kind, made, labels) => {
    expect(labelsOf(made)).toEqual({ app: 'a', ...labels });
  });

  test('depend on the release', () => {
    expect(labelsOf(job, '1.26')).toEqual({ app: 'a', 'job-name': 'x', 'controller-uid': '?' });
    expect(labelsOf(job, '1.27')).toEqual({ app: 'a', ...added });
    const set = object('apps/v1', 'StatefulSet', { template });
    const hasIndex = (version: string) => read([set], version).workloads[0]!.podGroups[0]!.ordinals!.hasIndexLabel;
    expect(['1.27', '1.28', undefined].map((version) => hasIndex(version!))).toEqual([false, true, true]);
  });

  test('do not replace what the template says', () => {
    const own = { metadata: { labels: { 'job-name': 'own' } }, spec: podSpec };
    expect(labelsOf(object('batch/v1', 'Job', { template: own }))['job-name']).toBe('own');
  });
});

describe('workloads of other kinds', () => {
  test.each([
    ['serving.knative.dev/v1', 'Service'],
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['apps.kruise.io/v1alpha1', 'CloneSet'],
    ['example.com/v1', 'Whatever'],
  ])('%s %s with a pod template is a workload', (apiVersion, kind) => {
    const [workload] = read([object(apiVersion, kind, { template })]).workloads;
    expect(workload!.id).toBe(`shop/x[${kind}]`);
    expect(workload!.podGroups[0]).toMatchObject({ labels: { app: 'a' }, ports: [{ name: 'http', number: 8080 }] });
  });

  test('a template without containers makes no pods', () => {
    expect(read([object('example.com/v1', 'Thing', { template: { spec: {} } })]).workloads).toEqual([]);
    expect(read([object('apps/v1', 'ControllerRevision', { template })]).workloads).toEqual([]);
  });

  test('a virtual machine runs in a pod with its labels and those of virt-launcher, and with its ports', () => {
    const machine = {
      metadata: { labels: { app: 'vm' } },
      spec: { domain: { devices: { interfaces: [{ name: 'default', ports: [{ name: 'ssh', port: 22 }] }] } } },
    };
    const [workload] = read([object('kubevirt.io/v1', 'VirtualMachine', { template: machine })]).workloads;
    expect(workload!.podGroups[0]).toMatchObject({
      labels: { app: 'vm', 'kubevirt.io': 'virt-launcher', 'vm.kubevirt.io/name': 'x' },
      ports: [{ name: 'ssh', protocol: 'TCP', number: 22 }],
    });
    const instance = object('kubevirt.io/v1', 'VirtualMachineInstance', machine.spec, {
      name: 'x',
      labels: { app: 'vm' },
      ownerReferences: [{ kind: 'VirtualMachine', name: 'x', controller: true }],
    });
    const both = read([object('kubevirt.io/v1', 'VirtualMachine', { template: machine }), instance]).workloads;
    expect(both.map(({ id }) => id)).toEqual(['shop/x[VirtualMachine]']);
  });

  test('custom resources whose pods an operator makes are kept apart', () => {
    const inventory = read([object('monitoring.coreos.com/v1', 'Prometheus', {})]);
    expect(inventory.workloads).toEqual([]);
    expect(inventory.podMakers!.map((maker) => maker.object.kind)).toEqual(['Prometheus']);
  });
});

describe('names that the API server makes', () => {
  test('objects with generateName are not nameless, and two of one prefix are two', () => {
    const job = () => object('batch/v1', 'Job', { template }, { generateName: 'migrate-' });
    const inventory = read([namespace('shop'), job(), job()]);
    expect(inventory.findings).toEqual([]);
    expect(inventory.workloads.map(({ id }) => id)).toEqual(['shop/migrate-*[Job]', 'shop/migrate-*2[Job]']);
  });

  test('a policy with generateName counts', () => {
    const made = { ...policy('shop/p', {}), metadata: { namespace: 'shop', generateName: 'deny-' } };
    const inventory = read([namespace('shop'), made, made]);
    expect(inventory.policies.map((document) => document.object.metadata!.name)).toEqual(['deny-*', 'deny-*2']);
    expect(inventory.findings).toEqual([]);
  });
});

describe('nodes', () => {
  test('are read with their addresses, and belong to no namespace', () => {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1' },
      status: {
        addresses: [
          { type: 'InternalIP', address: '192.168.0.1' },
          { type: 'Hostname', address: 'n1' },
        ],
      },
    };
    const inventory = read([node]);
    expect(inventory.nodes).toMatchObject([{ name: 'n1', addresses: ['192.168.0.1'] }]);
    expect(inventory.findings).toEqual([]);
    // The node of a pod by its name, where the pod shows no address of it.
    const [workload] = read([pod('shop/web', { spec: { nodeName: 'n1', containers: [] } as object }), node]).workloads;
    expect(workload!.podGroups[0]!.nodeAddresses).toEqual(['192.168.0.1']);
  });

  test.each([
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      endpoints: [{ addresses: ['192.168.7.11'] }],
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'kubernetes', namespace: 'default' },
      subsets: [{ addresses: [{ ip: '192.168.7.11' }] }],
    },
  ])('the API server has the addresses that its $kind shows', (endpoints) => {
    expect(read([endpoints]).apiServerAddresses).toEqual(['192.168.7.11']);
    const elsewhere = { ...endpoints, metadata: { ...endpoints.metadata, namespace: 'shop' } };
    expect(read([elsewhere]).apiServerAddresses).toEqual([]);
  });
});

test.each(['networkPolicy', 'NetworkPolicies', 'Networkpolicy', 'networkpolicies', 'NETWORKPOLICY', 'NetPol'])(
  'kind: %s is no policy, and is named',
  (kind) => {
    const inventory = read([{ ...policy('shop/p', {}), kind }]);
    expect(inventory.policies).toEqual([]);
    expect(inventory.findings).toMatchObject([{ rule: 'misspelt-kind', fix: 'Write kind: NetworkPolicy.' }]);
  },
);

test('names that are joined into keys hide no pods, whatever is in them', () => {
  const owned = (id: string, kind: string, name: string) => {
    const bare = pod(id) as { metadata: object };
    return { ...bare, metadata: { ...bare.metadata, ownerReferences: [{ kind, name, controller: true }] } };
  };
  const inventory = read([owned('a|b/x', 'Set', 'c'), owned('a/y', 'Set', 'b|c'), owned('b|c/z', 'Set|a', 'd')]);
  expect(inventory.workloads).toHaveLength(3);
});
