import { exposureRows, selectorSpec } from './exposure-report';
import { ReachReport } from './reach-report';
import { formatAddressRange } from '../../model/address-set';
import { Exposure } from '../../reachability/reasoning/exposure';
import { Connection } from '../../reachability/relation/connections';
import { Endpoint } from '../../reachability/relation/endpoints';
import { portsEntry } from '../wording/change-json';
import { jsonText } from '../wording/json';
import { wayInEntry } from '../wording/way-in-text';

/** `netpol.reach/v1`, as docs/schemas/netpol.reach.v1.schema.json describes it. */
export function reachJson(report: ReachReport): string {
  const { connections, notIsolated, alone, exposures, undecided = [], limits, waysIn = [] } = report;
  const { workloads, addresses, allowed, conditional, undefinedByApi } = connections;
  const document = {
    schema: 'netpol.reach/v1',
    ...(limits.length > 0 ? { limits } : {}),
    endpoints: [...workloads, ...addresses].map(endpointEntry),
    connections: allowed.map(entryOf),
    ...(conditional.length > 0 ? { conditional: conditional.map(conditionalEntry) } : {}),
    undefined: undefinedByApi.map(entryOf),
    ...(waysIn.length > 0 ? { waysIn: waysIn.map(wayInEntry) } : {}),
    notIsolated: notIsolated.map(({ endpoint, direction }) => ({ endpoint: endpoint.id, direction })),
    alone: alone.map(({ id }) => id),
    ...(exposures ? { exposure: exposureEntries(exposures), exposureUndecided: undecided.map(({ id }) => id) } : {}),
  };
  return jsonText(document);
}

/** A group with the workloads that it stands for. */
function endpointEntry(endpoint: Endpoint) {
  const { id, kind } = endpoint;
  if (endpoint.kind === 'ip' || !endpoint.group) return { id, kind };
  return { id, kind: 'group', workloads: endpoint.group.map((one) => one.id) };
}

function entryOf({ from, to, ports }: Connection) {
  return { from: from.id, to: to.id, ports: portsEntry(ports) };
}

/** With all that must come true. */
function conditionalEntry(connection: Connection) {
  return { ...entryOf(connection), subjectTo: connection.subjectTo ?? [] };
}

/** A range an entry, so that programs need not take lists of blocks apart. */
function exposureEntries(exposures: readonly Exposure[]) {
  const [outside, inside] = [true, false].map((wanted) =>
    exposures.filter(({ peer }) => (peer.kind === 'outside') === wanted),
  ) as [Exposure[], Exposure[]];
  return [
    ...exposureRows(inside).map(({ exposure, direction, ports, names }) => ({
      endpoint: exposure.endpoint.id,
      direction,
      peer: peerEntry(exposure.peer),
      ports: portsEntry(ports),
      ...(names.length > 0 ? { namedPorts: names.map(({ protocol, name }) => ({ protocol, name })) } : {}),
    })),
    ...outside.map(({ endpoint, direction, peer, ports }) => ({
      endpoint: endpoint.id,
      direction,
      peer: peerEntry(peer),
      ports: portsEntry(ports),
    })),
  ];
}

function peerEntry(peer: Exposure['peer']) {
  switch (peer.kind) {
    case 'entire-cluster':
      return { kind: 'cluster' };
    case 'outside':
      return { kind: 'ip', id: formatAddressRange(peer.range) };
    case 'pods': {
      const { namespaces, pods } = peer;
      const where =
        typeof namespaces === 'string' ? { namespace: namespaces } : { namespaceSelector: selectorSpec(namespaces) };
      return { kind: 'pods', ...where, podSelector: selectorSpec(pods) };
    }
  }
}
