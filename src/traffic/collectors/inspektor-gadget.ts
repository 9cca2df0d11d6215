import { Collector } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { JsonMap, asMap, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { Observation, portKindOf, turned } from '../record/observation';
import { addressEnd, labelsFrom, podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** Inspektor Gadget: `trace_tcp` and its like, and the older `trace network`. */
export const INSPEKTOR_GADGET: Collector = {
  id: 'inspektor-gadget',
  title: 'Inspektor Gadget (trace_tcp, trace network)',
  form: 'json',
  recognises: (entry) => {
    const map = asMap(entry);
    return map !== undefined && (isTrace(map) || isOldTrace(map));
  },
  open: () => ({
    read: (entry, sink) => {
      const map = asMap(entry);
      if (map && isTrace(map)) readTrace(map, sink);
      else if (map && isOldTrace(map)) readOldTrace(map, sink);
      else sink.unreadable('this is no event of Inspektor Gadget');
    },
  }),
};

const isTrace = (map: JsonMap) => 'addr' in (asMap(map.src) ?? {}) && 'addr' in (asMap(map.dst) ?? {});
const isOldTrace = (map: JsonMap) => typeof map.pktType === 'string' && 'addr' in (asMap(map.dst) ?? {});

function readTrace(map: JsonMap, sink: LogSink): void {
  if (map.type === 'close') {
    sink.passOver('ends of connections');
    return;
  }
  const [source, destination] = [asMap(map.src)!, asMap(map.dst)!];
  const node = asText(asMap(map.k8s)?.node) ?? asText(map.node);
  if (node !== undefined) sink.node(node);
  const [from, to] = [endOf(source), endOf(destination)];
  if (!from || !to) {
    sink.unreadable('an address cannot be read');
    return;
  }
  const [sourcePort, port] = [asPort(source.port), asPort(destination.port)];
  const error = asText(map.error);
  const observation: Observation = {
    at: momentOf(map.timestamp) ?? momentOf(map.time),
    count: 1,
    from,
    to,
    protocol: protocolName(source.proto ?? destination.proto ?? source.proto_raw),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: 'unknown',
    // It sees what a process asked of the kernel, and nothing of policies.
    verdict: error === 'ECONNREFUSED' || error === 'ECONNRESET' ? 'reset' : 'unknown',
    proof: 'stated',
    side: map.type === 'accept' ? 'dst' : 'src',
    ...(error === undefined ? {} : { note: `the connection failed: ${error}` }),
  };
  // What accepts is the source of the event, and the destination of the connection.
  const opened = map.type === 'accept' ? turned(observation) : observation;
  sink.observe({ ...opened, portKind: portKindOf(opened.to) });
}

function readOldTrace(map: JsonMap, sink: LogSink): void {
  const namespace = asText(map.namespace);
  const pod = asText(map.podName) ?? asText(map.podname);
  const other = endOf(asMap(map.dst)!);
  if (!other || namespace === undefined || pod === undefined) {
    sink.passOver('events of nodes');
    return;
  }
  const node = asText(map.node);
  if (node !== undefined) sink.node(node);
  const owner = asText(map.podOwner);
  const ip = plainAddress(map.podIP);
  const own = podEnd({
    namespace,
    pod,
    ...(ip === undefined ? {} : { ip }),
    ...(owner === undefined ? {} : { workload: { name: owner } }),
  });
  const outgoing = map.pktType === 'OUTGOING';
  const port = asPort(map.port);
  const to = outgoing ? other : own;
  sink.observe({
    at: momentOf(map.timestamp),
    count: 1,
    from: outgoing ? own : other,
    to,
    protocol: protocolName(map.proto),
    ...(port === undefined ? {} : { port }),
    portKind: portKindOf(to),
    verdict: 'unknown',
    proof: 'stated',
    side: outgoing ? 'src' : 'dst',
  });
}

/** The labels of a Service are its own and not those of its pods, so they are no labels of this end. */
function endOf(side: JsonMap): End | undefined {
  const ip = plainAddress(side.addr);
  const k8s = asMap(side.k8s) ?? side;
  const kind = asText(k8s.kind);
  const [namespace, name] = [asText(k8s.namespace), asText(k8s.name) ?? asText(k8s.podname)];
  if (kind === 'svc' && namespace !== undefined && name !== undefined) {
    const port = asPort(side.port);
    const service = {
      namespace,
      name,
      ...(ip === undefined ? {} : { address: ip }),
      ...(port === undefined ? {} : { port }),
    };
    return new End({ role: 'unknown', service });
  }
  if (kind === 'pod' && namespace !== undefined && name !== undefined) {
    const labels = labelsFrom((asText(k8s.labels) ?? '').split(',').filter((label) => label !== ''));
    return podEnd({
      namespace,
      pod: name,
      ...(ip === undefined ? {} : { ip }),
      ...(labels === undefined ? {} : { labels }),
    });
  }
  if (asNumber(side.version) === undefined && ip === undefined) return undefined;
  return ip === undefined ? undefined : addressEnd(ip);
}
