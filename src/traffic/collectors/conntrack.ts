import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { asPort } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

// Every repetition has a bound: a line is anybody's text, and must not take longer than its length.
const TUPLE = /src=([0-9a-fA-F.:]{2,45}) dst=([0-9a-fA-F.:]{2,45}) sport=(\d{1,5}) dport=(\d{1,5})/g;
const DPCTL_TUPLE = /(?:orig|reply)=\(src=([^,)]{2,45}),dst=([^,)]{2,45}),sport=(\d{1,5}),dport=(\d{1,5})/g;
const LINE = /^\s*(?:\[[\d.]+\]\s*)?(?:\[\w+\]\s*)?(?:ipv[46]\s+\d+\s+)?(tcp|udp|sctp|dccp|udplite)\b/;

/**
 * The kernel's table of connections: `conntrack -L`, `conntrack -E`, `/proc/net/nf_conntrack`, and Open vSwitch's. The
 * one log that states itself what a Service was translated to.
 */
export const CONNTRACK: Collector = {
  id: 'conntrack',
  title: 'conntrack (list, events, Open vSwitch)',
  form: 'lines',
  recognises: (entry) => LINE.test(entry as string) && tuplesOf(entry as string).length === 2,
  open: () => new ConntrackReader(),
};

interface Tuple {
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
}

function tuplesOf(line: string): Tuple[] {
  const found = [...line.matchAll(line.includes('orig=(') ? DPCTL_TUPLE : TUPLE)];
  return found.flatMap(([, source, destination, sourcePort, port]) => {
    const [src, dst] = [plainAddress(source), plainAddress(destination)];
    const [sport, dport] = [asPort(sourcePort), asPort(port)];
    return src === undefined || dst === undefined || sport === undefined || dport === undefined
      ? []
      : [{ src, dst, sport, dport }];
  });
}

/** All entries of one client's connection: a packet can meet several zones, each with a translation of its own. */
interface Connection {
  readonly protocol: string;
  readonly client: { readonly ip: string; readonly port: number };
  /** What was dialled, to what answers there. */
  readonly hops: Map<string, { readonly dialled: Tuple; readonly answers: Tuple }>;
  answered: boolean;
  readonly line: number;
  count: number;
}

const MOST_CONNECTIONS = 500_000;
const MOST_HOPS = 16;

class ConntrackReader implements LogReader {
  private readonly connections = new Map<string, Connection>();
  private line = 0;

  public read(entry: unknown, sink: LogSink): void {
    this.line++;
    const text = entry as string;
    const protocol = protocolName(LINE.exec(text)?.[1]);
    const [original, reply, ...more] = tuplesOf(text);
    if (!original || !reply || more.length > 0 || protocol === undefined) {
      if (/^conntrack v|flow entries have been/.test(text)) sink.passOver('headers');
      else if (/\b(icmp|icmpv6|unknown|gre|igmp)\b/.test(text)) sink.passOver('entries without ports');
      else sink.unreadable('this is no entry of the connection table');
      return;
    }
    if (/^\s*\[DESTROY\]/.test(text)) {
      sink.passOver('ends of connections');
      return;
    }
    if (this.connections.size >= MOST_CONNECTIONS) this.finish(sink);
    const key = `${protocol} ${original.src} ${original.sport}`;
    let connection = this.connections.get(key);
    if (!connection) {
      const client = { ip: original.src, port: original.sport };
      connection = { protocol, client, hops: new Map(), answered: false, line: this.line, count: 0 };
      this.connections.set(key, connection);
    }
    connection.count++;
    if (!text.includes('[UNREPLIED]')) connection.answered = true;
    const hop = `${original.dst} ${original.dport}`;
    if (connection.hops.size < MOST_HOPS || connection.hops.has(hop)) {
      connection.hops.set(hop, { dialled: original, answers: reply });
    }
  }

  public finish(sink: LogSink): void {
    if (this.connections.size > 0) sink.missing('time');
    for (const connection of this.connections.values()) {
      if (this.isReply(connection)) sink.passOver('replies that a zone took for connections');
      else this.observe(connection, sink);
    }
    this.connections.clear();
  }

  /** In a zone that did not see the opening, the server's packets look like a connection of its own. */
  private isReply(connection: Connection): boolean {
    const { protocol, client, hops } = connection;
    return [...hops.values()].some(({ dialled }) => {
      const other = this.connections.get(`${protocol} ${dialled.dst} ${dialled.dport}`);
      if (!other || other === connection || !other.hops.has(`${client.ip} ${client.port}`)) return false;
      // Of the two, the one that was translated, or has the higher port, or was there first, is the client's.
      const translated = Number(isTranslated(other)) - Number(isTranslated(connection));
      if (translated !== 0) return translated > 0;
      return other.client.port === client.port ? other.line < connection.line : other.client.port > client.port;
    });
  }

  private observe({ protocol, client, hops, answered, count }: Connection, sink: LogSink): void {
    const reached = [...hops.values()].map(({ answers }) => `${answers.src} ${answers.sport}`);
    // What was dialled first is what no other hop leads to.
    const first = [...hops].find(([dialled]) => !reached.includes(dialled));
    const start = first?.[1] ?? [...hops.values()][0]!;
    let last = start;
    for (let steps = 0; steps < MOST_HOPS; steps++) {
      const next = hops.get(`${last.answers.src} ${last.answers.sport}`);
      if (!next || next === last) break;
      last = next;
    }
    const [ip, port] = [last.answers.src, last.answers.sport];
    const translated = ip !== start.dialled.dst || port !== start.dialled.dport;
    const masqueraded = last.answers.dst !== client.ip;
    sink.observe({
      at: undefined,
      count,
      attempts: 1,
      from: addressEnd(client.ip),
      to: translated ? dialledEnd(ip, start.dialled) : addressEnd(ip),
      protocol,
      sourcePort: client.port,
      port,
      // Where nothing was translated it can be a pod, or a Service that has no pods.
      portKind: translated ? 'pod' : answered ? 'unknown' : 'service',
      verdict: answered ? 'allowed' : 'unknown',
      proof: 'stated',
      ...(answered ? {} : { note: 'no answer was seen' }),
      ...(answered || !masqueraded
        ? {}
        : { note: `no answer was seen; the pod sees ${last.answers.dst} as the source` }),
      ...(answered && masqueraded ? { note: `the pod sees ${last.answers.dst} as the source` } : {}),
    });
  }
}

function isTranslated({ hops }: Connection): boolean {
  return [...hops.values()].some(
    ({ dialled, answers }) => dialled.dst !== answers.src || dialled.dport !== answers.sport,
  );
}

function dialledEnd(ip: string, { dst, dport }: Tuple): End {
  return addressEnd(ip, { service: { address: dst, port: dport } });
}
