import { AttemptTable, Knowledge } from './aggregation/attempt-table';
import { TrafficRecord } from './aggregation/traffic-record';
import { Collector } from './collectors/collector';
import { COLLECTORS } from './collectors/collectors';
import { HeaderSink, LogHeader } from './log-header';
import { readLog } from './read-log';
import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';

/** How logs are to be read. */
export interface TrafficOptions extends Knowledge {
  /** The id of a collector, or `auto`. @default auto */
  readonly collector?: string;
  /** `field=column`, for the collector `generic`. */
  readonly mapping?: readonly string[];
  /** Milliseconds since 1970, for times without a year. @default - the clock */
  readonly now?: number;
  /** Told now and then which file is being read, and how many lines of it were. */
  readonly progress?: (file: string, lines: number) => void;
  /** How many connections are held open at once; smaller for tests. */
  readonly mostOpen?: number;
}

/** What was observed, and what is known of the observing. */
export interface Traffic {
  readonly files: readonly LogHeader[];
  readonly records: readonly TrafficRecord[];
  /** Lines about a connection that another line had told of. */
  readonly merged: number;
  /** Attempts that were closed to make room; they may count more than once. */
  readonly closedEarly: number;
}

/**
 * Reads flow logs, one after the other, into one set of records.
 *
 * @throws InvalidInput for files that cannot be read at all, logs of no known collector, and wrong options
 */
export async function readTraffic(paths: readonly string[], options: TrafficOptions = {}): Promise<Traffic> {
  const collector = collectorNamed(options.collector ?? 'auto');
  const known = collector?.mappedFields ?? [];
  if (options.mapping?.length && known.length === 0) {
    throw new InvalidInput(
      '--map says where fields stand, and only logs of your own need that.',
      'Add --collector generic (CSV) or --collector generic-json, or leave --map out.',
    );
  }
  const context = { now: options.now ?? Date.now(), mapping: mappingOf(options.mapping ?? [], known) };
  const attempts = new AttemptTable(options, options.mostOpen);
  const files: LogHeader[] = [];
  for (const file of new Set(paths)) {
    const sink = new HeaderSink(file, (observation, line) => attempts.add(observation, { file, line }));
    await readLog(file, collector, context, sink, () => options.progress?.(file, sink.lines));
    files.push(sink.finished());
  }
  const records = attempts.finish();
  return { files, records, merged: attempts.merged, closedEarly: attempts.closedEarly };
}

function collectorNamed(id: string): Collector | undefined {
  if (id === 'auto') return undefined;
  const found = COLLECTORS.find((collector) => collector.id === id);
  if (found) return found;
  const ids = COLLECTORS.map((collector) => collector.id);
  const close = closestWord(id, ids);
  throw new InvalidInput(
    `There is no collector ${JSON.stringify(id)}.`,
    close === undefined ? `Write one of ${ids.join(', ')}, or auto.` : `Did you mean ${close}?`,
  );
}

/** Refused before a log is read: one that is empty would hide the mistake. */
function mappingOf(pairs: readonly string[], known: readonly string[]): ReadonlyMap<string, string> {
  const mapping = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0 || equals === pair.length - 1) {
      throw new InvalidInput(
        `${JSON.stringify(pair)} maps nothing.`,
        'Write field=column, for example --map from.ip=src_addr.',
      );
    }
    const [field, column] = [pair.slice(0, equals), pair.slice(equals + 1)];
    if (!known.includes(field)) {
      const close = closestWord(field, known);
      throw new InvalidInput(
        `--map knows no field ${JSON.stringify(field)}.`,
        close === undefined ? `Write one of ${known.join(', ')}.` : `Did you mean ${close}?`,
      );
    }
    if ((mapping.get(field) ?? column) !== column) {
      throw new InvalidInput(`--map says of ${field} twice where it stands.`, 'Keep one of the two.');
    }
    mapping.set(field, column);
  }
  return mapping;
}
