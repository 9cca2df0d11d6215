import { describe, expect, test } from 'vitest';
import { logFile, readJsonLines, readText, summary } from './logs';
import { COLLECTORS } from '../../src/traffic/collectors/collectors';
import { readTraffic } from '../../src/traffic/read-traffic';

const lines = (...texts: string[]) => texts.join('\n');

describe('Istio', () => {
  const access = (more: object) => ({
    start_time: '2026-11-02T08:00:00.010Z',
    response_code: 200,
    response_flags: '-',
    upstream_host: '10.1.0.9:7070',
    upstream_cluster: 'outbound|80||orders.shop.svc.cluster.local',
    upstream_local_address: '10.1.0.8:54134',
    downstream_local_address: '10.96.44.7:80',
    downstream_remote_address: '10.1.0.8:41000',
    ...more,
  });

  test('a sidecar’s outbound side knows the pod’s port and the Service’s', async () => {
    const { records } = await readJsonLines([access({})]);
    expect(records[0]).toMatchObject({
      from: { ip: '10.1.0.8' },
      to: { ip: '10.1.0.9', service: { namespace: 'shop', name: 'orders', address: '10.96.44.7', port: 80 } },
      port: 7070,
      portKind: 'pod',
      verdict: 'allowed',
    });
  });

  test('its inbound side was dialled by the client, and not by 127.0.0.6', async () => {
    const inbound = {
      upstream_cluster: 'inbound|7070||',
      upstream_host: '127.0.0.1:7070',
      upstream_local_address: '127.0.0.6:33333',
      downstream_local_address: '10.1.0.9:7070',
    };
    const traffic = await readJsonLines([access(inbound)]);
    expect(summary(traffic)).toEqual(['10.1.0.8 -> 10.1.0.9 TCP/7070 allowed']);
  });

  test('what was passed through keeps a port of which nobody knows whose it is; a failure is unknown', async () => {
    const { records } = await readJsonLines([
      access({ upstream_cluster: 'PassthroughCluster', upstream_host: '10.96.9.9:443' }),
      access({ response_flags: 'UF', upstream_host: '10.1.0.77:7070' }),
    ]);
    expect(records.map(({ portKind, verdict, port }) => [port, portKind, verdict])).toEqual([
      [7070, 'pod', 'unknown'],
      [443, 'unknown', 'allowed'],
    ]);
  });

  test('the text that is the default, whatever a client sent', async () => {
    const traffic = await readText(
      lines(
        '[2026-11-02T08:00:00.010Z] "GET /x HTTP/1.1" 200 - via_upstream - "-" 0 64 7 6 "-" "evil \\" 1.2.3.4:5 outbound" "id" "orders:80" "10.1.0.9:7070" outbound|80||orders.shop.svc.cluster.local 10.1.0.8:54134 10.96.44.7:80 10.1.0.8:41000 - default',
        '2026-11-02T08:00:00.000000Z\tinfo\tEnvoy proxy is ready',
      ),
    );
    expect(traffic.files[0]!.format).toBe('istio-text');
    expect(traffic.records[0]).toMatchObject({ to: { service: { name: 'orders' } }, port: 7070, portKind: 'pod' });
    expect(traffic.files[0]!.passedOver).toEqual({ 'other lines of the proxy': 1 });
  });

  const tunnel = (destination: string, more = '') =>
    `2026-11-02T08:00:00.754291Z\tinfo\taccess\tconnection complete src.addr=10.1.0.8:33772 src.workload="web-7b5c9d4f66-k2vqx" src.namespace="shop" ${destination} direction="outbound" bytes_sent=84 duration="15ms"${more}`;

  test('ztunnel: the port of the tunnel is kept beside the one that was wanted', async () => {
    const { records } = await readText(
      tunnel('dst.addr=10.1.0.9:15008 dst.hbone_addr=10.1.0.9:7070 dst.workload="cart-0" dst.namespace="shop"'),
    );
    expect(records[0]).toMatchObject({ port: 7070, transportPort: 15008, portKind: 'pod', to: { owner: 'cart-0' } });
  });

  test('ztunnel through a waypoint: the port is the Service’s until it is resolved', async () => {
    const { records } = await readText(
      tunnel('dst.addr=10.1.0.42:15008 dst.hbone_addr=10.96.108.116:80 dst.service="echo.shop.svc.cluster.local"'),
    );
    expect(records[0]).toMatchObject({
      port: 80,
      portKind: 'service',
      to: { service: { namespace: 'shop', name: 'echo' } },
    });
  });

  test('ztunnel: what an authorization policy rejects is no denial of a NetworkPolicy', async () => {
    const error = ' error="connection closed due to policy rejection: explicitly denied by: shop/deny"';
    const { records } = await readText(tunnel('dst.addr=10.1.0.9:80', error));
    expect(records[0]).toMatchObject({ verdict: 'unknown' });
    expect(records[0]!.notes![0]).toContain('authorization policy');
  });

  test('ztunnel as JSON', async () => {
    const traffic = await readJsonLines([
      {
        time: '2026-11-02T08:00:00Z',
        message: 'connection complete',
        'src.addr': '10.1.0.8:1234',
        'src.workload': 'web',
        'src.namespace': 'shop',
        'dst.addr': '10.1.0.9:80',
      },
    ]);
    expect(summary(traffic)).toEqual(['shop/web[Pod] -> 10.1.0.9 TCP/80 allowed']);
  });
});

describe('Inspektor Gadget', () => {
  const trace = (more: object) => ({
    k8s: { node: 'node-a', namespace: 'shop', podName: 'web' },
    src: {
      addr: '10.1.0.8',
      port: 54134,
      proto: 'TCP',
      version: 4,
      k8s: { kind: 'pod', name: 'web', namespace: 'shop', labels: 'app=web' },
    },
    dst: {
      addr: '10.96.44.7',
      port: 80,
      proto: 'TCP',
      version: 4,
      k8s: { kind: 'svc', name: 'cart', namespace: 'shop', labels: 'app=not-the-pods' },
    },
    type: 'connect',
    error: '',
    ...more,
  });

  test('a Service is not its pods: no labels, and the port is the Service’s', async () => {
    const { records } = await readJsonLines([trace({})]);
    expect(records[0]).toMatchObject({ portKind: 'service', verdict: 'unknown', from: { labels: { app: 'web' } } });
    expect(records[0]!.to.labels).toBeUndefined();
    expect(JSON.stringify(records)).not.toContain('not-the-pods');
  });

  test('a refused connection was reset, and one that was accepted is seen from the other end', async () => {
    const refused = await readJsonLines([trace({ error: 'ECONNREFUSED' })]);
    expect(refused.records[0]!.verdict).toBe('reset');
    const accepted = await readJsonLines([
      trace({
        type: 'accept',
        src: { addr: '10.1.0.9', port: 5432, proto: 'TCP', version: 4 },
        dst: { addr: '10.1.0.8', port: 40100, proto: 'TCP', version: 4 },
      }),
    ]);
    expect(summary(accepted)).toEqual(['10.1.0.8 -> 10.1.0.9 TCP/5432 unknown']);
  });

  test('the older trace network', async () => {
    const traffic = await readJsonLines([
      {
        node: 'node-a',
        namespace: 'shop',
        podName: 'web-0',
        pktType: 'OUTGOING',
        proto: 'UDP',
        port: 53,
        podIP: '10.1.0.8',
        podOwner: 'web',
        dst: { addr: '10.96.0.10', version: 4, namespace: 'kube-system', podname: 'kube-dns', kind: 'svc' },
      },
    ]);
    expect(summary(traffic)).toEqual(['shop/web -> kube-system/kube-dns (Service) UDP/53 unknown']);
  });
});

describe('NetObserv', () => {
  const flow = (more: object) => ({
    Etype: 2048,
    SrcAddr: '10.1.0.8',
    DstAddr: '10.1.0.9',
    SrcPort: 40100,
    DstPort: 5432,
    Proto: 6,
    Packets: 4,
    FlowDirection: '1',
    TimeFlowStartMs: 1793606400000,
    TimeFlowEndMs: 1793606401000,
    SrcK8S_Type: 'Pod',
    SrcK8S_Namespace: 'shop',
    SrcK8S_Name: 'web-7b5c9d4f66-k2vqx',
    SrcK8S_OwnerName: 'web',
    SrcK8S_OwnerType: 'Deployment',
    ...more,
  });

  test('a drop of the kernel is no denial; an event of the ACL feature is one, with the policy', async () => {
    const { records } = await readJsonLines([
      flow({ PktDropPackets: 2, PktDropLatestDropCause: 'SKB_DROP_REASON_TCP_INVALID_SEQUENCE' }),
      flow({
        DstPort: 22,
        NetworkEvents: [
          {
            Feature: 'acl',
            Type: 'NetworkPolicy',
            Namespace: 'shop',
            Name: 'deny',
            Action: 'drop',
            Direction: 'Ingress',
          },
        ],
      }),
    ]);
    expect(records.map(({ port, verdict, by }) => ({ port, verdict, by }))).toEqual([
      { port: 22, verdict: 'denied', by: [{ kind: 'NetworkPolicy', ns: 'shop', name: 'deny' }] },
      { port: 5432, verdict: 'unknown', by: undefined },
    ]);
  });

  test('sampling is loss; nodes and Services are what they are; ICMP has no ports', async () => {
    const { records, files } = await readJsonLines([
      flow({ Sampling: 50, DstK8S_Type: 'Service', DstK8S_Namespace: 'shop', DstK8S_Name: 'db' }),
      flow({ Proto: 1, DstAddr: '10.0.0.1', DstK8S_Type: 'Node', DstK8S_Name: 'node-b' }),
    ]);
    expect(files[0]!.lost.sampled).toBe(50);
    expect(records.map(({ port, portKind, to }) => [port, portKind, to.role])).toEqual([
      [undefined, 'node', 'node'],
      [5432, 'service', 'unknown'],
    ]);
  });

  test('an answer of Loki: JSON in strings, labels beside it', async () => {
    const { SrcK8S_Namespace, ...rest } = flow({});
    const text = JSON.stringify(
      {
        status: 'success',
        data: {
          resultType: 'streams',
          result: [
            {
              stream: { SrcK8S_Namespace },
              values: [
                ['1', JSON.stringify(rest)],
                ['2', '{torn'],
              ],
            },
          ],
        },
      },
      undefined,
      1,
    );
    expect(summary(await readText(text))).toEqual(['shop/web[Deployment] -> 10.1.0.9 TCP/5432 allowed']);
  });
});

describe('pairs of names', () => {
  test('Beyla without ports can become no rule', async () => {
    const { files, records } = await readText(
      'network_flow: beyla.ip=192.0.2.1 direction=255 src.address=10.1.0.8 dst.address=10.96.0.1 k8s.src.namespace=shop k8s.src.name=web-7b5c9d4f66-k2vqx k8s.src.type=Pod k8s.dst.namespace=default k8s.dst.name=kubernetes k8s.dst.owner.type=Service\n',
    );
    expect(records[0]).toMatchObject({
      to: { service: { namespace: 'default', name: 'kubernetes' } },
      portKind: 'service',
    });
    expect(files[0]!.notForDrafting).toContain('no ports in this file');
  });

  test('Caretta: a link is told from both ends, and its port is the Service’s', async () => {
    const link = (role: number) =>
      `caretta_links_observed{client_kind="Deployment",client_name="web",client_namespace="shop",role="${role}",server_kind="Service",server_name="cart",server_namespace="shop",server_port="80"} 2537`;
    const traffic = await readText(lines('# HELP caretta_links_observed x', link(1), link(2)));
    expect(summary(traffic)).toEqual(['shop/web[Deployment] -> shop/cart (Service) TCP/80 unknown']);
    expect(traffic.records[0]).toMatchObject({ portKind: 'service', confidence: 'weak' });
  });

  test('Weave Net', async () => {
    const traffic = await readText(
      'DEBU: TCP connection from 10.32.0.7:56648 to 10.32.0.11:80 blocked by Weave NPC.\n',
    );
    expect(summary(traffic)).toEqual(['10.32.0.7 -> 10.32.0.11 TCP/80 denied']);
  });

  test('otterize as YAML and JSON, with targets of every kind', async () => {
    const intents = {
      apiVersion: 'k8s.otterize.com/v2beta1',
      kind: 'ClientIntents',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        workload: { name: 'web', kind: 'Deployment' },
        targets: [
          { kubernetes: { name: 'cart', kind: 'Deployment' } },
          { kubernetes: { name: 'redis.data' } },
          { internet: { domains: ['api.example.com'], ports: [443] } },
          { kafka: { name: 'events' } },
        ],
      },
    };
    const expected = ['data/redis ?/-', 'shop/cart[Deployment] ?/-', 'api.example.com TCP/443'].sort();
    const { stringify } = await import('yaml');
    for (const text of [JSON.stringify([intents], undefined, 2), `---\n${stringify(intents)}---\nkind: Other\n`]) {
      const traffic = await readText(text);
      expect(traffic.records.map(({ from }) => from.owner)).toEqual(['web', 'web', 'web']);
      expect(
        summary(traffic)
          .map((line) => line.replace(/^.* -> /, '').replace(/ allowed$/, ''))
          .sort(),
      ).toEqual(expected);
      expect(traffic.files[0]!.passedOver).toMatchObject({
        'targets that are no workloads (Kafka topics, databases, cloud services)': 1,
      });
    }
  });
});

describe('Cilium without Hubble', () => {
  const event = (message: string, count = 1) => ({
    kind: 'Event',
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-7b5c9d4f66-k2vqx' },
    reason: 'PacketDrop',
    message,
    count,
    firstTimestamp: '2026-11-02T08:00:00Z',
    lastTimestamp: '2026-11-02T08:10:00Z',
    source: { host: 'node-a' },
  });

  test('Kubernetes events: policies that were applied are not those that denied', async () => {
    const items = [
      event('Incoming packet dropped (policy_denied) from lab/probe (10.1.4.17) TCP/8080.', 3),
      event(
        'Outgoing packet dropped (policy_denied) to 198.51.100.20 TCP/443. Applied policies: NetworkPolicy/web, NetworkPolicy/deny.',
      ),
      event(
        'Outgoing packet dropped (policy_deny) to remote-node (192.0.2.14) TCP/10250. Denied by clusterwide policies: CiliumClusterwideNetworkPolicy/guard.',
      ),
      event('Incoming packet dropped (auth_required) from lab/probe (10.1.4.17) TCP/9090.'),
      event('Incoming packet dropped (policy_denied) from lab/probe (10.1.4.17) TCP/51544.'),
      { ...event('Pulled image'), reason: 'Pulled' },
    ];
    const { records, files } = await readText(JSON.stringify({ kind: 'List', items }, undefined, 1));
    const row = (port: number) => records.find((record) => record.port === port);
    expect(row(8080)).toMatchObject({
      verdict: 'denied',
      count: 3,
      attempts: 1,
      from: { ns: 'lab', owner: 'probe' },
      to: { owner: 'web' },
    });
    expect(row(443)).toMatchObject({ verdict: 'denied', to: { ip: '198.51.100.20' } });
    expect(row(443)!.by).toBeUndefined();
    expect(row(10250)).toMatchObject({
      to: { role: 'node' },
      by: [{ kind: 'CiliumClusterwideNetworkPolicy', name: 'guard' }],
    });
    expect(row(9090)!.verdict).toBe('unknown');
    expect(row(51544)).toMatchObject({ directionProof: 'unknown', confidence: 'weak' });
    expect(files[0]!.passedOver).toEqual({ 'events about other things': 1 });
  });

  test('the monitor', async () => {
    const traffic = await readText(
      lines(
        'Policy verdict log: flow 0x0 local EP ID 1687, remote ID 2, proto 6, ingress, action audit, match none, 10.0.2.2:47500 -> 10.0.2.15:6443 tcp SYN',
        'xx drop (Policy denied) to endpoint 25729, identity 261->264: fd02::bf00 -> fd02::6481 EchoRequest',
        'xx drop (Policy denied) to endpoint 25729, identity 261->264: fd02::bf00 -> fd02::6481 EchoRequest',
        'xx drop (Stale or unroutable IP) to endpoint 0, identity 1->2: 10.0.0.1:40000 -> 10.0.0.2:80 tcp SYN',
        '-> endpoint 12 flow 0x0',
      ),
    );
    expect(summary(traffic)).toEqual([
      '10.0.2.2 -> 10.0.2.15 TCP/6443 would-deny',
      '10.0.0.1 -> 10.0.0.2 TCP/80 unknown',
      'fd02::bf00 -> fd02::6481 ICMPv6/- denied',
    ]);
    expect(traffic.records[2]!.attempts).toBe(2);
  });
});

describe('hostile lines', () => {
  const WORDS = [
    'src=',
    'src=1 dst=',
    'tcp ',
    'a=" ',
    'a="\\" ',
    '[1 packet in ',
    'A (',
    '-I',
    'Node: ',
    'SIP: ',
    'src.addr=x dst.addr=y ',
    ' "x" ',
    'network_flow: ',
    'xx drop (',
    '2026-11-02T08:00:00.000Z|1|acl_log(x)|INFO|name="',
    '", verdict=',
    'a',
    '.',
    ',',
    '"',
    ' ',
  ];

  test('no collector takes longer for a line than the line is long', async () => {
    const textCollectors = COLLECTORS.filter(({ form }) => form === 'lines');
    const texts = WORDS.map((word) => word.repeat(Math.floor(200_000 / word.length)));
    const path = logFile(`${texts.join('\n')}\n`);
    for (const { id } of textCollectors) {
      const start = process.cpuUsage();
      const { files } = await readTraffic([path], { collector: id });
      const seconds = process.cpuUsage(start).user / 1e6;
      expect({ id, read: files[0]!.lines, slow: seconds > 3 }).toEqual({
        id,
        read: expect.any(Number) as number,
        slow: false,
      });
    }
  });

  test('values of any shape are counted, whoever is said to have written them', async () => {
    const values: unknown[] = [
      null,
      1,
      'x',
      [],
      {},
      { flow: 1 },
      { flow: { IP: 1, l4: [], source: 'x' } },
      { data: { result: [1] } },
      { items: [null] },
      { records: [{ properties: 1 }] },
      { events: [1] },
      { kind: 'ClientIntents', spec: 1 },
      { connection: {}, disposition: 'deny' },
      { schema: 'netpol.traffic/v1', records: [1, {}] },
    ];
    const path = logFile(values.map((value) => JSON.stringify(value)).join('\n'));
    for (const { id, form } of COLLECTORS) {
      if (form !== 'json') continue;
      const { files } = await readTraffic([path], { collector: id });
      expect({ id, lines: files[0]!.lines }).toEqual({ id, lines: values.length });
    }
  });
});
