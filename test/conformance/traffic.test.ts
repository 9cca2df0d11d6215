import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCorpus, readIndex } from './corpus';
import { TrafficRecord } from '../../src/traffic/aggregation/traffic-record';
import { readTraffic } from '../../src/traffic/read-traffic';
import { EndFacts } from '../../src/traffic/record/end';
import { deploymentOfPod } from '../../src/traffic/record/pod-end';
import { runCli } from '../cli/run-cli';
import { schemaErrors } from '../support/schema';

interface Expected {
  file: string;
  lines: string;
  from: string;
  to: string;
  protocol: string;
  port: string;
  portKind: string;
  verdict: string;
  attempts: string;
}

/** Rows that are a sentence about several records; each has its own test below. */
const SENTENCES = new Set(['ovn/acl-anp.log 1-4', 'netobserv/flow_records_has_dropped-1.jsonl all']);

/** Whether an end is the one that a person described: an address, a pod or workload, a Service, or an entity. */
function isDescribed(end: EndFacts, text: string): boolean {
  if (text === 'unknown') return true;
  if (text === 'host') return end.role === 'node';
  const { ip, ns, owner, kind, entity, service } = end;
  const words = text.split(/[\s()]+/).filter((word) => word !== '');
  return words.some((word) => {
    if (word === ip || word === service?.address || (word === entity && words.length === 1)) return true;
    const [namespace, name] = word.split('/');
    if (name === undefined) return false;
    if (service && word === `${service.namespace}/${service.name}`) return true;
    const plain = name.replace(/\[\w+\]$/, '');
    const kindWanted = /\[(\w+)\]$/.exec(name)?.[1];
    if (kindWanted !== undefined && kindWanted !== kind) return false;
    return namespace === ns && owner !== undefined && [plain, deploymentOfPod(plain)].includes(owner);
  });
}

/** Without the pods in hand, a port is not known to be a pod's. */
function isPortKind(record: TrafficRecord, wanted: string): boolean {
  return wanted === '-' || record.portKind === wanted || record.portKind === 'unknown' || wanted === 'unknown';
}

describeCorpus('traffic', (corpus) => {
  const rows = readIndex(join(corpus, 'EXPECTED.tsv')) as unknown as Expected[];
  const plain = rows.filter(({ file, lines }) => !SENTENCES.has(`${file} ${lines}`));

  test.each(plain.map((row) => [`${row.file} ${row.lines}`, row] as const))('%s', async (_name, row) => {
    const { records } = await readTraffic([join(corpus, row.file)]);
    const found = records.filter(
      (record) =>
        isDescribed(record.from, row.from) &&
        isDescribed(record.to, row.to) &&
        (row.protocol === '?' ? record.protocol === undefined : record.protocol === row.protocol) &&
        (['?', '-'].includes(row.port) ? record.port === undefined : record.port === Number(row.port)) &&
        record.verdict === row.verdict &&
        isPortKind(record, row.portKind),
    );
    expect(found, JSON.stringify(records)).toHaveLength(1);
    if (row.attempts !== '-') expect(found[0]!.attempts).toBe(Number(row.attempts));
    if (row.from === 'unknown') expect(found[0]!.directionProof).toBe('unknown');
  });

  test('ovn/acl-anp.log: three allowed lines of two connections, and a denied ping', async () => {
    const { records } = await readTraffic([join(corpus, 'ovn/acl-anp.log')]);
    expect(records.map(({ port, verdict, count, by }) => [port, verdict, count, by?.[0]?.rule])).toEqual([
      [6443, 'allowed', 2, 'Egress:1'],
      [6443, 'allowed', 1, 'Egress:1'],
      [undefined, 'denied', 1, 'Egress:5'],
    ]);
  });

  test('netobserv: no drop of the kernel is a denial', async () => {
    const { records } = await readTraffic([join(corpus, 'netobserv/flow_records_has_dropped-1.jsonl')]);
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  });

  test('the port of a client never is the port of a record whose direction is known', async () => {
    const { records } = await readTraffic([join(corpus, 'discovery-engine/knox-reply.json')]);
    expect(JSON.stringify(records)).not.toContain('60416');
  });

  test('the collector of every file is found by looking at it, and no line is lost', async () => {
    const index = readIndex(join(corpus, 'INDEX.tsv'));
    expect(index.length).toBeGreaterThan(50);
    for (const { path } of index) {
      const { files } = await readTraffic([join(corpus, path!)]);
      expect({ path, unparsed: files[0]!.unparsed }).toEqual({ path, unparsed: [] });
      expect(files[0]!.observations).toBeGreaterThan(0);
    }
  });
});

describeCorpus('flows', (corpus) => {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jsonl?$/.test(name) && statSync(join(corpus, name)).isFile())
    .sort();

  describe.each(files)('%s', (name) => {
    const path = join(corpus, name);

    test('is read to its end as flows of Hubble', async () => {
      const { out } = await runCli('traffic', path, '--format', 'json');
      const document = JSON.parse(out) as { header: { files: { format: string; lost: { lines: number } }[] } };
      expect(schemaErrors('netpol.traffic.v1', document)).toEqual([]);
      expect(document.header.files[0]).toMatchObject({ format: 'hubble', lost: { lines: 0 } });
    });

    test('a reply turns nothing into a destination that only answered', async () => {
      const { records } = await readTraffic([path]);
      const replies = readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => /"(is_)?reply":true/.test(line))
        .flatMap((line) => {
          const { flow } = JSON.parse(line) as { flow: { l4?: { TCP?: { destination_port: number } } } };
          return flow.l4?.TCP?.destination_port ?? [];
        });
      const served = records.filter(({ directionProof }) => directionProof === 'flag').map(({ port }) => port);
      for (const port of replies.filter((number) => number >= 32_768)) expect(served).not.toContain(port);
    });
  });
});
