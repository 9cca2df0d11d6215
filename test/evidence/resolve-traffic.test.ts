import { describe, expect, test } from 'vitest';
import { clusterKnowledge } from '../../src/evidence/resolve-traffic';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { Traffic } from '../../src/traffic/read-traffic';
import { End } from '../../src/traffic/record/end';
import { runCli } from '../cli/run-cli';
import { jsonLines, readJsonLines, readText, logFile, summary } from '../traffic/logs';

interface PodProps {
  ips?: string[];
  created?: string;
  deleted?: string;
  owner?: [kind: string, name: string];
  labels?: Record<string, string>;
  spec?: object;
  status?: object;
  uid?: string;
}

function pod(
  id: string,
  { ips = [], created, deleted, owner, labels, spec, status, uid }: PodProps = {},
): KubernetesObject {
  const [namespace, name] = id.split('/') as [string, string];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(uid && { uid }),
      ...(labels && { labels }),
      ...(created && { creationTimestamp: created }),
      ...(deleted && { deletionTimestamp: deleted }),
      ...(owner && { ownerReferences: [{ controller: true, kind: owner[0], name: owner[1] }] }),
    },
    spec: { nodeName: 'node-a', containers: [], ...spec },
    status: { phase: 'Running', hostIP: '192.168.0.11', podIPs: ips.map((ip) => ({ ip })), ...status },
  };
}

const service = (
  id: string,
  clusterIP: string,
  port: number,
  targetPort: number | string,
  selector?: object,
): KubernetesObject => {
  const [namespace, name] = id.split('/') as [string, string];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { clusterIP, selector, ports: [{ port, targetPort }] },
  };
};

const containers = (port: number, name?: string) => ({
  containers: [{ ports: [{ containerPort: port, ...(name && { name }) }] }],
});

const AT = '2026-11-02T10:00:00Z';
const client = pod('shop/web-7b5c9d4f66-k2vqx', {
  ips: ['10.1.0.8'],
  owner: ['ReplicaSet', 'web-7b5c9d4f66'],
  labels: { app: 'web' },
});

async function connection(
  to: [ip: string, port: number],
  objects: KubernetesObject[],
  more: { from?: [ip: string, port: number]; at?: string; verdict?: string; reply?: boolean } = {},
): Promise<Traffic> {
  const { from = ['10.1.0.8', 40100], at = AT, verdict = 'allow', reply = false } = more;
  return readJsonLines(
    [
      {
        time: at,
        'from.ip': from[0],
        'from.port': from[1],
        'to.ip': to[0],
        port: to[1],
        protocol: 'TCP',
        verdict,
        reply,
      },
    ],
    { collector: 'generic-json', ...clusterKnowledge([client, ...objects]) },
  );
}

describe('who had an address at a moment', () => {
  test('a pod, with its Deployment where only the form of the ReplicaSet’s name tells it', async () => {
    const { records } = await connection(
      ['10.1.0.9', 5432],
      [pod('shop/db-0', { ips: ['10.1.0.9', 'fd00::9'], owner: ['StatefulSet', 'db'] })],
    );
    expect(records[0]).toMatchObject({
      from: { role: 'workload', ns: 'shop', owner: 'web', kind: 'Deployment', labels: { app: 'web' } },
      to: { role: 'workload', owner: 'db', kind: 'StatefulSet' },
      portKind: 'pod',
    });
  });

  test('a ReplicaSet whose name ends in no hash stays one, and owners are followed as far as they are known', async () => {
    const canary = pod('shop/my-app-canary-abcde', { ips: ['10.1.0.9'], owner: ['ReplicaSet', 'my-app-canary'] });
    expect(summary(await connection(['10.1.0.9', 80], [canary]))[0]).toContain('my-app-canary[ReplicaSet]');
    const job: KubernetesObject = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        namespace: 'shop',
        name: 'nightly-1',
        ownerReferences: [{ controller: true, kind: 'CronJob', name: 'nightly' }] as never,
      } as never,
    };
    const nightly = pod('shop/nightly-1-x2x8v', { ips: ['10.1.0.9'], owner: ['Job', 'nightly-1'] });
    expect(summary(await connection(['10.1.0.9', 80], [nightly, job]))[0]).toContain('nightly[CronJob]');
  });

  test('neither the pod that was deleted before, nor the one that came after', async () => {
    const gone = pod('shop/a', { ips: ['10.1.0.9'], created: '2026-11-02T08:00:00Z', deleted: '2026-11-02T09:50:00Z' });
    const later = pod('shop/b', { ips: ['10.1.0.9'], created: '2026-11-02T10:05:00Z' });
    const { records } = await connection(['10.1.0.9', 80], [gone, later]);
    expect(records[0]!.to).toEqual({ role: 'unknown', ip: '10.1.0.9', why: 'no pod had this address then' });
    expect(summary(await connection(['10.1.0.9', 80], [gone, later], { at: '2026-11-02T09:00:00Z' }))[0]).toContain(
      'shop/a[Pod]',
    );
    expect(summary(await connection(['10.1.0.9', 80], [gone, later], { at: '2026-11-02T11:00:00Z' }))[0]).toContain(
      'shop/b[Pod]',
    );
  });

  test('of two that could have had it nobody is picked, and both are named', async () => {
    const two = ['shop/a', 'shop/b'].map((id) => pod(id, { ips: ['10.1.0.9'], created: '2026-11-02T08:00:00Z' }));
    const { records } = await connection(['10.1.0.9', 80], two);
    expect(records[0]!.to).toMatchObject({
      role: 'unknown',
      candidates: ['shop/a[Pod]', 'shop/b[Pod]'],
      why: 'several pods had this address then',
    });
  });

  test('a pod that ran to its end has given its address back', async () => {
    const done = pod('shop/job', {
      ips: ['10.1.0.9'],
      status: {
        phase: 'Succeeded',
        containerStatuses: [{ state: { terminated: { finishedAt: '2026-11-02T09:00:00Z' } } }],
      },
    });
    const now = pod('shop/b', { ips: ['10.1.0.9'], created: '2026-11-02T09:30:00Z' });
    expect(summary(await connection(['10.1.0.9', 80], [done, now]))[0]).toContain('shop/b[Pod]');
    expect(summary(await connection(['10.1.0.9', 80], [done, now], { at: '2026-11-02T08:59:00Z' }))[0]).toContain(
      'shop/job[Pod]',
    );
  });

  test('clocks may differ by five seconds, which is said', async () => {
    const knowledge = clusterKnowledge([client, pod('shop/b', { ips: ['10.1.0.9'], created: '2026-11-02T10:00:04Z' })]);
    const line = { time: AT, 'from.ip': '10.1.0.8', 'to.ip': '10.1.0.9', port: 80, protocol: 'TCP', reply: false };
    const traffic = await readJsonLines([line], { collector: 'generic-json', ...knowledge });
    expect(summary(traffic)[0]).toContain('shop/b[Pod]');
    expect(knowledge.assumptions().join()).toContain('Clocks may differ by 5 seconds');
    const late = await connection(
      ['10.1.0.9', 80],
      [pod('shop/b', { ips: ['10.1.0.9'], created: '2026-11-02T10:00:06Z' })],
    );
    expect(late.records[0]!.to.role).toBe('unknown');
  });

  test('IPv4 in IPv6 is the pod with the IPv4 address', async () => {
    expect(summary(await connection(['::ffff:10.1.0.9', 80], [pod('shop/b', { ips: ['10.1.0.9'] })]))[0]).toContain(
      'shop/b[Pod]',
    );
  });
});

describe('nodes, and what is nobody’s', () => {
  const host = (name: string) => pod(`kube-system/${name}`, { ips: ['192.168.0.11'], spec: { hostNetwork: true } });

  test('a node’s address is the node’s, and its host-network pods are candidates', async () => {
    const { records } = await connection(['192.168.0.11', 10250], [host('proxy'), host('agent'), host('cni')]);
    expect(records[0]!.to).toEqual({
      role: 'node',
      node: 'node-a',
      candidates: ['kube-system/agent[Pod]', 'kube-system/cni[Pod]', 'kube-system/proxy[Pod]'],
    });
    expect(records[0]!.portKind).toBe('node');
  });

  test('a probe of the kubelet is marked as one', async () => {
    const probed = pod('shop/api', {
      ips: ['10.1.0.9'],
      spec: {
        containers: [{ ports: [{ containerPort: 8080, name: 'http' }], readinessProbe: { httpGet: { port: 'http' } } }],
      },
    });
    const { records } = await connection(['10.1.0.9', 8080], [probed], { from: ['192.168.0.11', 40000] });
    expect(records[0]).toMatchObject({
      from: { role: 'node', node: 'node-a' },
      notes: ['a probe of the kubelet, by its port'],
    });
    const other = await connection(['10.1.0.8', 9090], [probed], { from: ['192.168.0.11', 40000] });
    expect(other.records[0]!.notes).toBeUndefined();
  });

  test.each(['169.254.169.3', '100.64.3.4', '10.99.0.1', 'fd00::1234'])(
    '%s is never taken for the outside',
    async (ip) => {
      const { records } = await connection(['10.1.0.8', 80], [], { from: [ip, 40000] });
      expect(records[0]!.from.role).toBe('unknown');
    },
  );

  test('a public address that nobody has is outside', async () => {
    const { records } = await connection(['9.9.9.9', 443], []);
    expect(records[0]!.to).toEqual({ role: 'external', ip: '9.9.9.9' });
  });
});

describe('Services', () => {
  const db = (name: string, ip: string, owner = 'db') =>
    pod(`shop/${name}`, {
      ips: [ip],
      owner: ['StatefulSet', owner],
      labels: { app: 'db' },
      spec: containers(5432, 'sql'),
    });

  test.each([
    ['a number', 5432],
    ['a name', 'sql'],
  ])('the pods behind a Service, on the port that is %s', async (_name, target) => {
    const { records } = await connection(
      ['10.96.0.20', 80],
      [db('db-0', '10.1.0.9'), db('db-1', '10.1.0.10'), service('shop/db', '10.96.0.20', 80, target, { app: 'db' })],
    );
    expect(records[0]).toMatchObject({
      to: { owner: 'db', kind: 'StatefulSet', service: { namespace: 'shop', name: 'db', port: 80 } },
      port: 5432,
      portKind: 'pod',
    });
  });

  test('several workloads behind it are ambiguous: it stays a Service, with candidates', async () => {
    const objects = [
      db('db-0', '10.1.0.9'),
      db('new-0', '10.1.0.10', 'new'),
      service('shop/db', '10.96.0.20', 80, 5432, { app: 'db' }),
    ];
    const { records } = await connection(['10.96.0.20', 80], objects);
    expect(records[0]).toMatchObject({
      port: 80,
      portKind: 'service',
      to: { role: 'unknown', candidates: ['shop/db[StatefulSet]', 'shop/new[StatefulSet]'] },
    });
  });

  test('without a selector EndpointSlices say who is behind it', async () => {
    const slice: KubernetesObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 'db-1', labels: { 'kubernetes.io/service-name': 'db' } },
      endpoints: [{ addresses: ['10.1.0.9'] }, { addresses: ['10.1.0.77'], conditions: { ready: false } }],
      ports: [{ port: 5432 }],
    };
    const { records } = await connection(
      ['10.96.0.20', 80],
      [db('db-0', '10.1.0.9'), service('shop/db', '10.96.0.20', 80, 5432), slice],
    );
    expect(records[0]).toMatchObject({ to: { owner: 'db' }, port: 5432 });
  });

  test('one without pods stays a Service', async () => {
    const { records } = await connection(
      ['10.96.0.20', 80],
      [service('shop/db', '10.96.0.20', 80, 5432, { app: 'db' })],
    );
    expect(records[0]).toMatchObject({ portKind: 'service', notes: ['the Service has no pod in the manifests'] });
  });

  test('a Service that a mesh names is resolved by its name', async () => {
    const line =
      '2026-11-02T10:00:00.754291Z\tinfo\taccess\tconnection complete src.addr=10.1.0.8:33772 src.workload="web" src.namespace="shop" dst.addr=10.1.0.42:15008 dst.hbone_addr=10.96.0.20:80 dst.service="db.shop.svc.cluster.local" direction="outbound"';
    const knowledge = clusterKnowledge([
      db('db-0', '10.1.0.9'),
      service('shop/db', '10.96.0.20', 80, 5432, { app: 'db' }),
    ]);
    const { records } = await readText(line, knowledge);
    expect(records[0]).toMatchObject({ to: { owner: 'db' }, port: 5432, portKind: 'pod', transportPort: 15008 });
  });
});

describe('listeners and names', () => {
  test('a container port proves who served, and a denied reply is no denial', async () => {
    const message =
      'Flow Info: Src IP: 10.1.0.9 Src Port: 443 Dest IP: 10.1.0.8 Dest Port: 39114 Proto TCP Verdict DENY Direction egress, Tier NETWORK_POLICY';
    const knowledge = clusterKnowledge([client, pod('shop/api', { ips: ['10.1.0.9'], spec: containers(443) })]);
    const { records } = await readJsonLines([{ ts: AT, msg: message }], knowledge);
    expect(records[0]).toMatchObject({
      from: { owner: 'web' },
      to: { owner: 'api' },
      port: 443,
      verdict: 'unknown',
      directionProof: 'listener',
    });
  });

  const whisker = {
    action: 'Allow',
    reporter: 'Dst',
    protocol: 'tcp',
    dest_port: 443,
    source_name: 'PUBLIC NETWORK',
    source_namespace: '',
    dest_name: 'web-*',
    dest_namespace: 'shop',
    start_time: AT,
  };

  test('the beginning of pods’ names is a workload where there is exactly one such', async () => {
    const one = await readJsonLines(
      [whisker],
      clusterKnowledge([pod('shop/web-0', { owner: ['StatefulSet', 'web'] })]),
    );
    expect(one.records[0]!.to).toEqual({ role: 'workload', ns: 'shop', owner: 'web', kind: 'StatefulSet' });
    const two = [
      pod('shop/web-0', { owner: ['StatefulSet', 'web'] }),
      pod('shop/web-x', { owner: ['DaemonSet', 'web'] }),
    ];
    const { records } = await readJsonLines([whisker], clusterKnowledge(two));
    expect(records[0]!.to).toMatchObject({
      role: 'unknown',
      candidates: ['shop/web[DaemonSet]', 'shop/web[StatefulSet]'],
    });
  });
});

test('the command reads snapshots of both ends of the window', async () => {
  const snapshot = (...items: object[]) =>
    logFile(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'pods.json');
  const before = snapshot(client, pod('shop/old', { ips: ['10.1.0.9'], created: '2026-11-02T08:00:00Z', uid: '1' }));
  const after = snapshot(client, pod('shop/new', { ips: ['10.1.0.9'], created: '2026-11-02T12:00:00Z', uid: '2' }));
  const log = jsonLines({
    ts: AT,
    msg: 'Flow Info: Src IP: 10.1.0.8 Src Port: 40100 Dest IP: 10.1.0.9 Dest Port: 80 Proto TCP Verdict DENY Direction ingress, Tier NETWORK_POLICY',
  });
  const { code, out } = await runCli('traffic', log, '--manifests', before, '--manifests', after);
  expect(code).toBe(0);
  expect(out).toMatch(/shop\/web\[Deployment\] +shop\/old\[Pod\] +TCP\/80 +denied/);
  expect((await runCli('traffic', log, '--manifests', logFile('', 'none.yaml'))).code).toBe(2);
});

test('a denial that no policy in the manifests explains is marked, and one that a policy explains is not', async () => {
  const policyOf = (name: string, types: string[]): object => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: 'shop', name },
    spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: types },
  });
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      namespace: 'shop',
      name: 'web-7b5c9d4f66',
      ownerReferences: [{ controller: true, kind: 'Deployment', name: 'web' }],
    },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
  };
  const log = jsonLines({
    ts: AT,
    msg: 'Flow Info: Src IP: 10.1.0.8 Src Port: 40100 Dest IP: 9.9.9.9 Dest Port: 443 Proto TCP Verdict DENY Direction egress, Tier NETWORK_POLICY',
  });
  const notes = async (...types: string[]) => {
    const items = [client, replicaSet, policyOf('web', types)];
    const manifests = logFile(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'all.json');
    const { out } = await runCli('traffic', log, '--manifests', manifests, '--format', 'json');
    return (JSON.parse(out) as { records: { verdict: string; notes?: string[] }[] }).records[0]!.notes;
  };
  expect(await notes('Ingress')).toEqual(['the log says denied, and no NetworkPolicy in the manifests denies it']);
  expect(await notes('Egress')).toBeUndefined();
});

test('a Job is its CronJob, and a pod that is named alone its controller, where the manifests have one', () => {
  const controller = (kind: string, name: string): KubernetesObject => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace: 'shop', name },
  });
  const { resolve } = clusterKnowledge([
    controller('CronJob', 'report'),
    controller('DaemonSet', 'agent'),
    controller('StatefulSet', 'db'),
    controller('Job', 'twice'),
    controller('DaemonSet', 'twice'),
  ]);
  const meant = (owner: string, kind: string, ns = 'shop') => {
    const { facts } = resolve(new End({ role: 'workload', ns, owner, kind, pod: owner }), undefined);
    return `${facts.owner}[${facts.kind}]`;
  };
  expect(meant('report-29384738', 'Job')).toBe('report[CronJob]');
  expect(meant('report-29384738-x7k2q', 'Pod')).toBe('report[CronJob]');
  expect(meant('agent-k2vqx', 'Pod')).toBe('agent[DaemonSet]');
  expect(meant('db-0', 'Pod')).toBe('db[StatefulSet]');
  expect(meant('twice-k2vqx', 'Pod')).toBe('twice-k2vqx[Pod]');
  expect(meant('agent-k2vqx', 'Pod', 'lab')).toBe('agent-k2vqx[Pod]');
  expect(meant('agent', 'DaemonSet')).toBe('agent[DaemonSet]');
});
