// A log of Hubble of so many MiB: 200 workloads, 2,000 pairs of them, packets both ways.
import { closeSync, openSync, writeSync } from 'node:fs';

const PAIRS = 2000;
const WORKLOADS = 200;

export function writeLog(path, mebibytes) {
  const file = openSync(path, 'w');
  const bytes = mebibytes * 2 ** 20;
  let written = 0;
  let lines = 0;
  let batch = [];
  while (written < bytes) {
    const line = JSON.stringify(flow(lines++));
    batch.push(line);
    written += line.length + 1;
    if (batch.length === 1000 || written >= bytes) {
      writeSync(file, `${batch.join('\n')}\n`);
      batch = [];
    }
  }
  closeSync(file);
  return lines;
}

function flow(n) {
  const connection = Math.floor(n / 8);
  const pair = connection % PAIRS;
  const isReply = n % 2 === 1;
  const [a, b] = [end(pair % WORKLOADS), end((pair * 7 + 1) % WORKLOADS)];
  const [client, server] = [32768 + ((connection * 13) % 28000), 8000 + (pair % 10)];
  const [from, to] = isReply ? [b, a] : [a, b];
  const time = new Date(1793606400000 + n * 5).toISOString();
  return {
    flow: {
      time,
      uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      verdict: 'FORWARDED',
      ethernet: { source: '0a:1b:2c:3d:4e:5f', destination: '5f:4e:3d:2c:1b:0a' },
      IP: { source: from.ip, destination: to.ip, ipVersion: 'IPv4' },
      l4: { TCP: { source_port: isReply ? server : client, destination_port: isReply ? client : server, flags: { ACK: true } } },
      source: from.pod,
      destination: to.pod,
      Type: 'L3_L4',
      node_name: `node-${pair % 20}`,
      event_type: { type: 4 },
      traffic_direction: 'EGRESS',
      is_reply: isReply,
      trace_observation_point: 'TO_ENDPOINT',
    },
    node_name: `node-${pair % 20}`,
    time,
  };
}

function end(n) {
  const namespace = `team-${n % 20}`;
  return {
    ip: `10.${n % 20}.${Math.floor(n / 20)}.7`,
    pod: {
      identity: 10000 + n,
      ID: n,
      cluster_name: 'default',
      namespace,
      labels: [
        `k8s:app.kubernetes.io/name=app-${n}`,
        `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
        'k8s:io.cilium.k8s.policy.cluster=default',
        'k8s:io.cilium.k8s.policy.serviceaccount=default',
        `k8s:io.kubernetes.pod.namespace=${namespace}`,
      ],
      pod_name: `app-${n}-7b5c9d4f66-k2vqx`,
      workloads: [{ name: `app-${n}`, kind: 'Deployment' }],
    },
  };
}
