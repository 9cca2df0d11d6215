import { Collector, LogReader } from './collector';
import { DnsAnswers } from './dns-answers';
import { HubbleEnds } from './hubble-ends';
import { decidersOf, verdictOf } from './hubble-verdict';
import { NOBODY } from '../record/end';
import { JsonMap, asCount, asList, asMap, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { DirectionProof, Observation, Side, portKindOf, turned } from '../record/observation';

/**
 * Hubble, of Cilium and of Retina: `hubble observe -o json`, the exporter's files with any field mask or aggregation,
 * flows without their envelope, lists of flows, and flows in the envelopes of other tools.
 */
export const HUBBLE: Collector = {
  id: 'hubble',
  title: 'Hubble (Cilium, Retina) as JSON',
  form: 'json',
  recognises: (entry) => {
    const map = asMap(entry);
    if (!map) return false;
    if (asMap(map.flow)) return isFlow(asMap(map.flow)!);
    if ('lost_events' in map || 'node_status' in map || 'agent_event' in map) return true;
    if (Array.isArray(map.flows)) return isFlow(asMap(map.flows[0]) ?? {});
    return isFlow(map);
  },
  open: () => new HubbleReader(),
};

function isFlow(flow: JsonMap): boolean {
  const hasEnds =
    asMap(flow.source) !== undefined || asMap(flow.destination) !== undefined || addressesOf(flow) !== undefined;
  return hasEnds && (typeof flow.verdict === 'string' || asMap(flow.l4) !== undefined || 'traffic_direction' in flow);
}

class HubbleReader implements LogReader {
  private readonly ends = new HubbleEnds();
  private readonly answers = new DnsAnswers();
  private flows = 0;
  private isRetina = false;
  private readonly seen = { ports: false, labels: false, addresses: false, verdict: false };
  private latestNode: string | undefined;

  public read(entry: unknown, sink: LogSink): void {
    const map = asMap(entry);
    const flow = map && (asMap(map.flow) ?? (isFlow(map) ? map : undefined));
    if (flow) this.readFlow(flow, asText(map.node_name), sink);
    else if (map && Array.isArray(map.flows)) this.readList(map.flows as unknown[], sink);
    else if (map) readNotice(map, sink);
    else sink.unreadable('this is no flow of Hubble');
  }

  public finish(sink: LogSink): void {
    if (this.flows === 0) return;
    for (const field of ['ports', 'labels', 'addresses', 'verdict'] as const) {
      if (!this.seen[field]) sink.missing(field);
    }
  }

  private readList(flows: readonly unknown[], sink: LogSink): void {
    for (const entry of flows) {
      const flow = asMap(entry);
      if (flow && isFlow(flow)) this.readFlow(flow, undefined, sink);
      else sink.unreadable('an element of "flows" is no flow of Hubble');
    }
  }

  private readFlow(flow: JsonMap, envelopeNode: string | undefined, sink: LogSink): void {
    this.flows++;
    const node = asText(flow.node_name) ?? envelopeNode;
    if (node !== undefined && node !== this.latestNode) sink.node((this.latestNode = node));
    if (!this.isRetina && flow.extensions !== undefined) {
      this.isRetina = true;
      sink.tool('Retina');
    }
    if (flow.Type === 'SOCK') {
      sink.passOver('address translations of sockets');
      return;
    }
    const observation = this.observationOf(flow, node);
    if (observation) sink.observe(observation);
    else sink.passOver('flows without ends');
  }

  private observationOf(flow: JsonMap, node: string | undefined): Observation | undefined {
    const { seen } = this;
    const at = momentOf(flow.time);
    const l7 = asMap(flow.l7);
    const isAnswer = l7?.type === 'RESPONSE';
    const dns = asMap(l7?.dns);
    if (dns && isAnswer) this.answers.add(dns, at);
    const ip = addressesOf(flow);
    const [source, destination] = [asMap(flow.source), asMap(flow.destination)];
    if (ip) seen.addresses = true;
    if (source?.labels !== undefined || destination?.labels !== undefined) seen.labels = true;
    if (flow.verdict !== undefined) seen.verdict = true;
    const from = this.ends.end(source, ip?.source, flow.source_names, flow.source_service, node);
    const to = this.ends.end(destination, ip?.destination, flow.destination_names, flow.destination_service, node);
    if (from === NOBODY && to === NOBODY) return undefined;

    const { protocol, sourcePort, port, flags } = transportOf(asMap(flow.l4));
    if (port !== undefined) seen.ports = true;
    const eventType = asNumber(asMap(flow.event_type)?.type);
    const { verdict, note } = verdictOf(flow, eventType);
    const by = decidersOf(flow, verdict);
    const side = sideOf(flow.traffic_direction);
    const { proof, isReply } = this.openerOf(flow, flags, isAnswer);
    const connection: Observation = {
      at,
      count: countOf(flow),
      from: this.answers.named(from, at),
      to: this.answers.named(to, at),
      protocol,
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(port === undefined ? {} : { port }),
      portKind: 'unknown',
      verdict,
      ...(by === undefined ? {} : { by }),
      ...(proof === undefined ? {} : { proof }),
      // The direction of a reply is that of its connection already.
      ...(side === undefined ? {} : { side }),
      ...(eventType === undefined ? {} : { event: EVENTS[eventType] ?? 'other' }),
      ...(note === undefined ? {} : { note }),
    };
    const opened = isReply ? turned(connection) : connection;
    // Hubble sees packets after Services are translated, so a pod's port is the pod's own.
    return { ...opened, portKind: portKindOf(opened.to) };
  }

  /** A denied packet never says who opened: a reply flag is absent then, and in Retina it is a guess. */
  private openerOf(
    flow: JsonMap,
    flags: JsonMap | undefined,
    isAnswer: boolean,
  ): { proof?: DirectionProof; isReply: boolean } {
    if (!this.isRetina) {
      if (typeof flow.is_reply === 'boolean') return { proof: 'flag', isReply: flow.is_reply };
      if (flow.reply === true || flow.trace_reason === 'REPLY' || isAnswer) return { proof: 'flag', isReply: true };
      if (flow.trace_reason === 'NEW' || flow.trace_reason === 'ESTABLISHED') return { proof: 'flag', isReply: false };
    }
    if (flags?.SYN === true) return { proof: 'syn', isReply: flags.ACK === true };
    return { isReply: false };
  }
}

/** Kinds of events by Cilium's message types. */
const EVENTS: Readonly<Record<number, string>> = { 1: 'drop', 4: 'trace', 5: 'policy-verdict', 129: 'l7' };

/** What a line says that is about no flow. */
function readNotice(map: JsonMap, sink: LogSink): void {
  const lost = asMap(map.lost_events);
  if (lost) {
    sink.lost(asNumber(lost.num_events_lost) ?? 0);
    sink.passOver('notices of lost events');
    return;
  }
  if (asMap(map.node_status)) {
    const { state_change: state, node_names: names } = asMap(map.node_status)!;
    if (state === 'NODE_UNAVAILABLE' || state === 'NODE_GONE' || state === 'NODE_ERROR') {
      const which = asList(names).filter((name) => typeof name === 'string');
      const at = momentOf(map.time);
      sink.gap(at, undefined, `not observed from then on: ${which.join(', ')}`);
    }
    sink.passOver('notices about nodes');
  } else if ('agent_event' in map || 'debug_event' in map) {
    sink.passOver('events of the agent');
  } else {
    sink.unreadable('this is no flow of Hubble');
  }
}

function addressesOf(flow: JsonMap): JsonMap | undefined {
  // A tool that reads Hubble writes the field in lower case.
  return asMap(flow.IP) ?? asMap(flow.ip);
}

interface Transport {
  readonly protocol: string | undefined;
  readonly sourcePort?: number | undefined;
  readonly port?: number | undefined;
  readonly flags?: JsonMap | undefined;
}

function transportOf(l4: JsonMap | undefined): Transport {
  if (!l4) return { protocol: undefined };
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const layer = asMap(l4[protocol]);
    if (!layer) continue;
    const [sourcePort, port] = [asPort(layer.source_port), asPort(layer.destination_port)];
    return { protocol, sourcePort, port, flags: asMap(layer.flags) };
  }
  if (asMap(l4.ICMPv4)) return { protocol: 'ICMP' };
  if (asMap(l4.ICMPv6)) return { protocol: 'ICMPv6' };
  return { protocol: undefined };
}

function sideOf(direction: unknown): Side | undefined {
  if (direction === 'EGRESS') return 'src';
  return direction === 'INGRESS' ? 'dst' : undefined;
}

/** Aggregating exporters write one line for many flows. */
function countOf(flow: JsonMap): number {
  const aggregate = asMap(flow.aggregate);
  if (!aggregate) return 1;
  const fields = ['ingress_flow_count', 'egress_flow_count', 'unknown_direction_flow_count'];
  return asCount(fields.reduce((sum, field) => sum + (asNumber(aggregate[field]) ?? 0), 0));
}
