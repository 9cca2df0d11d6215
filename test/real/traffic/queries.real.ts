import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTraffic, type Traffic } from '../../../src/traffic/read-traffic';

const QUERIES = join(__dirname, '../../../docs/traffic');
const FLOWS = join(process.env.NETPOL_CORPUS ?? join(__dirname, '../../../../shared/corpus'), 'flows');
const folder = mkdtempSync(join(tmpdir(), 'netpol-queries-'));

/** ClickHouse in one process, by its Python package. */
const hasEngine = spawnSync('python3', ['-c', 'import chdb']).status === 0;

test.skipIf(hasEngine)('queries for ClickHouse: not run', () => {
  console.log('not run: chDB is not installed (pip install chdb)');
});

const PROGRAM = `
import sys, chdb
print(str(chdb.query(sys.stdin.read(), 'JSONEachRow')), end='')
`;

/** What a query makes of a log, read by netpol. @param table stands for the table that the query expects */
async function answered(query: string, name: string, table: string): Promise<Traffic> {
  const sql = readFileSync(join(QUERIES, query), 'utf8').replace(`FROM ${name}\n`, () => `FROM ${table}\n`);
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PROGRAM], {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  const path = join(folder, 'answer.jsonl');
  writeFileSync(path, stdout);
  return readTraffic([path]);
}

/** A record without what a query cannot know: labels, listeners, and what is told twice. */
function texts({ records }: Traffic): string[] {
  return records
    .map(({ from, to, protocol, port, portKind, verdict }) => {
      const [a, b] = [from, to].map(({ role, ns, owner, kind, ownerGuessed, ip, node, entity }) =>
        [role, ns, owner, kind, ownerGuessed, ip, node, entity].map((part) => part ?? '').join('|'),
      );
      return `${a} -> ${b} ${protocol ?? ''} ${port ?? ''} ${portKind} ${verdict}`;
    })
    .sort();
}

const asLines = (path: string) => `file('${path}', 'LineAsString', 'line String')`;

const end = (pod: string, kind?: string) => ({
  namespace: 'shop',
  pod_name: pod,
  labels: ['k8s:app=x'],
  ...(kind ? { workloads: [{ name: pod.split('-')[0], kind }] } : {}),
});
const flow = (more: object, ports: [number, number] = [41000, 8080], flags?: object) => ({
  flow: {
    time: '2026-11-02T08:00:00.123456789Z',
    verdict: 'FORWARDED',
    IP: { source: '10.1.0.8', destination: '10.1.0.9' },
    l4: { TCP: { source_port: ports[0], destination_port: ports[1], ...(flags ? { flags } : {}) } },
    source: end('web-7b5c9d4f66-k2vqx'),
    destination: end('orders-0', 'StatefulSet'),
    ...more,
  },
  node_name: 'node-a',
});
const reply = {
  IP: { source: '10.1.0.9', destination: '10.1.0.8' },
  source: end('orders-0', 'StatefulSet'),
  destination: end('web-7b5c9d4f66-k2vqx'),
};

const CASES: [string, object[]][] = [
  ['a connection and its reply', [flow({ is_reply: false }), flow({ ...reply, is_reply: true }, [8080, 41000])]],
  ['a reply alone', [flow({ ...reply, is_reply: true }, [8080, 41000])]],
  ['a denied SYN', [flow({ verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED' }, [41001, 8080], { SYN: true })]],
  [
    'denied at one end, allowed at the other',
    [
      flow({ is_reply: false, traffic_direction: 'EGRESS' }),
      flow({ verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED', traffic_direction: 'INGRESS' }),
    ],
  ],
  ['an audit and what passed', [flow({ verdict: 'AUDIT', is_reply: false }), flow({ is_reply: false })]],
  [
    'a drop of the kernel',
    [flow({ verdict: 'DROPPED', drop_reason_desc: 'CT_MAP_INSERTION_FAILED', is_reply: false })],
  ],
  ['nobody knows who opened it', [flow({}, [40001, 40002])]],
  ['an answer to a SYN', [flow(reply, [8080, 41002], { SYN: true, ACK: true })]],
  [
    'the own node, another one, and the world',
    [
      flow({ is_reply: false, source: { identity: 1, labels: ['reserved:host'] }, node_name: 'node-a' }),
      flow({
        is_reply: false,
        source: { identity: 6, labels: ['reserved:remote-node'] },
        IP: { source: '192.168.0.12', destination: '10.1.0.9' },
      }),
      flow(
        {
          is_reply: false,
          destination: { identity: 2, labels: ['reserved:world'] },
          IP: { source: '10.1.0.8', destination: '203.0.113.9' },
        },
        [41003, 443],
      ),
      flow({
        is_reply: false,
        source: { labels: ['reserved:host', 'reserved:kube-apiserver'] },
        IP: { source: '192.168.0.10', destination: '10.1.0.9' },
      }),
    ],
  ],
  ['ICMP', [flow({ is_reply: false, l4: { ICMPv4: { type: 8 } } })]],
];

describe.runIf(hasEngine)('queries for ClickHouse say what netpol traffic says', () => {
  test.each(CASES)('of Hubble: %s', async (_name, lines) => {
    const path = join(folder, 'flows.jsonl');
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const [direct, queried] = [
      await readTraffic([path]),
      await answered('hubble.clickhouse.sql', 'hubble', asLines(path)),
    ];
    expect(texts(queried)).toEqual(texts(direct));
  });

  const samples = existsSync(FLOWS)
    ? readdirSync(FLOWS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))
    : [];
  test.each(samples)('of Hubble, captured: %s', async (file) => {
    const path = join(FLOWS, file);
    const [direct, queried] = [
      await readTraffic([path]),
      await answered('hubble.clickhouse.sql', 'hubble', asLines(path)),
    ];
    // One connection is told with two identities of one address, and either may be the first.
    const known = /node.*kind-control-plane.*productpage-v1/;
    const own = (traffic: Traffic) => texts(traffic).filter((text) => !known.test(text));
    expect(own(queried)).toEqual(own(direct));
  });

  test('of VPC flow logs', async () => {
    const header =
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags';
    const rows = [
      '2 1 eni-1 10.0.1.5 10.0.2.9 41000 8080 6 20 4249 1793606400 1793606460 ACCEPT OK 3',
      '2 1 eni-1 10.0.2.9 10.0.1.5 8080 41000 6 20 4249 1793606400 1793606460 ACCEPT OK 19',
      '2 1 eni-1 10.0.1.6 10.0.2.9 52000 5432 6 2 80 1793606400 1793606460 REJECT OK 0',
      '2 1 eni-1 10.0.1.7 10.0.2.9 123 123 17 2 80 1793606400 1793606460 ACCEPT OK 0',
      '2 1 eni-1 - - - - - - - 1793606400 1793606460 - NODATA -',
    ];
    const path = join(folder, 'vpc.log');
    writeFileSync(path, `${[header, ...rows].join('\n')}\n`);
    const cell = (number: number) => `splitByChar(' ', line)[${number}]`;
    const columns = [
      `${cell(4)} AS srcaddr, ${cell(5)} AS dstaddr, '' AS pkt_srcaddr, '' AS pkt_dstaddr`,
      `toUInt16OrZero(${cell(6)}) AS srcport, toUInt16OrZero(${cell(7)}) AS dstport, toUInt8OrZero(${cell(8)}) AS protocol`,
      `toUInt64OrZero(${cell(9)}) AS packets, toUInt32OrZero(${cell(11)}) AS start, toUInt32OrZero(${cell(12)}) AS end`,
      `${cell(13)} AS action, ${cell(14)} AS log_status, toUInt8OrZero(${cell(15)}) AS tcp_flags`,
    ];
    const table = `(SELECT ${columns.join(', ')} FROM ${asLines(path)})`;
    const [direct, queried] = [await readTraffic([path]), await answered('vpc.clickhouse.sql', 'vpc', table)];
    expect(texts(queried)).toEqual(texts(direct));
  });
});
