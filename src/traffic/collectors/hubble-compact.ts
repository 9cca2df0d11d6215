import { ENTITY_ROLES } from './cilium-entities';
import { Collector, LogReader, ReadContext } from './collector';
import { addressAndPort, plainAddress } from '../record/address';
import { End } from '../record/end';
import { LogSink } from '../record/log-sink';
import { momentOf, momentWithoutYear } from '../record/moment';
import { Verdict, turned } from '../record/observation';
import { podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

const LINE =
  /^((?:[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d+)?)|(?:\d{4}-\d\d-\d\dT\S+?))(?: \[[^\]]*\])?: (\S+) \(([^)]*)\) (->|<-|<>) (\S+) \(([^)]*)\) (.{1,200}?) ([A-Z]{1,20}) \(([^)]{0,500})\)\s{0,9}$/;

/** `hubble observe` as it prints by default. Pods by name only and no year, so it is weak evidence. */
export const HUBBLE_COMPACT: Collector = {
  id: 'hubble-compact',
  title: 'Hubble as compact text',
  form: 'lines',
  recognises: (entry) => LINE.test(entry as string),
  open: (context) => new CompactReader(context),
};

const VERDICTS: Readonly<Record<string, Verdict>> = {
  FORWARDED: 'allowed',
  ALLOWED: 'allowed',
  REDIRECTED: 'allowed',
  AUDITED: 'would-deny',
  AUDIT: 'would-deny',
  DENIED: 'denied',
};

class CompactReader implements LogReader {
  private readonly ends = new Map<string, End>();

  public constructor(private readonly context: ReadContext) {}

  public read(entry: unknown, sink: LogSink): void {
    const parts = LINE.exec(entry as string);
    if (!parts) {
      if (/^EVENTS LOST: |^[A-Z][a-z]{2} .*LOST/.test(entry as string)) sink.passOver('notices of lost events');
      else sink.unreadable('this is no line of "hubble observe"');
      return;
    }
    const [, time, source, sourceNote, arrow, destination, destinationNote, event, word, summary] =
      parts as unknown as string[];
    sink.missing('labels');
    sink.missing('workloads');
    const at = this.momentOf(time!, sink);
    const [from, to] = [this.end(source!, sourceNote!), this.end(destination!, destinationNote!)];
    const isDrop = word === 'DROPPED';
    const byPolicy = isDrop && /policy[ -_]den/i.test(event!);
    const verdict: Verdict = byPolicy ? 'denied' : Object.hasOwn(VERDICTS, word!) ? VERDICTS[word!]! : 'unknown';
    const flags = /TCP Flags: ([A-Z, ]+)/.exec(summary!)?.[1]?.split(', ') ?? [];
    const syn = flags.includes('SYN');
    // The arrow of a reply is turned, and so are its ends; `<>` leaves the ends as the packet has them.
    const proof = arrow !== '<>' ? 'flag' : syn ? 'syn' : undefined;
    const observation = {
      at,
      count: 1,
      from: from.end,
      to: to.end,
      protocol: flags.length > 0 ? 'TCP' : protocolName(/^[A-Za-z0-9]+/.exec(summary!)?.[0]),
      ...(from.port === undefined ? {} : { sourcePort: from.port }),
      ...(to.port === undefined ? {} : { port: to.port }),
      portKind: to.end.facts.role === 'workload' ? ('pod' as const) : ('unknown' as const),
      verdict,
      ...(proof === undefined ? {} : { proof: proof as 'flag' | 'syn' }),
      weak: true,
      event: event!.startsWith('policy-verdict') ? 'policy-verdict' : isDrop ? 'drop' : 'trace',
      ...(isDrop && !byPolicy ? { note: 'dropped, but not by a policy' } : {}),
    };
    sink.observe(arrow === '<>' && syn && flags.includes('ACK') ? turned(observation) : observation);
  }

  private momentOf(time: string, sink: LogSink): number | undefined {
    if (/^\d/.test(time)) return momentOf(time);
    sink.remark('The lines have no year and no time zone; the nearest past year and UTC are assumed.');
    return momentWithoutYear(time, this.context.now);
  }

  private end(text: string, note: string): { end: End; port?: number } {
    const colon = /^(.*):(\d{1,5})$/.exec(text);
    const port = colon && !plainAddress(text) ? Number(colon[2]) : undefined;
    const name = port === undefined ? text : colon![1]!;
    const key = `${name} ${note}`;
    let end = this.ends.get(key);
    if (!end) {
      if (this.ends.size > 50_000) this.ends.clear();
      this.ends.set(key, (end = endOf(name, note)));
    }
    return port === undefined || port > 65535 ? { end } : { end, port };
  }
}

function endOf(name: string, note: string): End {
  const slash = name.indexOf('/');
  const address = addressAndPort(name)?.ip ?? plainAddress(name.replace(/^\[|\]$/g, ''));
  if (address === undefined && slash > 0) {
    return podEnd({ namespace: name.slice(0, slash), pod: name.slice(slash + 1) });
  }
  const entity = note.startsWith('ID:') ? undefined : note.replace(/^reserved:/, '');
  const role = entity === undefined ? undefined : ENTITY_ROLES.get(entity);
  return new End({
    role: role ?? 'unknown',
    ...(address === undefined ? (slash < 0 && name !== '' ? { fqdn: [name] } : {}) : { ip: address }),
    ...(role === undefined ? {} : { entity: entity! }),
  });
}
