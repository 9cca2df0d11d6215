import { Connection, Connections } from './connections';
import { AddressEndpoint, Endpoint } from './endpoints';
import { formatAddressRange } from '../../model/address-set';

/** Joins neighbouring address endpoints that have become alike, because some of the connections were left out. */
export function joinAddresses(connections: Connections): Connections {
  const talks = new Map<Endpoint, string[]>();
  const note = (endpoint: Endpoint, text: string) => {
    if (endpoint.kind !== 'ip') return;
    const known = talks.get(endpoint);
    if (known) known.push(text);
    else talks.set(endpoint, [text]);
  };
  for (const [kind, all] of Object.entries({
    sure: connections.allowed,
    conditional: connections.conditional,
    open: connections.undefinedByApi,
  })) {
    for (const { from, to, ports, subjectTo = [] } of all) {
      const what = `${ports.key} ${JSON.stringify(subjectTo)}`;
      note(from, `${kind} to ${to.id} ${what}`);
      note(to, `${kind} from ${from.id} ${what}`);
    }
  }
  const joined: AddressEndpoint[] = [];
  const replacement = new Map<Endpoint, { readonly index: number }>();
  let previousTalk: string | undefined;
  for (const address of connections.addresses) {
    const talk = (talks.get(address) ?? []).sort().join('\n');
    const last = joined[joined.length - 1];
    if (last && talk === previousTalk && last.hi === address.lo && last.range.family === address.range.family) {
      const range = { ...last.range, last: address.range.last };
      joined[joined.length - 1] = { kind: 'ip', id: formatAddressRange(range), range, lo: last.lo, hi: address.hi };
    } else {
      joined.push(address);
    }
    previousTalk = talk;
    replacement.set(address, { index: joined.length - 1 });
  }
  if (joined.length === connections.addresses.length) return connections;
  const of = (endpoint: Endpoint) => {
    const found = replacement.get(endpoint);
    return found ? joined[found.index]! : endpoint;
  };
  return {
    workloads: connections.workloads,
    addresses: joined,
    allowed: withEnds(connections.allowed, of),
    conditional: withEnds(connections.conditional, of),
    undefinedByApi: withEnds(connections.undefinedByApi, of),
  };
}

/** The connections with other ends, each once. */
function withEnds(connections: readonly Connection[], of: (endpoint: Endpoint) => Endpoint): Connection[] {
  const seen = new Map<string, Connection>();
  for (const connection of connections) {
    const [from, to] = [of(connection.from), of(connection.to)];
    const key = `${from.id}\n${to.id}\n${JSON.stringify(connection.subjectTo ?? [])}`;
    if (!seen.has(key)) seen.set(key, { ...connection, from, to });
  }
  return [...seen.values()];
}
