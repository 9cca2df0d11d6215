import { keyWords } from './key-meaning';
import { Mention, hostOf, portOf } from './mentions';
import { TextEntry, TextScope } from './text-entry';
import { Protocol } from '../../model/protocol';

/** What the keys of hosts end with, the longest first. */
const HOST_ENDINGS = ['HOSTNAME', 'HOSTNAMES', 'HOSTS', 'HOST', 'ADDRESS', 'ADDR', 'SERVER', 'ENDPOINT', 'IP'];
const PORT_ENDINGS = ['PORT', 'PORT_NUMBER', 'PORT_VALUE'];

/** Joins a host in one value with the port in another: `DB_HOST` with `DB_PORT`, `address` with `port_value`. */
export function hostAndPortTogether(scope: TextScope): TextScope {
  const ports = new Map<string, { readonly entry: TextEntry; readonly port: number }>();
  for (const entry of scope) {
    const port = entry.key === undefined ? undefined : portOf(entry.value.trim());
    const prefix = port === undefined ? undefined : prefixOf(entry.key!, PORT_ENDINGS);
    if (prefix !== undefined) ports.set(prefix, { entry, port: port! });
  }
  if (ports.size === 0) return scope;
  return scope.map((entry) => {
    if (entry.key === undefined || entry.mentions) return entry;
    const prefix = prefixOf(entry.key, HOST_ENDINGS);
    const host = prefix === undefined ? undefined : hostOf(entry.value.trim());
    if (prefix === undefined || host === undefined) return entry;
    const found = ports.get(prefix) ?? (prefix === '' ? undefined : byShorterPrefix(ports, prefix));
    // PORT alone is where a program listens, unless the host stands beside it in a file.
    if (!found || (prefix === '' && entry.form === 'value' && !entry.key.includes('.'))) return entry;
    const mention: Mention = { host, port: found.port, protocol: Protocol.TCP, form: 'host-port', inProse: false };
    const text = `${entry.evidence.text} + ${found.entry.key}`;
    return {
      ...entry,
      mentions: [mention],
      evidence: entry.sensitive || found.entry.sensitive ? entry.evidence : { ...entry.evidence, text },
    };
  });
}

/** `DB_MASTER_HOST` goes with `DB_PORT` where it has no port of its own. */
function byShorterPrefix<T>(ports: ReadonlyMap<string, T>, prefix: string): T | undefined {
  for (let at = prefix.lastIndexOf('_'); at > 0; at = prefix.lastIndexOf('_', at - 1)) {
    const found = ports.get(prefix.slice(0, at));
    if (found) return found;
  }
  return undefined;
}

/** What stands before the ending; undefined where the key ends otherwise. */
function prefixOf(key: string, endings: readonly string[]): string | undefined {
  const whole = keyWords(key).join('_');
  for (const ending of endings) {
    if (whole.endsWith(ending)) return whole.slice(0, whole.length - ending.length).replace(/_$/, '');
  }
  return undefined;
}
