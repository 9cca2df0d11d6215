import { Collector } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { JsonMap, asCount, asList, asMap, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOfEpoch } from '../record/moment';
import { Decider, Observation, Side, portKindOf, turned } from '../record/observation';
import { addressEnd, podEnd } from '../record/pod-end';
import { isPolicyProtocol, protocolName } from '../record/protocol-name';

/** NetObserv's flows, a record a line or as Loki answers with them. */
export const NETOBSERV: Collector = {
  id: 'netobserv',
  title: 'NetObserv (lines, or an answer of Loki)',
  form: 'json',
  recognises: (entry) => {
    const [first] = recordsIn(entry);
    return first !== undefined && ('Etype' in first || 'TimeFlowStartMs' in first);
  },
  open: () => ({
    read: (entry, sink) => {
      const records = recordsIn(entry);
      if (records.length === 0) sink.unreadable('this is no flow of NetObserv');
      for (const record of records) readRecord(record, sink);
    },
  }),
};

/** Loki keeps a record as JSON in a string, and the labels of its stream beside it. */
function recordsIn(entry: unknown): JsonMap[] {
  const map = asMap(entry);
  if (!map) return [];
  const results = asMap(map.data)?.result;
  if (!Array.isArray(results)) return 'SrcAddr' in map || 'Etype' in map ? [map] : [];
  return asList(results).flatMap((value) => {
    const result = asMap(value);
    const stream = asMap(result?.stream) ?? {};
    return asList(result?.values).flatMap<JsonMap>((pair) => {
      const [, text] = asList(pair);
      if (typeof text !== 'string') return [];
      try {
        const record = asMap(JSON.parse(text));
        return record ? [{ ...stream, ...record }] : [];
      } catch {
        return [];
      }
    });
  });
}

const SYN = 2;
const SYN_ACK = 0x100;

function readRecord(record: JsonMap, sink: LogSink): void {
  const [source, destination] = [plainAddress(record.SrcAddr), plainAddress(record.DstAddr)];
  if (source === undefined || destination === undefined) {
    sink.passOver('flows without IP addresses');
    return;
  }
  sink.sampled(asNumber(record.Sampling) ?? 1);
  for (const node of [asText(record.SrcK8S_HostName), asText(record.DstK8S_HostName)]) {
    if (node !== undefined) sink.node(node);
  }
  const until = momentOfEpoch(asNumber(record.TimeFlowEndMs));
  const protocol = protocolName(asNumber(record.Proto));
  // For ICMP the fields hold what was there before.
  const [sourcePort, port] = isPolicyProtocol(protocol) ? [asPort(record.SrcPort), asPort(record.DstPort)] : [];
  const by = deniedBy(record);
  const dropped = (asNumber(record.PktDropPackets) ?? 0) > 0;
  const flags = asNumber(record.Flags) ?? 0;
  const side: Side | undefined = { '0': 'dst', '1': 'src' }[String(record.FlowDirection)] as Side | undefined;
  const observation: Observation = {
    at: momentOfEpoch(asNumber(record.TimeFlowStartMs)),
    ...(until === undefined ? {} : { until }),
    count: asCount(record.Packets),
    from: endOf(record, 'Src', source),
    to: endOf(record, 'Dst', destination),
    protocol,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: 'unknown',
    // Only an event of the ACL feature is about a policy; the kernel drops packets for many reasons.
    verdict: by.length > 0 ? 'denied' : dropped ? 'unknown' : 'allowed',
    ...(by.length > 0 ? { by } : {}),
    ...((flags & (SYN | SYN_ACK)) !== 0 ? { proof: 'syn' as const } : {}),
    ...(side === undefined ? {} : { side }),
    ...(dropped && by.length === 0
      ? { note: `packets were dropped, but not by a policy: ${asText(record.PktDropLatestDropCause) ?? 'no cause'}` }
      : {}),
  };
  const opened = (flags & SYN_ACK) !== 0 && (flags & SYN) === 0 ? turned(observation) : observation;
  sink.observe({ ...opened, portKind: portKindOf(opened.to) });
}

function deniedBy(record: JsonMap): Decider[] {
  return asList(record.NetworkEvents).flatMap((value) => {
    const event = asMap(value);
    if (event?.Feature !== 'acl' || !/drop|deny|reject/i.test(asText(event.Action) ?? '')) return [];
    const [kind, ns, name] = [asText(event.Type), asText(event.Namespace), asText(event.Name)];
    return [
      { ...(kind === undefined ? {} : { kind }), ...(ns === undefined ? {} : { ns }), name: name ?? '(default deny)' },
    ];
  });
}

function endOf(record: JsonMap, side: 'Src' | 'Dst', ip: string): End {
  const read = (field: string) => asText(record[`${side}K8S_${field}`]);
  const [type, ns, name, owner, ownerKind] = ['Type', 'Namespace', 'Name', 'OwnerName', 'OwnerType'].map(read);
  if (type === 'Pod' && ns !== undefined && name !== undefined) {
    return podEnd({
      namespace: ns,
      pod: name,
      ip,
      ...(owner === undefined || ownerKind === 'Node'
        ? {}
        : { workload: { name: owner, ...(ownerKind === undefined ? {} : { kind: ownerKind }) } }),
    });
  }
  if (type === 'Node' && name !== undefined) return new End({ role: 'node', node: name, ip });
  if (type === 'Service' && ns !== undefined && name !== undefined) {
    return new End({ role: 'unknown', ip, service: { namespace: ns, name, address: ip } });
  }
  return addressEnd(ip);
}
