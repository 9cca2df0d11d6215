import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Traffic, TrafficOptions, readTraffic } from '../../src/traffic/read-traffic';
import type { EndFacts } from '../../src/traffic/record/end';

const folder = mkdtempSync(join(tmpdir(), 'netpol-traffic-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** A file with these bytes. */
export function logFile(content: string | Uint8Array, name = 'flows.log'): string {
  const path = join(folder, `${count++}-${name}`);
  writeFileSync(path, content);
  return path;
}

/** A file with a JSON value a line. */
export function jsonLines(...values: unknown[]): string {
  return logFile(`${values.map((value) => JSON.stringify(value)).join('\n')}\n`, 'flows.jsonl');
}

export async function readText(text: string, options: TrafficOptions = {}): Promise<Traffic> {
  return readTraffic([logFile(text)], options);
}

export async function readJsonLines(values: readonly unknown[], options: TrafficOptions = {}): Promise<Traffic> {
  return readTraffic([jsonLines(...values)], options);
}

/** `shop/web[Deployment]`, `192.0.2.1`, `node-1`, `shop/orders:80 (Service)`: an end in few characters. */
export function named({ ns, owner, kind, ip, node, entity, service }: EndFacts): string {
  if (owner !== undefined) return `${ns ?? ''}/${owner}${kind === undefined ? '' : `[${kind}]`}`;
  if (ns !== undefined && owner === undefined && service === undefined) return `${ns}/*`;
  if (service?.name !== undefined) return `${service.namespace ?? ''}/${service.name} (Service)`;
  return node ?? ip ?? entity ?? 'unknown';
}

/** The records in short: `shop/web[Pod] -> shop/db[Pod] TCP/5432 allowed`. */
export function summary({ records }: Traffic): string[] {
  return records.map(
    ({ from, to, protocol, port, verdict }) =>
      `${named(from)} -> ${named(to)} ${protocol ?? '?'}/${port ?? '-'} ${verdict}`,
  );
}
