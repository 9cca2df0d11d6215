import { Observation } from './observation';

/** Where the reader of a collector puts what it finds. Each line ends in exactly one of the first three. */
export interface LogSink {
  observe(observation: Observation): void;
  /** A line that is understood and is about no connection. `what` is a plural: "node status lines". */
  passOver(what: string): void;
  /** A line that is torn, or of another tool. `why` follows the line's number. */
  unreadable(why: string): void;

  /** Events that the collector says it has lost. */
  lost(events: number): void;
  /** One of so many packets was looked at. */
  sampled(oneOf: number): void;
  /** A time in which nothing was recorded. */
  gap(from: number | undefined, until: number | undefined, why: string): void;
  node(name: string): void;
  tool(name: string): void;
  /** Something that this file does not say anywhere, of the fields that others have. */
  missing(field: MissingField): void;
  /** Said once a file, however often it happens. */
  remark(sentence: string): void;
}

/** What a whole file can lack. */
export type MissingField = 'ports' | 'direction' | 'addresses' | 'labels' | 'time' | 'verdict' | 'workloads';
