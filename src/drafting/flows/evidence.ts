import { plural } from '../../model/plural';
import { Protocol } from '../../model/protocol';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

/** What shows that a flow is used, or needed. */
export interface Evidence {
  /** Records of traffic; none where only manifests say it. */
  readonly records: readonly TrafficRecord[];
  /** Places in manifests that say it, in words. */
  readonly needs: readonly string[];
}

/** A port of whoever is connected to. */
export interface SeenPort {
  readonly protocol: Protocol;
  readonly port: number;
}

export const portKey = ({ protocol, port }: SeenPort) => `${protocol}/${port}`;

/** How the evidence of a flow is told in one sentence, for the reason of a policy. */
export function reasonText({ records, needs }: Evidence): string {
  const seen = records.length === 0 ? [] : [`observed ${windowText(records)}: ${connectionsText(records)}`];
  return [...seen, ...(needs.length === 0 ? [] : [`needed by ${needs[0]!}`])].join('; ');
}

/** So many records are told one by one; the file of evidence has all of them. */
const MOST_TOLD = 4;

/** The same for a comment, record by record. */
export function evidenceLines({ records, needs }: Evidence): string[] {
  const told = records.slice(0, MOST_TOLD);
  const rest = records.slice(MOST_TOLD);
  return [
    ...told.map(recordLine),
    ...(rest.length > 0 ? [`Seen: ${plural(rest.length, 'more record')} with ${connectionsText(rest)}.`] : []),
    ...needs.map((need) => `Needed: ${need}${records.length === 0 ? '; not observed' : ''}.`),
  ];
}

function recordLine(record: TrafficRecord): string {
  const { protocol, port, directionProof, ref, notes = [], to, verdict } = record;
  const parts = [
    `${protocol}/${port}`,
    connectionsText([record]),
    windowText([record]),
    ...(verdict === 'allowed' ? [] : [VERDICTS[verdict]]),
    `direction by ${directionProof}`,
    ...(to.service?.name === undefined ? [] : [`through Service ${to.service.namespace}/${to.service.name}`]),
    `first in ${ref.file}:${ref.line}`,
  ];
  return `Seen: ${[parts.join(', '), ...notes].join('; ')}.`;
}

const VERDICTS: { readonly [verdict in TrafficRecord['verdict']]: string } = {
  allowed: 'allowed',
  denied: 'denied',
  'would-deny': 'marked by an audit mode (AUDIT)',
  reset: 'reset by whoever it was opened to',
  unknown: 'outcome unknown',
};

export function connectionsText(records: readonly TrafficRecord[]): string {
  return plural(
    records.reduce((sum, { attempts }) => sum + attempts, 0),
    'connection',
  );
}

function windowText(records: readonly TrafficRecord[]): string {
  const times = records.flatMap(({ first, last }) => [first ?? [], last ?? []].flat());
  if (times.length === 0) return 'at no known time';
  const first = times.reduce((least, time) => Math.min(least, time));
  const last = times.reduce((most, time) => Math.max(most, time));
  const [from, until] = [first, last].map(dayOf);
  return from === until ? `on ${from}` : `from ${from} to ${until}`;
}

/** `2026-11-24` */
export const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
