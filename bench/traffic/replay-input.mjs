// A log of a million distinct connections between 10,000 workloads, and 10,000 policies for them.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';

const NAMESPACES = 1000;
const APPS = 10;
export const POLICIES = NAMESPACES * APPS;
const END_MS = 1793606400000;

/** One policy for each workload: peers of its own namespace, two others, and a block. */
export function writeCluster(path) {
  const objects = [];
  for (let n = 0; n < NAMESPACES; n++) {
    const namespace = `team-${n}`;
    objects.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (let a = 0; a < APPS; a++) {
      const labels = { app: `app-${a}` };
      objects.push({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace, name: `app-${a}` },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 8000 + a }] }] } },
        },
      });
      objects.push({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { namespace, name: `app-${a}` },
        spec: {
          podSelector: { matchLabels: labels },
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            { from: [{ podSelector: {} }, peer((n + 1) % NAMESPACES, (a * 3) % APPS), peer((n + 7) % NAMESPACES)], ports: [{ port: 8000 + a }] },
            { from: [{ ipBlock: { cidr: `203.0.${n % 256}.0/24` } }], ports: [{ port: 443 }] },
          ],
          egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 8000, endPort: 8000 + APPS }] }],
        },
      });
    }
  }
  writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}

function peer(n, a) {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': `team-${n}` } };
  return a === undefined ? { namespaceSelector } : { namespaceSelector, podSelector: { matchLabels: { app: `app-${a}` } } };
}

/** So many lines, each about two ends and a port that no other line is about. */
export function writeFlows(path, lines) {
  const file = openSync(path, 'w');
  let batch = [];
  for (let i = 0; i < lines; i++) {
    const source = i % POLICIES;
    const step = Math.floor(i / POLICIES);
    const destination = (source + 1 + step * 7) % POLICIES;
    const [from, to] = [end(source), end(destination)];
    const time = new Date(END_MS + i).toISOString();
    const port = 8000 + (destination % APPS);
    batch.push(
      JSON.stringify({
        flow: {
          time,
          uuid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
          verdict: 'FORWARDED',
          ethernet: { source: '0a:1b:2c:3d:4e:5f', destination: '5f:4e:3d:2c:1b:0a' },
          IP: { source: from.ip, destination: to.ip, ipVersion: 'IPv4' },
          l4: { TCP: { source_port: 32768 + (i % 28000), destination_port: port, flags: { SYN: true } } },
          source: from.pod,
          destination: to.pod,
          Type: 'L3_L4',
          node_name: `node-${source % 20}`,
          event_type: { type: 4 },
          traffic_direction: 'EGRESS',
          is_reply: false,
          trace_observation_point: 'TO_ENDPOINT',
        },
        node_name: `node-${source % 20}`,
        time,
      }),
    );
    if (batch.length === 1000 || i === lines - 1) {
      writeSync(file, `${batch.join('\n')}\n`);
      batch = [];
    }
  }
  closeSync(file);
}

function end(n) {
  const [namespace, app] = [`team-${Math.floor(n / APPS)}`, `app-${n % APPS}`];
  return {
    ip: `10.${Math.floor(n / 65536)}.${Math.floor(n / 256) % 256}.${n % 256}`,
    pod: {
      identity: 10000 + n,
      ID: n,
      cluster_name: 'default',
      namespace,
      labels: [
        `k8s:app=${app}`,
        `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
        'k8s:io.cilium.k8s.policy.cluster=default',
        'k8s:io.cilium.k8s.policy.serviceaccount=default',
        `k8s:io.kubernetes.pod.namespace=${namespace}`,
      ],
      pod_name: `${app}-7b5c9d4f66-k2vqx`,
      workloads: [{ name: app, kind: 'Deployment' }],
    },
  };
}
