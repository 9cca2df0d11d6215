import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJsonLines, readText, summary } from './logs';
import { COLLECTORS } from '../../src/traffic/collectors/collectors';
import { GENERIC_FIELDS } from '../../src/traffic/collectors/generic';
import { TrafficOptions } from '../../src/traffic/read-traffic';

const lines = (...values: unknown[]) =>
  values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');

test('every collector has an id of its own', () => {
  expect(new Set(COLLECTORS.map(({ id }) => id)).size).toBe(COLLECTORS.length);
});

test('docs/TRAFFIC.md lists every collector, and every field of --map', () => {
  const text = readFileSync(join(__dirname, '../../docs/TRAFFIC.md'), 'utf8');
  const listed = [...text.matchAll(/^\| (`[a-z][a-z0-9-]*`(?:, `[a-z][a-z0-9-]*`)*) \|/gm)].flatMap(([, ids]) =>
    ids!.replace(/`/g, '').split(', '),
  );
  expect(listed.sort()).toEqual(COLLECTORS.map(({ id }) => id).sort());
  for (const field of GENERIC_FIELDS) expect(text).toContain(`\`${field}\``);
});

describe('Calico', () => {
  const whisker = (more: object) => ({
    start_time: '2026-11-02T08:00:00Z',
    end_time: '2026-11-02T08:00:15Z',
    action: 'Allow',
    source_name: 'web-7b5c9d4f66-*',
    source_namespace: 'shop',
    source_labels: 'app=web | pod-template-hash=7b5c9d4f66',
    dest_name: 'db-*',
    dest_namespace: 'shop',
    dest_labels: '',
    protocol: 'tcp',
    dest_port: 5432,
    reporter: 'Src',
    policies: { enforced: [], pending: [] },
    packets_in: 3,
    packets_out: 4,
    ...more,
  });
  const goldmane = (reporter: string, action: string, more: object = {}) => ({
    id: '4',
    flow: {
      Key: {
        source_name: 'web-7b5c9d4f66-*',
        source_namespace: 'shop',
        source_type: 'WorkloadEndpoint',
        dest_name: 'db-*',
        dest_namespace: 'shop',
        dest_type: 'WorkloadEndpoint',
        dest_port: '5432',
        dest_service_name: 'db',
        dest_service_namespace: 'shop',
        dest_service_port: '80',
        proto: 'tcp',
        reporter,
        action,
        policies: {
          enforced_policies: [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'web', tier: 'default', action }],
        },
        ...more,
      },
      start_time: '1793606400',
      end_time: '1793606415',
      source_labels: ['app=web'],
      dest_labels: [],
      num_connections_started: '3',
    },
  });

  test('Goldmane: allowed at the source and denied at the destination is one denied connection', async () => {
    const { records } = await readJsonLines([goldmane('Src', 'Allow'), goldmane('Dst', 'Deny')]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      verdict: 'denied',
      sides: 'both',
      attempts: 3,
      port: 5432,
      portKind: 'pod',
      by: [{ kind: 'NetworkPolicy', ns: 'shop', name: 'web' }],
      from: { ns: 'shop', owner: 'web', kind: 'Deployment', labels: { app: 'web' } },
      to: { ns: 'shop', owner: 'db', service: { namespace: 'shop', name: 'db', port: 80 } },
    });
  });

  test('Whisker: the public network is outside and has no address, and names are those of owners', async () => {
    const { records, files } = await readJsonLines([
      whisker({
        source_name: 'PUBLIC NETWORK',
        source_namespace: '',
        source_labels: '',
        dest_name: 'web-7b5c9d4f66-*',
        dest_port: 443,
      }),
    ]);
    expect(records[0]!.from).toEqual({ role: 'external', entity: 'PUBLIC NETWORK' });
    expect(records[0]!.to).toMatchObject({ owner: 'web', ownerGuessed: true });
    expect(files[0]).toMatchObject({ format: 'calico', missingFields: ['addresses'] });
  });

  test('Whisker: the private network can be anything', async () => {
    const { records } = await readJsonLines([whisker({ dest_name: 'pvt', dest_namespace: '-' })]);
    expect(records[0]!.to).toEqual({ role: 'unknown', entity: 'pvt' });
  });

  test.each([
    ['a=1 | b=2', { a: '1', b: '2' }],
    ['a=1","b=2', { a: '1', b: '2' }],
    ['a=1,b=2', { a: '1', b: '2' }],
  ])('labels joined as in %j', async (text, labels) => {
    const { records } = await readJsonLines([whisker({ source_labels: text })]);
    expect(records[0]!.from.labels).toEqual(labels);
  });

  test('a staged policy that would deny is a note, and the verdict stays', async () => {
    const pending = [
      {
        kind: 'EndOfTier',
        action: 'Deny',
        trigger: { kind: 'StagedKubernetesNetworkPolicy', namespace: 'shop', name: 'deny' },
      },
    ];
    const { records } = await readJsonLines([
      whisker({ policies: { enforced: [{ kind: 'Profile', name: 'kns.shop' }], pending } }),
    ]);
    expect(records[0]).toMatchObject({ verdict: 'allowed', notes: ['staged policies would deny it: shop/deny'] });
    expect(records[0]!.by).toBeUndefined();
  });

  test('Enterprise: a connection over two flushes is counted once, and policies are sorted by their index', async () => {
    const record = (more: object) => ({
      start_time: 1793606400,
      end_time: 1793606700,
      source_ip: '10.1.0.8',
      source_name: 'web-7b5c9d4f66-k2vqx',
      source_name_aggr: 'web-7b5c9d4f66-*',
      source_namespace: 'shop',
      source_port: 40100,
      source_type: 'wep',
      dest_ip: '203.0.113.9',
      dest_name: '-',
      dest_name_aggr: 'pub',
      dest_namespace: '-',
      dest_port: 443,
      dest_type: 'net',
      dest_domains: ['api.example.com'],
      proto: 'tcp',
      action: 'allow',
      reporter: 'src',
      policies: { enforced_policies: ['1|default|shop/knp.default.out|allow|0', '0|security|security.pass|pass|1'] },
      num_flows_started: 1,
      host: 'node-a',
      ...more,
    });
    const { records, files } = await readJsonLines([
      record({}),
      record({ start_time: 1793606700, end_time: 1793607000, num_flows_started: 0 }),
    ]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      by: [{ kind: 'NetworkPolicy', ns: 'shop', name: 'out' }],
      to: { role: 'external', ip: '203.0.113.9', fqdn: ['api.example.com'] },
    });
    expect(files[0]!.nodes).toEqual(['node-a']);
  });

  test('the name beside the end of a tier is an arbitrary one', async () => {
    const { records } = await readJsonLines([
      { ...goldmane('Dst', 'Deny').flow.Key, policies: { enforced_policies: ['0|default|shop/default.web|deny|-1'] } },
    ]);
    expect(records[0]!.verdict).toBe('denied');
    expect(records[0]!.by).toBeUndefined();
  });

  test('the trace pipe of eBPF', async () => {
    const traffic = await readText(
      ' curl-4242 [001] d.s31 1.0: bpf_trace_printk: cali1234-I: policy DENIED proto 6 src 10.1.0.8:40100 dest 10.1.0.9:5432\n',
    );
    expect(summary(traffic)).toEqual(['10.1.0.8 -> 10.1.0.9 TCP/5432 denied']);
    expect(traffic.files[0]!.missingFields).toContain('time');
  });
});

describe('AWS', () => {
  const agent = (msg: string) => ({
    level: 'info',
    ts: '2026-11-02T08:00:00.000Z',
    caller: 'events/events.go:269',
    msg,
  });

  test('the agent in its three spellings', async () => {
    const traffic = await readJsonLines([
      agent(
        'Flow Info: Src IP: 10.2.0.8 Src Port: 40100 Dest IP: 10.2.0.9 Dest Port: 5432 Proto TCP Verdict DENY Direction ingress, Tier NETWORK_POLICY',
      ),
      agent(
        'Flow Info: Src IP: 2001:db8::8 Src Port: 40100 Dest IP: 2001:db8::9 Dest Port: 53 Proto: UDP Verdict: ACCEPT Direction: egress Tier: DEFAULT',
      ),
      {
        level: 'info',
        timestamp: '2026-11-02T08:00:01.000Z',
        msg: 'Flow Info: ',
        'Src IP': '10.2.0.8',
        'Src Port': 40200,
        'Dest IP': '10.2.0.10',
        'Dest Port': 80,
        Proto: 'TCP',
        Verdict: 'ACCEPT',
      },
      agent(
        'Flow Info: Src IP: 10.2.0.8 Src Port: 40300 Dest IP: 10.2.0.9 Dest Port: 5432 Proto TCP Verdict EXPIRED/DELETED Direction ingress, Tier NETWORK_POLICY',
      ),
      agent('Starting the policy agent'),
    ]);
    expect(summary(traffic)).toEqual([
      '10.2.0.8 -> 10.2.0.10 TCP/80 allowed',
      '10.2.0.8 -> 10.2.0.9 TCP/5432 denied',
      '2001:db8::8 -> 2001:db8::9 UDP/53 allowed',
    ]);
    expect(traffic.files[0]!.passedOver).toEqual({ 'ends of connections': 1, 'other lines of the agent': 1 });
  });

  test('a reply that was denied is no denial, where one knows who listens', async () => {
    const { records } = await readJsonLines(
      [
        agent(
          'Flow Info: Src IP: 10.2.0.5 Src Port: 443 Dest IP: 10.2.0.9 Dest Port: 39114 Proto TCP Verdict DENY Direction egress, Tier NETWORK_POLICY',
        ),
      ],
      { listens: (end, _protocol, port) => end.ip === '10.2.0.5' && port === 443 },
    );
    expect(records[0]).toMatchObject({
      from: { ip: '10.2.0.9' },
      to: { ip: '10.2.0.5' },
      port: 443,
      verdict: 'unknown',
    });
    expect(records[0]!.notes![0]).toContain('a reply was denied');
  });

  const verdict =
    'Node: node-a.internal;SIP: 10.2.0.8;SPORT: 40100;DIP: 203.0.113.9;DPORT: 443;PROTOCOL: TCP;PolicyVerdict: DENY;Tier: NETWORK_POLICY';

  test('CloudWatch as text and as exported events', async () => {
    const expected = ['10.2.0.8 -> 203.0.113.9 TCP/443 denied'];
    const text = await readText(`${verdict}\n2026-11-02T08:00:00+00:00 stream ${verdict}\n`);
    expect(summary(text)).toEqual(expected);
    expect(text.files[0]!.nodes).toEqual(['node-a.internal']);
    const events = await readText(
      JSON.stringify({ events: [{ timestamp: 1793606400000, message: verdict }] }, undefined, 1),
    );
    expect(summary(events)).toEqual(expected);
    expect(events.files[0]!.remarks.join()).toContain('not those of the packets');
  });

  test('VPC flow logs: columns by their header, the addresses of packets, and REJECT is no denial', async () => {
    const traffic = await readText(
      lines(
        'interface-id srcaddr pkt-srcaddr dstaddr pkt-dstaddr srcport dstport protocol tcp-flags start end action log-status',
        'eni-1 10.2.1.1 10.2.0.8 10.2.1.2 10.2.0.9 40100 5432 6 2 1793606400 1793606460 ACCEPT OK',
        'eni-1 10.2.1.2 10.2.0.9 10.2.1.1 10.2.0.8 5432 40100 6 18 1793606400 1793606460 ACCEPT OK',
        'eni-1 10.2.1.1 10.2.0.8 10.2.1.2 10.2.0.9 40200 22 6 2 1793606400 1793606460 REJECT OK',
        'eni-2 - - - - - - - - 1793606400 1793606460 - NODATA',
        'eni-3 - - - - - - - - 1793606400 1793606460 - SKIPDATA',
        'eni-1 10.2.1.1 10.2.0.8',
      ),
    );
    expect(summary(traffic)).toEqual(['10.2.0.8 -> 10.2.0.9 TCP/22 unknown', '10.2.0.8 -> 10.2.0.9 TCP/5432 allowed']);
    expect(traffic.records[1]!.directionProof).toBe('syn');
    const at = { from: 1793606400000, until: 1793606460000 };
    expect(traffic.files[0]!.gaps).toEqual([
      { ...at, why: 'no traffic at eni-2 (NODATA)' },
      { ...at, why: 'records were skipped at eni-3 (SKIPDATA)' },
    ]);
    expect(traffic.files[0]!.unparsed).toEqual([{ line: 7, why: 'the line has 3 fields where its header has 13' }]);
  });

  test('VPC flow logs without a header are of version 2', async () => {
    const traffic = await readText(
      '2 123 eni-1a 10.2.0.8 10.2.0.9 40100 5432 6 7 900 1793606400 1793606460 ACCEPT OK\n',
    );
    expect(summary(traffic)).toEqual(['10.2.0.8 -> 10.2.0.9 TCP/5432 allowed']);
    expect(traffic.records[0]).toMatchObject({
      count: 7,
      attempts: 1,
      confidence: 'weak',
      directionProof: 'heuristic',
    });
  });
});

describe('Azure and Google Cloud', () => {
  test('a security group denies no NetworkPolicy traffic; begin and end are one connection', async () => {
    const tuples = [
      '1793606400,10.3.0.8,203.0.113.9,40100,443,T,O,A,B,,,,',
      '1793606420,10.3.0.8,203.0.113.9,40100,443,T,O,A,E,5,500,6,600',
      '1793606400,198.51.100.7,10.3.0.8,50000,22,T,I,D,B,,,,',
    ];
    const record = {
      properties: { Version: 2, flows: [{ rule: 'DenyAll', flows: [{ mac: '00', flowTuples: tuples }] }] },
    };
    const traffic = await readText(JSON.stringify({ records: [record] }, undefined, 1));
    expect(summary(traffic)).toEqual([
      '10.3.0.8 -> 203.0.113.9 TCP/443 unknown',
      '198.51.100.7 -> 10.3.0.8 TCP/22 unknown',
    ]);
    expect(traffic.records.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  test('virtual network flow logs have milliseconds and numbers of protocols', async () => {
    const tuples = ['1793606400123,10.3.0.8,10.3.0.9,40100,5432,6,O,B,NX,0,0,0,0'];
    const flows = [{ aclID: 'x', flowGroups: [{ rule: 'r', flowTuples: tuples }] }];
    const traffic = await readText(JSON.stringify({ records: [{ flowRecords: { flows } }] }));
    expect(summary(traffic)).toEqual(['10.3.0.8 -> 10.3.0.9 TCP/5432 unknown']);
    expect(traffic.records[0]!.first).toBe(1793606400123);
  });

  test('GKE names pods, workloads and policies', async () => {
    const entry = {
      connection: {
        src_ip: '10.4.0.8',
        dest_ip: '10.4.0.9',
        src_port: 40100,
        dest_port: 5432,
        protocol: 'tcp',
        direction: 'ingress',
      },
      disposition: 'allow',
      policies: [{ kind: 'NetworkPolicy', name: 'db', namespace: 'shop' }],
      src: {
        pod_name: 'web-7b5c9d4f66-k2vqx',
        pod_namespace: 'shop',
        workload_kind: 'ReplicaSet',
        workload_name: 'web-7b5c9d4f66',
      },
      dest: { pod_name: 'db-0', pod_namespace: 'shop', workload_kind: 'StatefulSet', workload_name: 'db' },
      count: 1,
      timestamp: '2026-11-02T08:00:00Z',
      node_name: 'gke-a',
    };
    const deny = { ...entry, disposition: 'deny', policies: undefined, count: 3, src: { instance: 'gke-b' } };
    const traffic = await readJsonLines([
      entry,
      { insertId: 'x', jsonPayload: { ...deny, connection: { ...entry.connection, src_port: 40200 } } },
    ]);
    expect(summary(traffic)).toEqual([
      'gke-b -> shop/db[StatefulSet] TCP/5432 denied',
      'shop/web[Deployment] -> shop/db[StatefulSet] TCP/5432 allowed',
    ]);
    expect(traffic.records.map(({ attempts }) => attempts)).toEqual([3, 1]);
    expect(traffic.records[1]!.by).toEqual([{ kind: 'NetworkPolicy', ns: 'shop', name: 'db' }]);
  });

  test('a VPC flow of Google has no verdict, and names pods where it is annotated', async () => {
    const pod = {
      pod: {
        pod_namespace: 'shop',
        pod_name: 'web-7b5c9d4f66-k2vqx',
        pod_workload: { workload_name: 'web', workload_type: 'DEPLOYMENT' },
      },
    };
    const traffic = await readJsonLines([
      {
        jsonPayload: {
          reporter: 'SRC',
          connection: { src_ip: '10.4.0.8', dest_ip: '203.0.113.9', src_port: 40100, dest_port: 443, protocol: 6 },
          packets_sent: '12',
          start_time: '2026-11-02T08:00:00Z',
          src_gke_details: pod,
        },
      },
    ]);
    expect(summary(traffic)).toEqual(['shop/web[Deployment] -> 203.0.113.9 TCP/443 unknown']);
    expect(traffic.files[0]).toMatchObject({ format: 'gcp-vpc', missingFields: ['verdict'] });
  });
});

describe('OVN', () => {
  const acl = (
    name: string,
    verdict: string,
    direction: string,
    packet: string,
    flags?: string,
    time = '2026-11-02T08:00:00.100Z',
  ) =>
    `${time}|00042|acl_log(ovn_pinctrl0)|INFO|name="${name}", verdict=${verdict}, severity=info, direction=${direction}: ${packet.replace('%', 'vlan_tci=0x0000,dl_src=0a:58:0a:80:02:39,dl_dst=0a:58:0a:80:02:37,nw_src=10.5.0.8,nw_dst=10.5.0.9,nw_ttl=64')}${flags === undefined ? '' : `,tcp_flags=${flags}`}`;
  const tcp = 'tcp,%,tp_src=40100,tp_dst=5432';

  test('all packets of one connection are one allowed connection, and the ACL says who opened it', async () => {
    const traffic = await readText(
      lines(
        ...['ack', 'psh|ack', 'fin|ack'].map((flags) => acl('NP:shop:db:Ingress:0', 'allow', 'to-lport', tcp, flags)),
      ),
    );
    expect(summary(traffic)).toEqual(['10.5.0.8 -> 10.5.0.9 TCP/5432 allowed']);
    expect(traffic.records[0]).toMatchObject({
      attempts: 1,
      count: 3,
      directionProof: 'stated',
      by: [{ kind: 'NetworkPolicy', ns: 'shop', name: 'db', rule: 'Ingress:0' }],
    });
  });

  test.each([
    ['NP:shop:Ingress', undefined],
    ['ANP:guard:Egress:5', { kind: 'AdminNetworkPolicy', name: 'guard', rule: 'Egress:5' }],
    ['BANP:default:Ingress:0', { kind: 'BaselineAdminNetworkPolicy', name: 'default', rule: 'Ingress:0' }],
    ['np/deny.shop/IPv4/0', { kind: 'NetworkPolicy', ns: 'shop', name: 'deny' }],
  ])('a drop by %s', async (name, by) => {
    const { records } = await readText(acl(name, 'drop', 'to-lport', tcp, 'syn'));
    expect(records[0]!.verdict).toBe('denied');
    expect(records[0]!.by).toEqual(by && [by]);
  });

  test('IPv6, ICMP, pass, a torn line and other lines', async () => {
    const traffic = await readText(
      lines(
        acl(
          'NP:shop:Ingress',
          'drop',
          'to-lport',
          'udp6,vlan_tci=0x0000,ipv6_src=fd00::8,ipv6_dst=fd00::9,tp_src=40100,tp_dst=53',
        ),
        acl('NP:shop:Ingress', 'drop', 'to-lport', 'icmp,%,icmp_type=8,icmp_code=0'),
        acl('ANP:guard:Egress:5', 'pass', 'from-lport', tcp, 'syn'),
        acl('NP:shop:Ingress', 'drop', 'to-lport', tcp, 'syn').slice(0, 150),
        '2026-11-02T08:00:00.100Z|00001|vlog|INFO|opened log file',
      ),
    );
    expect(summary(traffic)).toEqual(['10.5.0.8 -> 10.5.0.9 ICMP/- denied', 'fd00::8 -> fd00::9 UDP/53 denied']);
    expect(traffic.files[0]!.lost.lines).toBe(1);
    expect(traffic.files[0]!.passedOver).toEqual({
      'other lines of ovn-controller': 1,
      'packets that a rule passed on to the next tier': 1,
    });
  });

  test('twenty messages in a second mean that more were lost', async () => {
    const many = (count: number) =>
      lines(...Array.from({ length: count }, () => acl('NP:shop:Ingress', 'drop', 'to-lport', tcp, 'syn')));
    expect((await readText(many(19))).files[0]!.gaps).toEqual([]);
    expect((await readText(many(25))).files[0]!.gaps).toEqual([
      expect.objectContaining({ from: Date.UTC(2026, 10, 2, 8), until: Date.UTC(2026, 10, 2, 8, 0, 1) }),
    ]);
  });
});

describe('Antrea', () => {
  test('np.log: the pod is the destination for ingress, the source for egress, and repeated lines count', async () => {
    const traffic = await readText(
      lines(
        '2026/11/02 08:00:00.100000 IngressRule K8sNetworkPolicy:shop/db <nil> Ingress Allow 190 shop/db-0 10.6.0.8 40100 10.6.0.9 5432 TCP 60 <nil>',
        '2026/11/02 08:00:00.200000 AntreaPolicyEgressRule AntreaNetworkPolicy:shop/out NoPing Egress Reject 14500 shop/web 10.6.0.8 <nil> 203.0.113.9 <nil> ICMP 84 label [4 packets in 1.2s]',
        '2026/11/02 08:00:00.300000 IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil> shop/db-0 10.6.0.7 40300 10.6.0.9 8080 TCP 60 <nil> [2 packets in 1s]',
      ),
    );
    expect(summary(traffic)).toEqual([
      '10.6.0.7 -> shop/db-0[Pod] TCP/8080 denied',
      '10.6.0.8 -> shop/db-0[Pod] TCP/5432 allowed',
      'shop/web[Pod] -> 203.0.113.9 ICMP/- denied',
    ]);
    expect(traffic.records.map(({ by, attempts, count }) => ({ by: by?.[0]!.name, attempts, count }))).toEqual([
      { by: undefined, attempts: 1, count: 2 },
      { by: 'db', attempts: 1, count: 1 },
      { by: 'out', attempts: 4, count: 4 },
    ]);
  });

  test.each([
    ['words', 'Drop,K8sNetworkPolicy', 'TCP'],
    ['numbers', '2,1', '6'],
  ])('the CSV with %s: a denial at either end decides, and the Service is kept', async (_name, ingress, protocol) => {
    const traffic = await readText(
      `1793606400,1793606415,10.6.0.8,10.6.0.9,40100,5432,${protocol},web,shop,node-a,db-0,shop,node-b,10.96.0.5,10.96.0.5,80,shop/db:sql,deny,shop,r1,${ingress},out,shop,r2,Allow,K8sNetworkPolicy,,,\n`,
    );
    expect(summary(traffic)).toEqual(['shop/web[Pod] -> shop/db-0[Pod] TCP/5432 denied']);
    expect(traffic.records[0]).toMatchObject({
      by: [{ kind: 'NetworkPolicy', ns: 'shop', name: 'deny', rule: 'r1' }],
      to: { service: { namespace: 'shop', name: 'db', address: '10.96.0.5', port: 80 } },
    });
  });
});

describe('conntrack', () => {
  const entry = (client: string, dialled: string, server: string, state = '') => {
    const [[a, ap], [b, bp], [c, cp]] = [client, dialled, server].map((text) => text.split(' ')) as [string, string][];
    return `tcp      6 86399 ESTABLISHED src=${a} dst=${b} sport=${ap} dport=${bp} ${state} src=${c} dst=${a} sport=${cp} dport=${ap} [ASSURED] mark=0 use=1`;
  };

  test('what was dialled is the Service, and what answered is the pod', async () => {
    const traffic = await readText(entry('10.7.0.8 40100', '10.96.0.20 80', '10.7.0.9 8080'));
    expect(traffic.records[0]).toMatchObject({
      port: 8080,
      portKind: 'pod',
      verdict: 'allowed',
      to: { ip: '10.7.0.9', service: { address: '10.96.0.20', port: 80 } },
    });
  });

  test('without an answer nothing is known, and an untranslated Service stays one', async () => {
    const { records } = await readText(entry('10.7.0.8 40100', '10.96.0.20 80', '10.96.0.20 80', '[UNREPLIED]'));
    expect(records[0]).toMatchObject({ verdict: 'unknown', portKind: 'service', port: 80 });
  });

  test('the zones of one connection are one connection, and its reply is none', async () => {
    const traffic = await readText(
      lines(
        entry('203.0.113.9 40100', '192.0.2.3 31000', '169.254.169.3 31000'),
        entry('203.0.113.9 40100', '169.254.169.3 31000', '10.7.0.9 8080'),
        entry('203.0.113.9 40100', '10.7.0.9 8080', '10.7.0.9 8080'),
        entry('192.0.2.3 31000', '203.0.113.9 40100', '203.0.113.9 40100'),
      ),
    );
    expect(summary(traffic)).toEqual(['203.0.113.9 -> 10.7.0.9 TCP/8080 allowed']);
    expect(traffic.records[0]).toMatchObject({ attempts: 1, to: { service: { address: '192.0.2.3', port: 31000 } } });
  });
});

describe('a log of one’s own', () => {
  const csv = lines(
    'when;client;cport;server;sport;proto;what;n',
    '2026-11-02T08:00:00Z;10.8.0.8;40100;10.8.0.9;5432;tcp;ACCEPT;3',
    '2026-11-02T08:00:01Z;10.8.0.8;40200;"10.8.0.9";22;tcp;blocked;1',
  );
  const mapping = [
    'time=when',
    'from.ip=client',
    'from.port=cport',
    'to.ip=server',
    'port=sport',
    'protocol=proto',
    'verdict=what',
    'count=n',
  ];
  const options: TrafficOptions = { collector: 'generic', mapping };

  test('CSV by the names of its columns', async () => {
    const traffic = await readText(csv, options);
    expect(summary(traffic)).toEqual(['10.8.0.8 -> 10.8.0.9 TCP/22 denied', '10.8.0.8 -> 10.8.0.9 TCP/5432 allowed']);
    expect(traffic.records[1]!.count).toBe(3);
  });

  test('JSON lines by paths, with replies turned round', async () => {
    const traffic = await readJsonLines(
      [
        {
          a: { ip: '10.8.0.9', p: 5432 },
          b: { ns: 'shop', name: 'web' },
          port: 40100,
          protocol: 17,
          isReply: true,
          verdict: 'pass',
        },
      ],
      {
        collector: 'generic-json',
        mapping: ['from.ip=a.ip', 'from.port=a.p', 'to.ns=b.ns', 'to.owner=b.name', 'reply=isReply'],
      },
    );
    expect(summary(traffic)).toEqual(['shop/web -> 10.8.0.9 UDP/5432 allowed']);
  });

  test('a mapping that leads nowhere says what there is', async () => {
    await expect(readText(csv, { collector: 'generic', mapping: ['from.ip=clientt'] })).rejects.toThrow(/"client"/);
    await expect(readText(csv, { collector: 'generic', mapping: ['from.ipp=client'] })).rejects.toThrow(
      /Did you mean from.ip/,
    );
    const inherited = await readJsonLines([{ 'to.ip': '10.0.0.1' }], {
      collector: 'generic-json',
      mapping: ['from.ip=__proto__.constructor'],
    });
    expect(inherited.files[0]!.unparsed).toEqual([{ line: 1, why: 'nothing says who the source is' }]);
  });
});
