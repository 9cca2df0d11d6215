import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { Traffic } from '../../traffic/read-traffic';
import { EndFacts } from '../../traffic/record/end';

/** Traffic, and what had to be assumed to say whose it was. */
export interface TrafficReport extends Traffic {
  /** In sentences. */
  readonly assumptions: readonly string[];
}

/** A moment as reports write it: UTC, to the second or finer. */
export function momentText(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** What is true of all files together. */
export interface TrafficTotals {
  readonly from?: number;
  readonly until?: number;
  readonly lostEvents: number;
  readonly unreadLines: number;
  readonly unresolved: number;
  readonly attempts: number;
}

export function totalsOf({ files, records }: Traffic): TrafficTotals {
  const from = least(files.map((file) => file.from));
  const until = least(files.map((file) => (file.until === undefined ? undefined : -file.until)));
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until: -until }),
    lostEvents: files.reduce((sum, { lost }) => sum + lost.events, 0),
    unreadLines: files.reduce((sum, { lost }) => sum + lost.lines, 0),
    unresolved: records.filter(({ from: source, to }) => source.role === 'unknown' || to.role === 'unknown').length,
    attempts: records.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

function least(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce(
    (best, value) => (value !== undefined && (best === undefined || value < best) ? value : best),
    undefined,
  );
}

/** One end in one text: `shop/web[Deployment]`, `203.0.113.9 (api.example.com)`, `node worker-1`. */
export function endText(end: EndFacts): string {
  const { role, ns, owner, kind, ip, node, entity, fqdn, service, candidates } = end;
  if (owner !== undefined) return `${ns ?? '?'}/${owner}${kind === undefined ? '' : `[${kind}]`}`;
  const dialled = service && serviceText(service);
  if (ns !== undefined) return dialled ?? `${ns}/?`;
  const who = node ?? ip ?? dialled ?? entity ?? '?';
  const names =
    fqdn?.[0] === undefined || who === fqdn[0]
      ? undefined
      : `${fqdn[0]}${fqdn.length > 1 ? ` and ${fqdn.length - 1} more` : ''}`;
  const notes = [
    ...(entity !== undefined && entity !== who ? [entity] : []),
    ...(names === undefined ? [] : [names]),
    ...(dialled !== undefined && dialled !== who ? [dialled] : []),
    ...(candidates && candidates.length > 0 ? [`one of ${candidates.length}`] : []),
  ];
  const prefix = role === 'node' ? 'node ' : role === 'loadBalancer' ? 'load balancer ' : '';
  return `${prefix}${who}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function serviceText({ namespace, name, address, port }: NonNullable<EndFacts['service']>): string {
  const who = name === undefined ? (address ?? '?') : `${namespace ?? '?'}/${name}`;
  return `Service ${who}${port === undefined ? '' : `:${port}`}`;
}

/** `TCP/5432`, `UDP/?`, `ICMP`. */
export function portText({ protocol, port, portKind }: TrafficRecord): string {
  if (port === undefined) {
    return protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP' ? `${protocol}/?` : (protocol ?? '?');
  }
  return `${protocol ?? '?'}/${port}${portKind === 'service' ? ' (Service)' : ''}`;
}
