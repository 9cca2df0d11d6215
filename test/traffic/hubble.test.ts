import { describe, expect, test } from 'vitest';
import { logFile, readJsonLines, readText, summary } from './logs';
import { readTraffic } from '../../src/traffic/read-traffic';

interface Packet {
  from?: object;
  to?: object;
  ips?: [string, string];
  ports?: [number, number];
  protocol?: string;
  flags?: object;
  at?: string;
  [field: string]: unknown;
}

const WEB = {
  identity: 4001,
  namespace: 'shop',
  pod_name: 'web-7b5c9d4f66-k2vqx',
  labels: ['k8s:app=web', 'k8s:io.kubernetes.pod.namespace=shop', 'k8s:pod-template-hash=7b5c9d4f66'],
  workloads: [{ kind: 'Deployment', name: 'web' }],
};
const DB = {
  identity: 4002,
  namespace: 'shop',
  pod_name: 'db-0',
  labels: ['k8s:app=db', 'k8s:io.cilium.k8s.policy.cluster=default', 'k8s:statefulset.kubernetes.io/pod-name=db-0'],
  workloads: [{ kind: 'StatefulSet', name: 'db' }],
};

function packet({
  from = WEB,
  to = DB,
  ips = ['10.1.0.8', '10.1.0.9'],
  ports = [48122, 5432],
  protocol = 'TCP',
  flags,
  at = '2026-11-02T08:00:00.000Z',
  ...more
}: Packet = {}): object {
  return {
    flow: {
      time: at,
      verdict: 'FORWARDED',
      IP: { source: ips[0], destination: ips[1] },
      l4: { [protocol]: { source_port: ports[0], destination_port: ports[1], ...(flags ? { flags } : {}) } },
      source: from,
      destination: to,
      event_type: { type: 4 },
      traffic_direction: 'EGRESS',
      node_name: 'node-a',
      ...more,
    },
    node_name: 'node-a',
    time: at,
  };
}

const back = {
  from: DB,
  to: WEB,
  ips: ['10.1.0.9', '10.1.0.8'] as [string, string],
  ports: [5432, 48122] as [number, number],
};
const drop = { verdict: 'DROPPED', event_type: { type: 1, sub_type: 133 }, drop_reason_desc: 'POLICY_DENIED' };
const policyVerdict = { verdict: 'DROPPED', event_type: { type: 5 }, drop_reason_desc: 'POLICY_DENIED' };

describe('who opened a connection', () => {
  test('a reply is turned round, and its port never shows', async () => {
    const traffic = await readJsonLines([packet({ ...back, is_reply: true })]);
    expect(summary(traffic)).toEqual(['shop/web[Deployment] -> shop/db[StatefulSet] TCP/5432 allowed']);
    expect(JSON.stringify(traffic.records)).not.toContain('48122');
    expect(traffic.records[0]).toMatchObject({
      directionProof: 'flag',
      confidence: 'strong',
      portKind: 'pod',
      sides: 'src',
    });
  });

  test.each([
    ['the old field reply', { reply: true }],
    ['the reason of the trace', { trace_reason: 'REPLY' }],
    ['SYN with ACK', { flags: { SYN: true, ACK: true } }],
    ['an answer of the seventh layer', { l7: { type: 'RESPONSE', http: {} }, Type: 'L7' }],
  ])('%s turns it as well', async (_name, more) => {
    const { records } = await readJsonLines([packet({ ...back, ...more })]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ from: { owner: 'web' }, to: { owner: 'db' }, port: 5432 });
  });

  test('a SYN proves it where a drop has no reply flag', async () => {
    const { records } = await readJsonLines([packet({ ...drop, flags: { SYN: true } })]);
    expect(records[0]).toMatchObject({ verdict: 'denied', directionProof: 'syn', from: { owner: 'web' }, port: 5432 });
  });

  test('a drop in the middle of a connection is judged by who listens', async () => {
    const options = { listens: (_end: unknown, _protocol: unknown, port: number) => port === 8080 };
    const { records } = await readJsonLines(
      [packet({ ...drop, flags: { ACK: true, PSH: true }, ports: [41000, 8080] })],
      options,
    );
    expect(records[0]).toMatchObject({ from: { owner: 'web' }, port: 8080, directionProof: 'listener' });
  });

  test('a listener that another line proved counts, wherever that line stands', async () => {
    const proved = packet({ ports: [40000, 36000], is_reply: false });
    const open = packet({ ports: [40001, 36000] });
    for (const lines of [
      [proved, open],
      [open, proved],
    ]) {
      const { records } = await readJsonLines(lines);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ attempts: 2, port: 36000, directionProof: 'flag' });
    }
  });

  test('two high ports that nobody declares prove nothing: it is counted, with direction unknown', async () => {
    const { records } = await readJsonLines([packet({ ...drop, protocol: 'UDP', ports: [40001, 40002] })]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ directionProof: 'unknown', confidence: 'weak', verdict: 'denied', attempts: 1 });
  });

  test('the same low port at both ends, seen both ways, is symmetrical', async () => {
    const there = packet({ protocol: 'UDP', ports: [500, 500] });
    const and = packet({ ...back, protocol: 'UDP', ports: [500, 500] });
    const { records } = await readJsonLines([there, and]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ directionProof: 'unknown', symmetrical: true, port: 500, count: 2 });
  });

  test('a denied packet from a known listener is a reply, and no denial', async () => {
    const options = { listens: (_end: unknown, _protocol: unknown, port: number) => port === 5432 };
    const { records } = await readJsonLines([packet({ ...back, ...drop })], options);
    expect(records[0]).toMatchObject({ from: { owner: 'web' }, to: { owner: 'db' }, port: 5432, verdict: 'unknown' });
    expect(records[0]!.notes?.[0]).toContain('a reply was denied');
  });

  test('the reply flag of Retina is not believed', async () => {
    const { records, files } = await readJsonLines([
      packet({ ...back, is_reply: false, extensions: { '@type': 'x' }, flags: { SYN: true, ACK: true } }),
    ]);
    expect(files[0]).toMatchObject({ tool: 'Retina' });
    expect(records[0]).toMatchObject({ from: { owner: 'web' }, directionProof: 'syn' });
  });
});

describe('one connection is counted once', () => {
  test('a denial that is told as verdict and as drop is one attempt and one packet', async () => {
    const { records } = await readJsonLines([
      packet(policyVerdict),
      packet({ ...drop, at: '2026-11-02T08:00:00.000020Z' }),
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ verdict: 'denied', attempts: 1, count: 1 });
  });

  test('retries of one SYN are one attempt', async () => {
    const seconds = [0, 1, 3, 7, 15, 63, 127];
    const lines = seconds.map((after) =>
      packet({ ...drop, flags: { SYN: true }, at: new Date(Date.UTC(2026, 10, 2, 8, 0, after)).toISOString() }),
    );
    const { records } = await readJsonLines(lines);
    expect(records[0]).toMatchObject({ attempts: 1, count: 7 });
    expect(records[0]!.last! - records[0]!.first!).toBe(127_000);
  });

  test('the same ports after more than ten minutes are another attempt', async () => {
    const { records } = await readJsonLines([
      packet({ is_reply: false }),
      packet({ is_reply: false, at: '2026-11-02T08:10:01Z' }),
    ]);
    expect(records[0]).toMatchObject({ attempts: 2, count: 2 });
  });

  test('what both ends saw, in two files, is one attempt', async () => {
    const path = (line: object) => logFile(`${JSON.stringify(line)}\n`);
    const files = [path(packet({ is_reply: false })), path(packet({ is_reply: false, traffic_direction: 'INGRESS' }))];
    const { records } = await readTraffic(files);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ attempts: 1, sides: 'both' });
  });

  test('memory is bounded: what is closed early is counted, and nothing is lost', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => packet({ ports: [40000 + n, 5432], is_reply: false }));
    const few = await readJsonLines(lines, { mostOpen: 20 });
    expect(few.records).toHaveLength(1);
    expect(few.records[0]).toMatchObject({ attempts: 300, count: 300 });
    expect(few.closedEarly).toBeGreaterThan(250);
    expect((await readJsonLines(lines)).closedEarly).toBe(0);
  });

  test('what is undecided waits for a listener, and not without end', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => packet({ ports: [40000 + n, 39000] }));
    const { records } = await readJsonLines([...lines, packet({ ports: [50000, 39000], is_reply: false })], {
      mostOpen: 20,
    });
    expect(records.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(301);
  });

  test('replicas are one end, with the labels that they share', async () => {
    const other = { ...WEB, pod_name: 'web-7b5c9d4f66-zzzzz', labels: ['k8s:app=web', 'k8s:shard=2'] };
    const { records } = await readJsonLines([
      packet({ is_reply: false }),
      packet({ from: other, ips: ['10.1.0.77', '10.1.0.9'], is_reply: false }),
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]!.from).toEqual({
      role: 'workload',
      ns: 'shop',
      owner: 'web',
      kind: 'Deployment',
      labels: { app: 'web' },
    });
    expect(records[0]!.attempts).toBe(2);
  });
});

describe('verdicts', () => {
  test('what would be denied is not allowed, though it went through', async () => {
    const { records } = await readJsonLines([
      packet({ verdict: 'AUDIT', event_type: { type: 5 }, is_reply: false }),
      packet({ is_reply: false }),
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ verdict: 'would-deny', attempts: 1 });
  });

  test('denied at one end beats allowed at the other', async () => {
    const { records } = await readJsonLines([
      packet({ is_reply: false }),
      packet({ ...drop, flags: { SYN: true }, traffic_direction: 'INGRESS' }),
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ verdict: 'denied', sides: 'both' });
  });

  test.each([
    ['POLICY_DENIED', 'denied'],
    ['POLICY_DENY', 'denied'],
    ['AUTH_REQUIRED', 'unknown'],
    ['CT_TRUNCATED_OR_INVALID_HEADER', 'unknown'],
    ['INVALID_SOURCE_IP', 'unknown'],
  ])('a drop with the reason %s is %s', async (reason, verdict) => {
    const { records } = await readJsonLines([
      packet({ verdict: 'DROPPED', event_type: { type: 1 }, drop_reason_desc: reason, flags: { SYN: true } }),
    ]);
    expect(records[0]!.verdict).toBe(verdict);
  });

  test('a rule about HTTP is no NetworkPolicy', async () => {
    const { records } = await readJsonLines([
      packet({
        verdict: 'DROPPED',
        Type: 'L7',
        event_type: { type: 129 },
        l7: { type: 'REQUEST', http: {} },
        is_reply: false,
      }),
    ]);
    expect(records[0]!.verdict).toBe('unknown');
  });

  test('the policies that allowed it are named', async () => {
    const { records } = await readJsonLines([
      packet({
        is_reply: false,
        event_type: { type: 5 },
        egress_allowed_by: [
          { name: 'web', namespace: 'shop', labels: ['k8s:io.cilium.k8s.policy.derived-from=NetworkPolicy'] },
        ],
      }),
    ]);
    expect(records[0]!.by).toEqual([{ kind: 'NetworkPolicy', ns: 'shop', name: 'web' }]);
  });
});

describe('ends that are no pods', () => {
  const out = (labels: string[], more: Packet = {}) =>
    packet({ to: { labels }, ips: ['10.1.0.8', '203.0.113.9'], ports: [48122, 443], is_reply: false, ...more });

  test.each([
    [['reserved:world', 'cidr:203.0.113.9/32'], 'external', 'world'],
    [['reserved:remote-node', 'reserved:kube-apiserver'], 'node', 'kube-apiserver'],
    [['reserved:kube-apiserver', 'reserved:world'], 'external', 'kube-apiserver'],
    [['reserved:remote-node'], 'node', 'remote-node'],
    [['reserved:ingress'], 'loadBalancer', 'ingress'],
  ])('%j is %s', async (labels, role, entity) => {
    const { records } = await readJsonLines([out(labels)]);
    expect(records[0]!.to).toMatchObject({ role, entity, ip: '203.0.113.9' });
  });

  test('the host is the node that saw it', async () => {
    const { records } = await readJsonLines([packet({ from: { labels: ['reserved:host'] }, is_reply: false })]);
    expect(records[0]!.from).toEqual({ role: 'node', entity: 'host', node: 'node-a' });
  });

  test('an address has the names that were answered with it before, for as long as they lasted', async () => {
    const answer = packet({
      ...back,
      Type: 'L7',
      event_type: { type: 129 },
      l7: { type: 'RESPONSE', dns: { query: 'Api.Example.com.', ips: ['203.0.113.9'], ttl: 30 } },
      is_reply: true,
    });
    const { records } = await readJsonLines([answer, out(['reserved:world'])]);
    expect(records.map(({ to }) => to.fqdn)).toContainEqual(['api.example.com']);
    const late = await readJsonLines([answer, out(['reserved:world'], { at: '2026-11-03T08:00:00Z' })]);
    expect(late.records.map(({ to }) => to.fqdn)).toEqual([undefined, undefined]);
  });

  test('IPv4 in IPv6 is IPv4', async () => {
    const { records } = await readJsonLines([
      packet({ to: {}, ips: ['10.1.0.8', '::ffff:10.1.2.3'], is_reply: false }),
    ]);
    expect(records[0]!.to).toEqual({ role: 'unknown', ip: '10.1.2.3' });
  });
});

describe('shapes', () => {
  const { flow } = packet({ is_reply: false }) as { flow: object };

  test.each([
    ['an envelope a line', `${JSON.stringify({ flow })}\n`],
    ['a bare flow a line', `${JSON.stringify(flow)}\n`],
    ['a list of flows', JSON.stringify([flow], undefined, 2)],
    ['a list on one line', JSON.stringify([flow])],
    ['a document of flows', JSON.stringify({ schema: 'x', flows: [flow] }, undefined, 2)],
    ['the envelope of another tool', `${JSON.stringify({ cluster_name: 'c', component: 'cilium', flow })}\n`],
    ['lines of a container runtime', `2026-11-02T08:00:00.1Z stdout F ${JSON.stringify({ flow })}\n`],
    ['lines of Docker', `${JSON.stringify({ log: `${JSON.stringify({ flow })}\n`, stream: 'stdout', time: 'x' })}\n`],
    ['values over several lines', `${JSON.stringify({ flow }, undefined, 2)}\n`.repeat(1)],
    ['a byte order mark', `\uFEFF${JSON.stringify({ flow })}\n`],
    ['no newline at the end', JSON.stringify({ flow })],
    ['Windows line ends', `${JSON.stringify({ flow })}\r\n`],
  ])('%s', async (_name, text) => {
    const traffic = await readText(text);
    expect(summary(traffic)).toEqual(['shop/web[Deployment] -> shop/db[StatefulSet] TCP/5432 allowed']);
    expect(traffic.files[0]).toMatchObject({ format: 'hubble', observations: 1, unparsed: [] });
  });

  test('an aggregating exporter counts flows in its lines', async () => {
    const { records } = await readJsonLines([
      packet({ is_reply: false, aggregate: { ingress_flow_count: 4, egress_flow_count: '7' } }),
    ]);
    expect(records[0]!.count).toBe(11);
  });
});

describe('what a file says of itself', () => {
  test('a field mask without ports is named, once, and the file is not for drafting', async () => {
    const { flow } = packet({ is_reply: false }) as { flow: Record<string, unknown> };
    const { l4: _l4, ...masked } = flow;
    const { files, records } = await readJsonLines([{ flow: masked }, { flow: masked }]);
    expect(files[0]!.missingFields).toContain('ports');
    expect(files[0]!.notForDrafting).toEqual(['no ports in this file']);
    expect(records).toHaveLength(1);
  });

  test('lost events are summed', async () => {
    const lost = { lost_events: { source: 'HUBBLE_RING_BUFFER', num_events_lost: '250' }, node_name: 'node-a' };
    const { files } = await readJsonLines([packet(), lost, lost]);
    expect(files[0]!.lost.events).toBe(500);
    expect(files[0]!.passedOver).toEqual({ 'notices of lost events': 2 });
    expect(files[0]!.nodes).toEqual(['node-a']);
  });

  test('a line cut in the middle and a foreign line are shown, and the rest is read', async () => {
    const line = JSON.stringify(packet({ is_reply: false }));
    const { files, records } = await readText(
      [line, line.slice(0, 90), 'Handling connection for 4245', '{"a":1}', line].join('\n'),
    );
    expect(records[0]!.count).toBe(2);
    expect(files[0]!.lost.lines).toBe(3);
    expect(files[0]!.unparsed).toEqual([
      { line: 2, why: 'the JSON is torn or damaged' },
      { line: 3, why: 'this is no JSON' },
      { line: 4, why: 'this is no flow of Hubble' },
    ]);
  });

  test('a node that went away is a gap', async () => {
    const status = { node_status: { state_change: 'NODE_GONE', node_names: ['node-b'] }, time: '2026-11-02T09:00:00Z' };
    const { files } = await readJsonLines([packet(), status]);
    expect(files[0]!.gaps).toEqual([{ from: Date.UTC(2026, 10, 2, 9), why: 'not observed from then on: node-b' }]);
  });
});

describe('compact text', () => {
  const now = Date.UTC(2027, 0, 2);
  const web = 'shop/web-7b5c9d4f66-k2vqx:48122 (ID:4001)';
  const db = 'shop/db-0:5432 (ID:4002)';

  test('a line of December read in January is of last year, and that is said', async () => {
    const text = `Dec 31 23:59:58.500: ${web} -> ${db} to-endpoint FORWARDED (TCP Flags: SYN)\n`;
    const { records, files } = await readText(text, { now });
    expect(records[0]).toMatchObject({
      first: Date.UTC(2026, 11, 31, 23, 59, 58, 500),
      from: { owner: 'web', kind: 'Deployment', ownerGuessed: true },
      to: { owner: 'db-0', kind: 'Pod' },
      confidence: 'weak',
      port: 5432,
    });
    expect(files[0]).toMatchObject({ format: 'hubble-compact' });
    expect(files[0]!.remarks.join()).toContain('nearest past year');
  });

  test.each([
    ['host', 'node'],
    ['remote-node', 'node'],
    ['kube-apiserver', 'node'],
    ['health', 'node'],
    ['world', 'external'],
    ['world-ipv4', 'external'],
    ['world-ipv6', 'external'],
    ['ingress', 'loadBalancer'],
    ['unmanaged', 'unknown'],
    ['init', 'unknown'],
  ])('the entity %s has the role that it has in JSON: %s', async (entity, role) => {
    const text = `Nov  2 08:00:00.000: 192.0.2.7:4000 (${entity}) -> ${db} to-endpoint FORWARDED (TCP Flags: SYN)\n`;
    const compact = await readText(text, { now });
    expect(compact.records[0]!.from).toMatchObject({ role, entity, ip: '192.0.2.7' });
    const json = await readJsonLines([packet({ from: { labels: [`reserved:${entity}`] }, is_reply: false })]);
    expect(json.records[0]!.from).toMatchObject({ role, entity });
  });

  test('the arrow of a reply, and no arrow', async () => {
    const text = [
      `Nov  2 08:00:00.000 [node-a]: ${web} <- ${db} to-overlay FORWARDED (TCP Flags: ACK)`,
      `Nov  2 08:00:01.000: ${db} <> ${web} policy-verdict:none DENIED (TCP Flags: SYN, ACK)`,
      `Nov  2 08:00:02.000: ${web} <> ${db} Policy denied DROPPED (TCP Flags: SYN)`,
      'Nov  2 08:00:03.000: 10.0.0.1:4000 (host) -> [2001:db8::1]:53 (world) Stale or unroutable IP DROPPED (UDP)',
    ].join('\n');
    const traffic = await readText(text, { now });
    expect(summary(traffic)).toEqual([
      '10.0.0.1 -> 2001:db8::1 UDP/53 unknown',
      'shop/web[Deployment] -> shop/db-0[Pod] TCP/5432 denied',
    ]);
  });
});
