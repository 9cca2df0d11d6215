import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { schemaErrors } from '../support/schema';
import { jsonLines, logFile } from '../traffic/logs';

const flow = (more: object = {}) => ({
  flow: {
    time: '2026-11-02T08:00:00Z',
    verdict: 'FORWARDED',
    IP: { source: '10.1.0.8', destination: '10.1.0.9' },
    l4: { TCP: { source_port: 48122, destination_port: 5432 } },
    source: { namespace: 'shop', pod_name: 'web', labels: ['k8s:app=web'] },
    destination: { namespace: 'shop', pod_name: 'db', labels: ['k8s:app=db'] },
    traffic_direction: 'EGRESS',
    is_reply: false,
    ...more,
  },
});

interface Document {
  header: { files: { format?: string; unparsed: object[] }[]; records: number };
  records: { from: { owner: string }; attempts: number; ref: object }[];
}

async function json(...argv: string[]): Promise<Document> {
  const { code, out } = await runCli('traffic', ...argv, '--format', 'json');
  expect(code).toBe(0);
  const document = JSON.parse(out) as Document;
  expect(schemaErrors('netpol.traffic.v1', document)).toEqual([]);
  return document;
}

test('json is as its schema says, a record a line', async () => {
  const path = jsonLines(flow(), flow({ is_reply: undefined, verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED' }));
  const document = await json(path);
  expect(document.header.files[0]!.format).toBe('hubble');
  const { out } = await runCli('traffic', path, '--format', 'json');
  expect(out.split('\n').filter((line) => line.startsWith('{"from"'))).toHaveLength(document.records.length);
});

test('two runs say the same, whatever the order of the lines', async () => {
  const flows = [1, 2, 3, 4].map((n) =>
    flow({
      IP: { source: '10.1.0.8', destination: `10.1.1.${n % 3}` },
      destination: { namespace: 'shop', pod_name: `db-${n % 3}`, labels: [] },
    }),
  );
  const [one, two] = [jsonLines(...flows), jsonLines(...[...flows].reverse())];
  const records = async (path: string) => (await json(path)).records.map(({ ref: _ref, ...record }) => record);
  expect(await records(one)).toEqual(await records(two));
});

test('what netpol wrote is a log: days are put together, and nothing changes by reading it again', async () => {
  const days = [
    jsonLines(flow()),
    jsonLines(flow({ time: '2026-11-03T08:00:00Z' }), flow({ l4: { ICMPv4: { type: 8 } } })),
  ];
  const written = await Promise.all(
    days.map(async (day) => {
      const { out } = await runCli('traffic', day, '--format', 'json');
      return logFile(out, 'day.json');
    }),
  );
  const direct = await json(...days);
  const again = await json(...written);
  expect(again.records).toEqual(direct.records);
  expect(again.records.map(({ attempts }) => attempts)).toContain(2);
});

describe('streams', () => {
  const lines = `${JSON.stringify(flow())}\n`;

  test('gzip is seen in the data, and so are several gzip files in a row', async () => {
    const packed = Buffer.concat([gzipSync(lines), gzipSync(lines)]);
    const { header } = await json(logFile(packed, 'flows.log'));
    expect(header.files[0]).toMatchObject({ format: 'hubble', lines: 2 });
  });

  test('gzip that was cut is read as far as it goes, and that is shown', async () => {
    const packed = gzipSync(lines.repeat(5000));
    const { header, records } = await json(logFile(packed.subarray(0, packed.length - 12), 'flows.gz'));
    expect(records).toHaveLength(1);
    expect(header.files[0]!.unparsed).toContainEqual(
      expect.objectContaining({ why: 'the compressed data ends, or is damaged, here' }),
    );
  });

  test('zstd is unpacked, or one is told how to', async () => {
    // A zstd frame with one raw block.
    const body = Buffer.from(lines);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    const block = Buffer.alloc(3);
    block.writeUIntLE((body.length << 3) | 1, 0, 3);
    const path = logFile(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, block, body]), 'flows.zst');
    const { code, out, err } = await runCli('traffic', path, '--format', 'json');
    const canUnpack = 'createZstdDecompress' in (await import('node:zlib'));
    if (canUnpack) expect((JSON.parse(out) as Document).records).toHaveLength(1);
    else expect({ code, told: err.includes('zstd -dc FILE | netpol traffic -') }).toEqual({ code: 2, told: true });
  });

  test('stdin is read to its end', () => {
    const bin = join(__dirname, '../../bin/netpol.js');
    if (!existsSync(join(__dirname, '../../lib/cli/actions/traffic.js'))) throw new Error('Compile first: npx jsii');
    const { stdout, status } = spawnSync(process.execPath, [bin, 'traffic', '-', '--format', 'csv'], {
      input: gzipSync(lines),
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('shop/db[Pod]');
  });
});

describe('netpol.yaml', () => {
  const log = jsonLines(flow({ source: {}, destination: {} }));
  const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: web}\nstatus: {podIP: 10.1.0.8}\n';

  test.each([
    ['cni: calicoo', 'Did you mean calico?'],
    ['kubernetes: 1.30', 'put 1.30 into quotes'],
    ['ignroe: [a]', 'Did you mean ignore?'],
  ])('is refused before the log is read: %s', async (text, message) => {
    const { code, out, err } = await runCli('traffic', log, '--config', logFile(text));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('says which manifests are left alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netpol-traffic-'));
    mkdirSync(join(folder, 'old'));
    writeFileSync(join(folder, 'pod.yaml'), POD);
    writeFileSync(join(folder, 'old', 'pod.yaml'), POD.replace('web', 'stale'));
    writeFileSync(join(folder, 'settings.yaml'), 'ignore: [old]\n');
    const from = async (...more: string[]) => (await json(log, '--manifests', folder, ...more)).records[0]!.from;
    expect(JSON.stringify(await from('--config', join(folder, 'settings.yaml')))).toContain('web');
    expect(JSON.stringify(await from('--config', join(folder, 'settings.yaml')))).not.toContain('stale');
    expect(JSON.stringify(await from())).not.toContain('"web"');
  });
});

describe('bad input', () => {
  test.each([
    ['a file that is not there', ['missing.log'], 'There is no such file'],
    ['a folder', ['.'], 'It is a folder'],
    ['a collector that is misspelt', [logFile('x\n'), '--collector', 'hubbel'], 'Did you mean hubble?'],
    ['a text of no collector', [logFile('Lorem ipsum\ndolor sit\n')], 'a log of no collector that netpol knows'],
    [
      'a mapping without a column',
      [logFile('x\n'), '--collector', 'generic', '--map', 'from.ip'],
      'Write field=column',
    ],
    [
      'a mapping of an unknown field for an empty log',
      [logFile(''), '--collector', 'generic', '--map', 'forom=src'],
      '--map knows no field "forom".',
    ],
    [
      'two mappings of one field',
      [logFile(''), '--collector', 'generic-json', '--map', 'from.ip=a', '--map', 'from.ip=b'],
      '--map says of from.ip twice where it stands.',
    ],
    ['a mapping for a log that needs none', [logFile('x\n'), '--map', 'from.ip=a'], 'Add --collector generic'],
  ])('%s is said in a sentence', async (_name, argv, message) => {
    const { code, out, err } = await runCli('traffic', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  test('a device that never ends is given up', async () => {
    const { code, err } = await runCli('traffic', '/dev/zero');
    expect(code).toBe(2);
    expect(err).toMatch(/"\/dev\/zero" cannot be read\.\s+It is a device that never ends; name a file\./);
  });

  test('a pipe to which nobody writes is given up, and one that is written late and slowly is read', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'netpol-'));
    const [lonely, slow] = ['lonely', 'slow'].map((name) => join(directory, name));
    expect(spawnSync('mkfifo', [lonely!, slow!]).status).toBe(0);
    const log = logFile(`${JSON.stringify(flow())}\n`);
    spawn('sh', ['-c', `sleep 0.3; { head -c 10 ${log}; sleep 0.3; tail -c +11 ${log}; } > ${slow}`]);
    expect((await runCli('traffic', slow!)).out).toBe((await runCli('traffic', log)).out);
    const { code, err } = await runCli('traffic', lonely!);
    expect(code).toBe(2);
    expect(err).toContain('Nobody wrote to this pipe for 10 seconds.');
  });

  test('an empty log is no error, and is named', async () => {
    const { code, out } = await runCli('traffic', logFile(''));
    expect(code).toBe(0);
    expect(out).toContain('There is no flow in this file.');
    expect(out).toContain('0 connections in 0 attempts');
    const { err } = await runCli('traffic', logFile(''), '--format', 'csv');
    expect(err).toContain('the log is empty. Give what a collector wrote, for example: hubble observe');
  });

  test('a torn line is a warning, and an error with --strict', async () => {
    const path = logFile(`${JSON.stringify(flow())}\n{"flow":{"ti\n`);
    expect(await runCli('traffic', path, '--format', 'csv')).toMatchObject({
      code: 0,
      err: expect.stringContaining('1 line could not be read') as string,
    });
    expect((await runCli('traffic', path, '--strict')).code).toBe(1);
  });

  test('lines of any length, bytes of any value and JSON of any depth do no harm', async () => {
    const deep = '['.repeat(200_000);
    const path = logFile(
      Buffer.concat([
        Buffer.from(`${JSON.stringify(flow())}\n{"flow":"${'x'.repeat(3 << 20)}"}\n{"flow":${deep}}\n`),
        Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
        Buffer.from(`${JSON.stringify(flow())}\n`),
      ]),
    );
    const { header, records } = await json(path);
    expect(records).toHaveLength(1);
    expect(header.files[0]!.unparsed.map((entry) => (entry as { line: number }).line)).toEqual([2, 3, 4]);
  });

  test('keys that would reach a prototype stay data', async () => {
    const hostile = `{"flow":{"__proto__":{"polluted":1},"verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"TCP":{"destination_port":80,"source_port":40000}},"source":{"namespace":"__proto__","pod_name":"constructor","labels":["k8s:__proto__=x","k8s:a=b"]},"destination":{"namespace":"x","pod_name":"toString","workloads":[{"__proto__":{"name":"y"}}]}}}\n`;
    const { records } = await json(logFile(hostile));
    expect(records[0]!.from).toMatchObject({ ns: '__proto__', owner: 'constructor' });
    expect(Object.keys({} as Record<string, unknown>)).toEqual([]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('text of a log is escaped in every format', async () => {
    const nasty = '=cmd("x"),\u001b[2J\u202e';
    const path = jsonLines(flow({ source: { namespace: nasty, pod_name: '@x', labels: [] } }));
    const text = await runCli('traffic', path);
    const csv = await runCli('traffic', path, '--format', 'csv');
    for (const { out } of [text, csv]) expect(out).not.toMatch(/[\u001b\u202e]/);
    expect(csv.out).toContain(`"'=cmd(""x"")`);
    expect(csv.out).toContain("'@x");
  });
});

test('the report goes to a file where one is named', async () => {
  const path = logFile('', 'report.json');
  writeFileSync(path, 'before');
  await runCli('traffic', jsonLines(flow()), '--format', 'json', '--output', path);
  expect((JSON.parse(readFileSync(path, 'utf8')) as Document).records).toHaveLength(1);
});
