import { Collector, LogReader } from './collector';
import { addressAndPort } from '../record/address';
import { DialledService, End } from '../record/end';
import { JsonMap, asMap, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { addressEnd } from '../record/pod-end';

/** Access logs of Istio's sidecars and gateways as JSON. */
export const ISTIO_JSON: Collector = {
  id: 'istio',
  title: 'Istio access log as JSON',
  form: 'json',
  recognises: (entry) => {
    const map = asMap(entry);
    return map !== undefined && 'upstream_cluster' in map && 'downstream_remote_address' in map;
  },
  open: () => ({
    read: (entry, sink) => {
      const map = asMap(entry);
      if (map && 'upstream_cluster' in map) observe(map, sink);
      else if (map) sink.passOver('other lines of the proxy');
      else sink.unreadable('this is no access log of Istio');
    },
  }),
};

/**
 * The default text of Istio, from behind: the fields before may hold anything that a client sent.
 * `… "host" upstream_cluster upstream_local downstream_local downstream_remote server_name route`
 */
const TEXT =
  /^\[(\d{4}-\d\d-\d\dT[\d:.]+Z)\] "[^"\n]*" (\d+|-) (\S+) .* "(\S+)" (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\s*$/;

/** Access logs of Istio's sidecars and gateways in the text that is the default. */
export const ISTIO_TEXT: Collector = {
  id: 'istio-text',
  title: 'Istio access log as text',
  form: 'lines',
  recognises: (entry) => TEXT.test(entry as string),
  open: (): LogReader => ({
    read: (entry, sink) => {
      const parts = TEXT.exec(entry as string);
      if (!parts) {
        if (/^\d{4}-\d\d-\d\dT\S+\t\w+\t/.test(entry as string)) sink.passOver('other lines of the proxy');
        else sink.unreadable('this is no access log of Istio');
        return;
      }
      const [, start, code, flags, host, cluster, upstreamLocal, downstreamLocal, downstreamRemote] = parts;
      observe(
        {
          start_time: start,
          response_code: code,
          response_flags: flags,
          upstream_host: host,
          upstream_cluster: cluster,
          upstream_local_address: upstreamLocal,
          downstream_local_address: downstreamLocal,
          downstream_remote_address: downstreamRemote,
        },
        sink,
      );
    },
  }),
};

function observe(map: JsonMap, sink: LogSink): void {
  const cluster = asText(map.upstream_cluster) ?? '-';
  const inbound = cluster.startsWith('inbound|') || cluster.startsWith('InboundPassthrough');
  const client = addressAndPort(map.downstream_remote_address);
  const dialled = addressAndPort(map.downstream_local_address);
  const upstream = addressAndPort(map.upstream_host);
  // An inbound proxy connects to its own pod: what was dialled is the pod, and what it connects to is local.
  const server = inbound ? dialled : (upstream ?? dialled);
  if (!client || !server) {
    sink.passOver('requests without addresses of both ends');
    return;
  }
  // A gateway's own connection comes from the gateway, whoever its client is.
  const own = inbound ? undefined : addressAndPort(map.upstream_local_address);
  const service = inbound ? undefined : serviceOf(cluster, dialled);
  const reached = upstream !== undefined;
  const failed = /\b(UF|NR|UH|URX|NC)\b/.test(asText(map.response_flags) ?? '');
  const source = own ?? client;
  sink.missing('workloads');
  sink.observe({
    at: momentOf(map.start_time),
    count: 1,
    from: addressEnd(source.ip),
    to: service ? new End({ role: 'unknown', ip: server.ip, service }) : addressEnd(server.ip),
    protocol: 'TCP',
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
    ...(server.port === undefined ? {} : { port: server.port }),
    // Without an endpoint of its own the proxy passed on what was dialled: a Service's address, it may be.
    portKind: inbound || (reached && !cluster.startsWith('Passthrough')) ? 'pod' : 'unknown',
    verdict: failed || !reached ? 'unknown' : 'allowed',
    proof: 'stated',
    side: inbound ? 'dst' : 'src',
    ...(failed || !reached ? { note: 'the proxy could not connect, which says nothing of policies' } : {}),
  });
}

/** `outbound|80|v1|orders.shop.svc.cluster.local`. */
function serviceOf(cluster: string, dialled: { ip: string } | undefined): DialledService | undefined {
  const [direction, port, , host] = cluster.split('|');
  if (direction !== 'outbound' || host === undefined) return undefined;
  const parts = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(host);
  if (!parts) return undefined;
  const number = asPort(port);
  return {
    namespace: parts[2]!,
    name: parts[1]!,
    ...(dialled === undefined ? {} : { address: dialled.ip }),
    ...(number === undefined ? {} : { port: number }),
  };
}
