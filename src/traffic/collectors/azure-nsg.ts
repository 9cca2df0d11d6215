import { Collector } from './collector';
import { plainAddress } from '../record/address';
import { JsonMap, asCount, asList, asMap, asNumber, asPort, asText, asTexts } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOfEpoch } from '../record/moment';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** Flow logs of network security groups and of virtual networks. Their verdict is never a NetworkPolicy's. */
export const AZURE: Collector = {
  id: 'azure',
  title: 'Azure NSG and virtual network flow logs',
  form: 'json',
  recognises: (entry) => recordsIn(entry).some((record) => tuplesIn(record).length > 0),
  open: () => ({
    read: (entry, sink) => {
      const records = recordsIn(entry);
      if (records.length === 0) sink.unreadable('this is no flow log of Azure');
      for (const record of records) {
        for (const { tuple, rule } of tuplesIn(record)) readTuple(tuple, rule, sink);
      }
    },
  }),
};

function recordsIn(entry: unknown): JsonMap[] {
  const map = asMap(entry);
  if (!map) return [];
  if (Array.isArray(map.records)) return asList(map.records).flatMap<JsonMap>((record) => asMap(record) ?? []);
  return asMap(map.properties) || asMap(map.flowRecords) ? [map] : [];
}

/** Security groups: `properties.flows[].flows[].flowTuples`; networks: `flowRecords.flows[].flowGroups[].flowTuples`. */
function tuplesIn(record: JsonMap): { tuple: string; rule: string | undefined }[] {
  const body = asMap(record.properties) ?? asMap(record.flowRecords);
  return asList(body?.flows).flatMap((value) => {
    const flow = asMap(value);
    const groups = asList(flow?.flows ?? flow?.flowGroups);
    return groups.flatMap((group) => {
      const rule = asText(flow?.rule) ?? asText(asMap(group)?.rule);
      return asTexts(asMap(group)?.flowTuples).map((tuple) => ({ tuple, rule }));
    });
  });
}

function readTuple(tuple: string, rule: string | undefined, sink: LogSink): void {
  const [time, sourceText, destinationText, sourcePortText, portText, protocol, direction, fifth, state, ...counters] =
    tuple.split(',');
  const [source, destination] = [plainAddress(sourceText), plainAddress(destinationText)];
  if (source === undefined || destination === undefined) {
    sink.unreadable('a tuple has addresses that cannot be read');
    return;
  }
  const [sourcePort, port] = [asPort(sourcePortText), asPort(portText)];
  const denied = fifth === 'D' || state === 'D';
  const packets = (asNumber(counters[0]) ?? 0) + (asNumber(counters[2]) ?? 0);
  sink.observe({
    at: momentOfEpoch(asNumber(time)),
    count: asCount(packets),
    from: addressEnd(source),
    to: addressEnd(destination),
    protocol: protocol === 'T' ? 'TCP' : protocol === 'U' ? 'UDP' : protocolName(protocol),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: 'unknown',
    verdict: 'unknown',
    proof: 'stated',
    ...(direction === 'O' ? { side: 'src' as const } : direction === 'I' ? { side: 'dst' as const } : {}),
    note: denied
      ? `denied by the security group's rule ${rule ?? '?'}, not by a NetworkPolicy`
      : 'let through by a security group, which says nothing of NetworkPolicies',
  });
}
