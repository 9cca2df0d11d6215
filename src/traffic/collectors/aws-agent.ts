import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { JsonMap, asList, asMap, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf, momentOfEpoch } from '../record/moment';
import { Verdict } from '../record/observation';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** Lines of one message; IPv6 has colons where IPv4 has none. */
const MESSAGE =
  /Src IP:? (\S+) Src Port:? (\d+) Dest IP:? (\S+) Dest Port:? (\d+) Proto:? (\S+) Verdict:? (\S+?)(?: Direction:? (\w+))?(?:,? Tier:? (\w+))?\s*$/;
const CLOUDWATCH =
  /SIP: (\S+?);\s*SPORT: (\d+);\s*DIP: (\S+?);\s*DPORT: (\d+);\s*PROTOCOL: (\S+?);\s*PolicyVerdict: ([A-Z/]+)(?:;\s*Tier: (\w+))?/;

/** The agent's file on a node, as its JSON lines. */
export const AWS_AGENT: Collector = {
  id: 'aws-agent',
  title: 'AWS network policy agent (file on the node)',
  form: 'json',
  recognises: (entry) => {
    const map = asMap(entry);
    return map !== undefined && (MESSAGE.test(asText(map.msg) ?? '') || 'Src IP' in map);
  },
  open: () => ({ read: (entry, sink) => readFileEntry(asMap(entry), sink) }),
};

/** What the agent sends to CloudWatch: plain lines, or events as the AWS command line exports them. */
export const AWS_CLOUDWATCH: Collector = {
  id: 'aws-cloudwatch',
  title: 'AWS network policy agent in CloudWatch, as text',
  form: 'lines',
  recognises: (entry) => CLOUDWATCH.test(entry as string),
  open: () => ({ read: (entry, sink) => readCloudWatch(entry as string, undefined, sink) }),
};

export const AWS_CLOUDWATCH_EVENTS: Collector = {
  id: 'aws-cloudwatch-events',
  title: 'AWS network policy agent in CloudWatch, as exported events',
  form: 'json',
  recognises: (entry) => eventsIn(entry).some(({ message }) => typeof message === 'string' && CLOUDWATCH.test(message)),
  open: (): LogReader => ({
    read: (entry, sink) => {
      const events = eventsIn(entry);
      if (events.length === 0) sink.unreadable('this is no event of CloudWatch');
      for (const { message, timestamp } of events) {
        const at = momentOfEpoch(asNumber(timestamp)) ?? momentOf(timestamp);
        if (at !== undefined) {
          sink.remark('The times are those at which CloudWatch was told, not those of the packets.');
        }
        readCloudWatch(asText(message) ?? '', at, sink);
      }
    },
  }),
};

function eventsIn(entry: unknown): JsonMap[] {
  const map = asMap(entry);
  if (!map) return [];
  if (Array.isArray(map.events)) return asList(map.events).flatMap<JsonMap>((event) => asMap(event) ?? []);
  return typeof map.message === 'string' ? [map] : [];
}

function readFileEntry(map: JsonMap | undefined, sink: LogSink): void {
  if (!map) {
    sink.unreadable('this is no line of the agent');
    return;
  }
  const at = momentOf(map.ts) ?? momentOf(map.timestamp);
  const parts = MESSAGE.exec(asText(map.msg) ?? '');
  if (parts) {
    const [, source, sourcePort, destination, port, protocol, verdict, direction, tier] = parts;
    observe({ at, source, sourcePort, destination, port, protocol, verdict, direction, tier }, sink);
  } else if ('Src IP' in map) {
    // Older agents wrote a key for each part.
    observe(
      {
        at,
        source: map['Src IP'],
        sourcePort: map['Src Port'],
        destination: map['Dest IP'],
        port: map['Dest Port'],
        protocol: map.Proto,
        verdict: map.Verdict,
      },
      sink,
    );
  } else if (typeof map.msg === 'string' && /Flow Info/.test(map.msg)) {
    sink.unreadable('this line about a flow has another form than those that are known');
  } else if (typeof map.msg === 'string') {
    sink.passOver('other lines of the agent');
  } else {
    sink.unreadable('this is no line of the agent');
  }
}

function readCloudWatch(line: string, at: number | undefined, sink: LogSink): void {
  const node = /Node: ([^;]{1,253});/.exec(line)?.[1];
  const parts = CLOUDWATCH.exec(line);
  if (!parts) {
    sink.unreadable('this is no verdict of the agent');
    return;
  }
  if (node !== undefined) sink.node(node);
  const [, source, sourcePort, destination, port, protocol, verdict, tier] = parts;
  observe({ at: at ?? timeBefore(line), source, sourcePort, destination, port, protocol, verdict, tier }, sink);
}

/** `aws logs tail` writes the time in front. */
function timeBefore(line: string): number | undefined {
  return momentOf(/^\d{4}-\d\d-\d\dT\S+/.exec(line)?.[0]);
}

interface Fields {
  readonly at: number | undefined;
  readonly source: unknown;
  readonly sourcePort: unknown;
  readonly destination: unknown;
  readonly port: unknown;
  readonly protocol: unknown;
  readonly verdict: unknown;
  readonly direction?: string | undefined;
  readonly tier?: string | undefined;
}

function observe(fields: Fields, sink: LogSink): void {
  const [source, destination] = [plainAddress(fields.source), plainAddress(fields.destination)];
  if (source === undefined || destination === undefined) {
    sink.unreadable('an address cannot be read');
    return;
  }
  const verdict: Verdict | undefined =
    fields.verdict === 'DENY' ? 'denied' : fields.verdict === 'ACCEPT' ? 'allowed' : undefined;
  if (verdict === undefined) {
    sink.passOver('ends of connections');
    return;
  }
  const [sourcePort, port] = [asPort(fields.sourcePort), asPort(fields.port)];
  const side = /^egress$/i.test(fields.direction ?? '')
    ? 'src'
    : /^ingress$/i.test(fields.direction ?? '')
      ? 'dst'
      : undefined;
  const tier = fields.tier === undefined || fields.tier === 'NETWORK_POLICY' ? undefined : fields.tier;
  sink.observe({
    at: fields.at,
    count: 1,
    from: addressEnd(source),
    to: addressEnd(destination),
    protocol: protocolName(fields.protocol),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: 'unknown',
    verdict,
    ...(side === undefined ? {} : { side: side as 'src' | 'dst' }),
    ...(tier === undefined ? {} : { note: `decided by the tier ${tier}` }),
  });
}
