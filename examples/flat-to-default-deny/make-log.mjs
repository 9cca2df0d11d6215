// Writes a week of Hubble lines as `hubble observe -o jsonpb` prints them, the same ones every time:
//   node make-log.mjs > week.jsonl           before any policy
//   node make-log.mjs --after > after.jsonl  with the policies in force: what they deny is dropped
import { argv, stdout } from 'node:process';

const isAfter = argv.includes('--after');
const START = Date.UTC(2026, 10, isAfter ? 16 : 2);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let seed = 20261102;
/** The next of a series of numbers between 0 and 1 that looks random and is the same in every run. */
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

const pod = (ns, name, ip, labels, kind = 'Deployment') => ({ ns, name, ip, labels, kind });
const web = pod('shop', 'web', '10.0.0.11', ['app=web']);
const orders = pod('shop', 'orders', '10.0.0.12', ['app=orders']);
const db = pod('shop', 'orders-db', '10.0.0.13', ['app=orders-db'], 'StatefulSet');
const report = pod('shop', 'report', '10.0.0.14', ['app=report'], 'CronJob');
const admin = pod('shop', 'legacy-admin', '10.0.0.15', ['app=legacy-admin']);
const payments = pod('payments', 'payments', '10.0.1.11', [
  'app.kubernetes.io/name=payments',
  'app.kubernetes.io/instance=eu',
]);
const dns = pod('kube-system', 'coredns', '10.0.2.2', ['k8s-app=kube-dns']);
const prometheus = pod('monitoring', 'prometheus', '10.0.3.2', ['app.kubernetes.io/name=prometheus'], 'StatefulSet');
const ingress = pod('ingress-nginx', 'ingress-nginx-controller', '10.0.4.2', [
  'app.kubernetes.io/name=ingress-nginx',
  'app.kubernetes.io/instance=ingress-nginx',
  'app.kubernetes.io/component=controller',
]);
const node = { ip: '172.18.0.2', labels: ['reserved:host'] };
const world = (ip, ...names) => ({ ip, labels: ['reserved:world'], names });

const endpoint = ({ ns, name, labels, kind }) =>
  ns === undefined
    ? { labels }
    : {
        namespace: ns,
        pod_name: kind === 'StatefulSet' ? `${name}-0` : `${name}-6c9f8d7b5-x2x4z`,
        labels: [...labels.map((label) => `k8s:${label}`), `k8s:io.kubernetes.pod.namespace=${ns}`],
        workloads: [{ name, kind }],
      };

/** One packet of a connection. */
function packet(at, from, to, protocol, port, clientPort, { reply = false, verdict = 'FORWARDED' } = {}) {
  const [source, destination] = reply ? [to, from] : [from, to];
  const ports = reply
    ? { source_port: port, destination_port: clientPort }
    : { source_port: clientPort, destination_port: port };
  const dropped = verdict === 'DROPPED';
  return {
    flow: {
      time: new Date(at).toISOString(),
      verdict,
      ...(dropped && { drop_reason: 133, drop_reason_desc: 'POLICY_DENIED' }),
      IP: { source: source.ip, destination: destination.ip, ipVersion: 'IPv4' },
      l4: {
        [protocol]: protocol === 'TCP' ? { ...ports, flags: { SYN: !reply, ...(reply && { ACK: true }) } } : ports,
      },
      source: endpoint(source),
      destination: endpoint(destination),
      ...(destination.names?.length && { destination_names: destination.names }),
      Type: 'L3_L4',
      node_name: 'node-a',
      event_type: dropped ? { type: 1, sub_type: 133 } : { type: 4 },
      traffic_direction: 'EGRESS',
      ...(dropped ? {} : { is_reply: reply }),
    },
    node_name: 'node-a',
    time: new Date(at).toISOString(),
  };
}

const lines = [];
let clientPort = 32768;

/** A connection: the packet that opens it, and the answer. */
function connect(at, from, to, port, { protocol = 'TCP', isAnswered = true, verdict } = {}) {
  clientPort = clientPort >= 60999 ? 32768 : clientPort + 1;
  lines.push(packet(at, from, to, protocol, port, clientPort, { verdict }));
  if (isAnswered && verdict !== 'DROPPED')
    lines.push(packet(at + 1, from, to, protocol, port, clientPort, { reply: true }));
}

const ask = (at, from) => connect(at, from, dns, 53, { protocol: 'UDP' });

for (let day = 0; day < 7; day++) {
  for (let hour = 0; hour < 24; hour++) {
    const at = START + day * DAY + hour * HOUR;
    const some = () => at + Math.floor(random() * HOUR);
    connect(some(), ingress, web, 8080);
    connect(some(), web, orders, 8080);
    connect(some(), orders, db, 5432);
    connect(some(), orders, payments, 8443);
    // Forty addresses of a provider, under three names.
    connect(
      some(),
      payments,
      world(`52.94.1.${1 + Math.floor(random() * 40)}`, `api-${hour % 3}.acquirer.example`),
      443,
    );
    for (const who of [web, orders, payments]) ask(some(), who);
    for (const target of [web, orders]) connect(some(), prometheus, target, 9102);
    // The kubelet asks whether pods are well.
    for (const [who, port] of [
      [web, 8080],
      [orders, 8080],
      [payments, 8443],
    ])
      connect(some(), node, who, port);
  }
  const night = START + day * DAY + 3 * HOUR;
  ask(night, report);
  connect(night + 1000, report, db, 5432);
  // A client that tries again: one connection, four packets.
  const retry = packet(
    START + day * DAY + 9 * HOUR,
    orders,
    world('198.51.100.7', 'ledger.bank.example'),
    'TCP',
    5433,
    41000 + day,
  );
  for (let times = 0; times < 4; times++) lines.push(retry);
  // An answer that did not fit into one datagram.
  connect(START + day * DAY + 10 * HOUR, orders, dns, 53);
}

// Somebody tries doors on the third night; with policies in force, all of them are closed.
for (let port = 9000; port < 9040; port++) {
  connect(START + 2 * DAY + port, admin, orders, port, { isAnswered: false, verdict: isAfter ? 'DROPPED' : undefined });
}

lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
stdout.write(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
