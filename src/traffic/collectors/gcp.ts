import { Collector } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { JsonMap, asCount, asList, asMap, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { Decider, Side } from '../record/observation';
import { addressEnd, podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** GKE's network policy logging: verdicts of connections, with the policies that allowed them. */
export const GKE: Collector = {
  id: 'gke',
  title: 'GKE network policy logging',
  form: 'json',
  recognises: (entry) => {
    const payload = payloadOf(entry);
    return asMap(payload?.connection) !== undefined && typeof payload!.disposition === 'string';
  },
  open: () => ({ read: readVerdict }),
};

/** VPC flow logs of Google Cloud. They have no verdict. */
export const GCP_VPC: Collector = {
  id: 'gcp-vpc',
  title: 'Google Cloud VPC flow logs',
  form: 'json',
  recognises: (entry) => {
    const payload = payloadOf(entry);
    return asMap(payload?.connection) !== undefined && !('disposition' in payload!);
  },
  open: () => ({ read: readVpcFlow }),
};

/** Cloud Logging wraps what a node's file has bare. */
function payloadOf(entry: unknown): JsonMap | undefined {
  const map = asMap(entry);
  return asMap(map?.jsonPayload) ?? map;
}

function readVerdict(entry: unknown, sink: LogSink): void {
  const payload = payloadOf(entry);
  const connection = asMap(payload?.connection);
  const disposition = asText(payload?.disposition);
  if (!connection || disposition === undefined) {
    sink.unreadable('this is no verdict of GKE');
    return;
  }
  const node = asText(payload!.node_name);
  if (node !== undefined) sink.node(node);
  const from = endOf(asMap(payload!.src), connection.src_ip);
  const to = endOf(asMap(payload!.dest), connection.dest_ip);
  if (!from || !to) {
    sink.unreadable('an address cannot be read');
    return;
  }
  const by = asList(payload!.policies).flatMap((value) => deciderOf(asMap(value)));
  const side: Side | undefined =
    connection.direction === 'egress' ? 'src' : connection.direction === 'ingress' ? 'dst' : undefined;
  sink.observe({
    at: momentOf(payload!.timestamp) ?? momentOf(asMap(entry)?.timestamp),
    count: asCount(payload!.count),
    // Denied connections are put together; each is one that was tried.
    attempts: disposition === 'deny' ? asCount(payload!.count) : 1,
    from,
    to,
    ...portsOf(connection),
    portKind: to.facts.role === 'workload' ? 'pod' : 'unknown',
    verdict: disposition === 'allow' ? 'allowed' : disposition === 'deny' ? 'denied' : 'unknown',
    ...(by.length > 0 ? { by } : {}),
    proof: 'stated',
    ...(side === undefined ? {} : { side }),
  });
}

function readVpcFlow(entry: unknown, sink: LogSink): void {
  const payload = payloadOf(entry);
  const connection = asMap(payload?.connection);
  const from = connection && endOf(gkeOf(payload!, 'src'), connection.src_ip);
  const to = connection && endOf(gkeOf(payload!, 'dest'), connection.dest_ip);
  if (!from || !to) {
    sink.unreadable('this is no VPC flow of Google Cloud');
    return;
  }
  sink.missing('verdict');
  const until = momentOf(payload!.end_time);
  const side: Side | undefined = payload!.reporter === 'SRC' ? 'src' : payload!.reporter === 'DEST' ? 'dst' : undefined;
  sink.observe({
    at: momentOf(payload!.start_time) ?? momentOf(asMap(entry)?.timestamp),
    ...(until === undefined ? {} : { until }),
    count: asCount(payload!.packets_sent),
    from,
    to,
    ...portsOf(connection),
    portKind: 'unknown',
    verdict: 'unknown',
    ...(side === undefined ? {} : { side }),
  });
}

/** With GKE annotations, the flow names the pods. */
function gkeOf(payload: JsonMap, side: 'src' | 'dest'): JsonMap | undefined {
  const details = asMap(payload[`${side}_gke_details`]);
  const pod = asMap(details?.pod);
  const namespace = asText(pod?.pod_namespace);
  if (namespace === undefined) return undefined;
  const workload = asMap(pod!.pod_workload);
  return {
    pod_name: pod!.pod_name,
    pod_namespace: namespace,
    workload_name: workload?.workload_name,
    workload_kind: kindOf(asText(workload?.workload_type)),
  };
}

/** `DEPLOYMENT` is how VPC flows spell what pods call `Deployment`. */
function kindOf(word: string | undefined): string | undefined {
  const kinds: Readonly<Record<string, string>> = {
    DEPLOYMENT: 'Deployment',
    REPLICA_SET: 'ReplicaSet',
    STATEFUL_SET: 'StatefulSet',
    DAEMON_SET: 'DaemonSet',
    JOB: 'Job',
    CRON_JOB: 'CronJob',
    REPLICATION_CONTROLLER: 'ReplicationController',
  };
  return word !== undefined && Object.hasOwn(kinds, word) ? kinds[word] : undefined;
}

function endOf(side: JsonMap | undefined, address: unknown): End | undefined {
  const ip = plainAddress(address);
  const namespace = asText(side?.pod_namespace) ?? asText(side?.namespace);
  const pod = asText(side?.pod_name);
  if (namespace !== undefined && pod !== undefined) {
    const [name, kind] = [asText(side!.workload_name), asText(side!.workload_kind)];
    return podEnd({
      namespace,
      pod,
      ...(ip === undefined ? {} : { ip }),
      ...(name === undefined ? {} : { workload: { name, ...(kind === undefined ? {} : { kind }) } }),
    });
  }
  if (ip === undefined) return undefined;
  const instance = asText(side?.instance);
  return instance === undefined ? addressEnd(ip) : new End({ role: 'node', node: instance, ip });
}

function portsOf(connection: JsonMap): { protocol: string | undefined; sourcePort?: number; port?: number } {
  const [sourcePort, port] = [asPort(connection.src_port), asPort(connection.dest_port)];
  return {
    protocol: protocolName(connection.protocol),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
  };
}

function deciderOf(map: JsonMap | undefined): Decider[] {
  const name = asText(map?.name);
  if (name === undefined) return [];
  const [kind, ns] = [asText(map!.kind), asText(map!.namespace)];
  return [{ ...(kind === undefined ? {} : { kind }), ...(ns === undefined ? {} : { ns }), name }];
}
