import { plural } from '../../model/plural';
import { Gap, LogHeader } from '../../traffic/log-header';
import { Traffic } from '../../traffic/read-traffic';
import { MissingField } from '../../traffic/record/log-sink';

/** When something was watched, and how well: nobody can judge what was not seen without. */
export interface ObservedWindow {
  /** Milliseconds since 1970; undefined where no line of any log has a time. */
  readonly from?: number;
  readonly until?: number;
  readonly nodes: readonly string[];
  readonly gaps: readonly Gap[];
  readonly lostEvents: number;
  /** What some file says nowhere. */
  readonly missingFields: ReadonlySet<MissingField>;
  /** Why what was not seen may have happened all the same, in sentences; empty where the logs are whole. */
  readonly lossy: readonly string[];
}

/** More than this share of what happened was not seen: then nothing is called unused. */
const MOST_LOST = 0.01;

/** The window of all logs together. */
export function observedWindow({ files, records }: Traffic): ObservedWindow {
  const known = files.filter(({ observations }) => observations > 0);
  const from = known.reduce<number | undefined>((least, file) => lesser(least, file.from), undefined);
  const until = known.reduce<number | undefined>(
    (most, file) => (file.until !== undefined && (most === undefined || file.until > most) ? file.until : most),
    undefined,
  );
  const gaps = files.flatMap((file) => file.gaps);
  const onlyDenials = records.length > 0 && !records.some(({ verdict }) => verdict !== 'denied');
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    nodes: [...new Set(files.flatMap(({ nodes }) => nodes))].sort(),
    gaps,
    lostEvents: files.reduce((sum, { lost }) => sum + lost.events, 0),
    missingFields: new Set(files.flatMap(({ missingFields }) => missingFields)),
    lossy: [
      ...files.flatMap((file) => lossesOf(file)),
      ...gapLosses(gaps, from, until),
      ...(onlyDenials ? ['The logs have denials only, so what was allowed is not in them.'] : []),
    ],
  };
}

function lossesOf({ source, lost, observations, lines }: LogHeader): string[] {
  const share = lost.events / Math.max(1, lost.events + observations);
  const unread = lost.lines / Math.max(1, lines);
  return [
    ...(lost.sampled === undefined ? [] : [`${source}: only one of ${lost.sampled} packets was looked at.`]),
    ...(share > MOST_LOST ? [`${source}: the collector lost ${plural(lost.events, 'event')}, ${percent(share)}.`] : []),
    ...(unread > MOST_LOST ? [`${source}: ${plural(lost.lines, 'line')} could not be read, ${percent(unread)}.`] : []),
  ];
}

function gapLosses(gaps: readonly Gap[], from: number | undefined, until: number | undefined): string[] {
  if (gaps.length === 0) return [];
  const open = gaps.some((gap) => gap.from === undefined || gap.until === undefined);
  const length = gaps.reduce((sum, gap) => sum + ((gap.until ?? 0) - (gap.from ?? 0)), 0);
  const share = from === undefined || until === undefined ? 1 : length / Math.max(1, until - from);
  if (!open && share <= MOST_LOST) return [];
  return [`The logs have ${plural(gaps.length, 'gap')}${open ? '' : `, ${percent(share)} of the window`}.`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return b !== undefined && (a === undefined || b < a) ? b : a;
}
