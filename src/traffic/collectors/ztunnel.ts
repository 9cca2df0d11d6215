import { Collector, LogReader } from './collector';
import { addressAndPort } from '../record/address';
import { DialledService, End } from '../record/end';
import { JsonMap, asMap, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { addressEnd, podEnd } from '../record/pod-end';

const FIELD = /\b([a-z_]{1,30}(?:\.[a-z_]{1,30}){0,3})=("(?:[^"\\]|\\.){0,1000}"|\S+)/g;

/** The access log of ztunnel, Istio's ambient node proxy, as text. It writes a line when a connection has ended. */
export const ZTUNNEL: Collector = {
  id: 'ztunnel',
  title: 'Istio ztunnel as text',
  form: 'lines',
  recognises: (entry) => /\bsrc\.addr=/.test(entry as string) && /\bdst\.addr=/.test(entry as string),
  open: (): LogReader => ({
    read: (entry, sink) => {
      const line = entry as string;
      const fields = new Map<string, string>();
      for (const [, name, value] of line.matchAll(FIELD)) fields.set(name!, value!.replace(/^"|"$/g, ''));
      const time = momentOf(/^\S+/.exec(line)?.[0]);
      readFields((name) => fields.get(name), time, line, sink);
    },
  }),
};

/** The same with `LOG_FORMAT=json`. */
export const ZTUNNEL_JSON: Collector = {
  id: 'ztunnel-json',
  title: 'Istio ztunnel as JSON',
  form: 'json',
  recognises: (entry) => {
    const map = asMap(entry);
    return map !== undefined && 'src.addr' in map && 'dst.addr' in map;
  },
  open: (): LogReader => ({
    read: (entry, sink) => {
      const map: JsonMap = asMap(entry) ?? {};
      readFields((name) => asText(map[name]), momentOf(map.time), asText(map.message) ?? '', sink);
    },
  }),
};

type Field = (name: string) => string | undefined;

function readFields(field: Field, at: number | undefined, line: string, sink: LogSink): void {
  if (field('src.addr') === undefined && field('dst.addr') === undefined) {
    if (/^\S+\s+(info|warn|error|debug|trace)\b/i.test(line)) sink.passOver('other lines of ztunnel');
    else sink.unreadable('this is no line of ztunnel');
    return;
  }
  if (/connection opened/.test(line)) {
    sink.passOver('beginnings of connections, whose end is read');
    return;
  }
  const source = addressAndPort(field('src.addr'));
  const packet = addressAndPort(field('dst.addr'));
  // Over HBONE the packet goes to the tunnel's port, and this is where the client wanted to go.
  const inner = addressAndPort(field('dst.hbone_addr'));
  const wanted = inner ?? packet;
  if (!source || !wanted || !packet) {
    sink.unreadable('an address cannot be read');
    return;
  }
  const service = serviceOf(field('dst.service'));
  const workload = field('dst.workload');
  const namespace = field('dst.namespace');
  // Through a waypoint the tunnel is told the Service, and no workload is known.
  const toWorkload = workload !== undefined && namespace !== undefined;
  const error = field('error');
  const denied = error !== undefined && /policy rejection/.test(error);
  sink.observe({
    at,
    count: 1,
    from: endOf(field('src.workload'), field('src.namespace'), source.ip),
    to: toWorkload
      ? podEnd({ namespace, pod: workload, ip: wanted.ip, ...(service ? { service } : {}) })
      : service
        ? new End({ role: 'unknown', ip: wanted.ip, service })
        : addressEnd(wanted.ip),
    protocol: 'TCP',
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
    ...(wanted.port === undefined ? {} : { port: wanted.port }),
    portKind: toWorkload ? 'pod' : service || inner ? 'service' : 'unknown',
    ...(inner && packet.port !== undefined ? { transportPort: packet.port } : {}),
    verdict: denied || error !== undefined ? 'unknown' : 'allowed',
    proof: 'stated',
    ...(field('direction') === 'outbound' ? { side: 'src' as const } : {}),
    ...(field('direction') === 'inbound' ? { side: 'dst' as const } : {}),
    ...(denied ? { note: "rejected by Istio's authorization policy, which is no NetworkPolicy" } : {}),
    ...(error !== undefined && !denied ? { note: 'the connection failed, which says nothing of policies' } : {}),
  });
}

function endOf(workload: string | undefined, namespace: string | undefined, ip: string): End {
  return workload === undefined || namespace === undefined ? addressEnd(ip) : podEnd({ namespace, pod: workload, ip });
}

function serviceOf(host: string | undefined): DialledService | undefined {
  const parts = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(host ?? '');
  return parts ? { namespace: parts[2]!, name: parts[1]! } : undefined;
}
