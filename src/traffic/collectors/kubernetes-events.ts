import { Collector } from './collector';
import { plainAddress } from '../record/address';
import { End, EndRole } from '../record/end';
import { JsonMap, asCount, asList, asMap, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { Decider } from '../record/observation';
import { addressEnd, podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

const MESSAGE =
  /^(Incoming|Outgoing) packet dropped \(([a-z_ ]{1,60})\) (?:from|to) (\S{1,320})(?: \((\S{1,64})\))? (TCP|UDP|SCTP|ICMPv4|ICMPv6)(?:\/(\d{1,5}))?\.?(.*)$/s;

/** The events that Cilium writes about dropped packets, as `kubectl get events -A -o json` shows them. */
export const KUBERNETES_EVENTS: Collector = {
  id: 'kubernetes-events',
  title: 'Kubernetes events of dropped packets',
  form: 'json',
  recognises: (entry) => eventsIn(entry).some(({ reason }) => reason === 'PacketDrop'),
  open: () => ({
    read: (entry, sink) => {
      const events = eventsIn(entry);
      if (events.length === 0) sink.unreadable('this is no Kubernetes event');
      for (const event of events) readEvent(event, sink);
    },
  }),
};

function eventsIn(entry: unknown): JsonMap[] {
  const map = asMap(entry);
  if (!map) return [];
  if (Array.isArray(map.items)) return asList(map.items).flatMap((item) => eventsIn(item));
  return asMap(map.involvedObject) || asMap(map.regarding) ? [map] : [];
}

function readEvent(event: JsonMap, sink: LogSink): void {
  if (event.reason !== 'PacketDrop') {
    sink.passOver('events about other things');
    return;
  }
  const parts = MESSAGE.exec(asText(event.message) ?? asText(event.note) ?? '');
  const subject = asMap(event.involvedObject) ?? asMap(event.regarding);
  const [namespace, pod] = [asText(subject?.namespace), asText(subject?.name)];
  if (!parts || namespace === undefined || pod === undefined) {
    sink.unreadable('the message of the event has another form than those that are known');
    return;
  }
  const [, direction, reason, peerText, peerAddress, protocol, portText, tail] = parts as unknown as (
    string | undefined
  )[];
  const node = asText(asMap(event.source)?.host);
  if (node !== undefined) sink.node(node);
  const incoming = direction === 'Incoming';
  const [own, peer] = [podEnd({ namespace, pod }), peerEnd(peerText!, peerAddress)];
  const port = asPort(portText);
  const to = incoming ? own : peer;
  const denied = reason === 'policy_denied' || reason === 'policy_deny';
  const by = denied ? deniedBy(tail ?? '', namespace) : [];
  const at = momentOf(event.firstTimestamp) ?? momentOf(event.eventTime);
  const until = momentOf(event.lastTimestamp);
  // No event says who opened. A port that clients use is likely a reply's.
  const isClientPort = port !== undefined && port >= 32_768;
  sink.remark('Events of drops come at most every two minutes, so their number says little.');
  sink.observe({
    at,
    ...(until === undefined ? {} : { until }),
    count: asCount(event.count),
    from: incoming ? peer : own,
    to,
    protocol: protocolName(protocol),
    ...(port === undefined ? {} : { port }),
    portKind: to.facts.role === 'workload' ? 'pod' : to.facts.role === 'node' ? 'node' : 'unknown',
    verdict: denied ? 'denied' : 'unknown',
    ...(by.length > 0 ? { by } : {}),
    ...(isClientPort ? {} : { proof: 'heuristic' as const }),
    side: incoming ? 'dst' : 'src',
    weak: true,
    ...(denied ? {} : { note: `dropped, but not by a policy: ${reason}` }),
  });
}

const ROLES: ReadonlyMap<string, EndRole> = new Map([
  ['host', 'node'],
  ['remote-node', 'node'],
  ['kube-apiserver', 'node'],
  ['health', 'node'],
  ['world', 'external'],
  ['ingress', 'loadBalancer'],
]);

/** `shop/web (10.1.0.8)`, `remote-node (192.0.2.4)`, or an address. */
function peerEnd(text: string, inBrackets: string | undefined): End {
  const ip = plainAddress(inBrackets) ?? plainAddress(text);
  const address = ip === undefined ? {} : { ip };
  const slash = text.indexOf('/');
  if (slash > 0) return podEnd({ namespace: text.slice(0, slash), pod: text.slice(slash + 1), ...address });
  if (plainAddress(text) !== undefined) return addressEnd(ip!);
  return new End({ role: ROLES.get(text) ?? 'unknown', entity: text, ...address });
}

/** "Applied policies" select the pod and need not be those that deny; "Denied by" names those that do. */
function deniedBy(text: string, namespace: string): Decider[] {
  return [...text.matchAll(/Denied by (clusterwide )?policies: ([^.]{1,2000})/gi)].flatMap(([, clusterwide, list]) =>
    list!.split(/, ?/).flatMap((entry) => {
      const [kind, ...name] = entry.trim().split('/');
      return name.length === 0
        ? []
        : [{ kind: kind!, ...(clusterwide ? {} : { ns: namespace }), name: name.join('/') }];
    }),
  );
}
