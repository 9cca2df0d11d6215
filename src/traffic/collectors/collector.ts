import { LogSink } from '../record/log-sink';

/** What a collector's log is made of. */
export type LogForm = 'json' | 'lines' | 'yaml';

/** What a reader may ask beside the log. */
export interface ReadContext {
  /** For times without a year, in milliseconds since 1970. */
  readonly now: number;
  /** `field=column` of `--map`, for the generic collector. */
  readonly mapping: ReadonlyMap<string, string>;
}

/** Reads one file of a collector. A reader may remember what earlier lines said. */
export interface LogReader {
  /** One line, or one parsed JSON value, or one parsed YAML document, as the form of the log is. */
  read(entry: unknown, sink: LogSink): void;
  /** After the last entry: what can only be said about the whole file. */
  finish?(sink: LogSink): void;
}

/** One kind of flow log. Adding one is adding a file and a line in the table. */
export interface Collector {
  /** The word for `--collector`. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  readonly form: LogForm;
  /** The fields of which `--map` says where they stand. @default - none */
  readonly mappedFields?: readonly string[];
  /** Whether an entry can only be of this collector. Called with entries of its form. */
  recognises(entry: unknown): boolean;
  open(context: ReadContext): LogReader;
}
