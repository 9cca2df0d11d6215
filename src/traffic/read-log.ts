import { parseAllDocuments } from 'yaml';
import { Collector, LogForm, LogReader, ReadContext } from './collectors/collector';
import { COLLECTORS } from './collectors/collectors';
import { JsonSplitter } from './input/json-splitter';
import { LineSplitter } from './input/line-splitter';
import { CutShort, logBytes } from './input/log-stream';
import { HeaderSink } from './log-header';
import { asMap, asText } from './record/json-value';
import { InvalidInput } from '../model/invalid-input';

/** The form is seen in so many bytes of a log. */
const SAMPLE_BYTES = 1 << 18;
/** The collector is found by so many lines; the first ones of a rotated log may be torn. */
const SAMPLE_ENTRIES = 100;
/** The largest YAML text that is read: YAML is parsed as a whole. */
const LARGEST_YAML = 1 << 26;

/** How the bytes of a log become entries: one value a line, values over many lines, text lines, YAML documents. */
type Layout = 'json-lines' | 'json-text' | 'text' | 'yaml';

/**
 * Reads one log into a sink.
 *
 * @param collector undefined to find it by looking at the data
 * @throws InvalidInput for a file that cannot be read, and for a log of no known collector
 */
export async function readLog(
  path: string,
  collector: Collector | undefined,
  context: ReadContext,
  sink: HeaderSink,
  progress: () => void = () => undefined,
): Promise<void> {
  const entries = new EntryReader(path, collector, context, sink);
  try {
    for await (const chunk of logBytes(path)) {
      entries.push(chunk);
      progress();
    }
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    entries.end();
    sink.line++;
    sink.unreadable(error.message);
    return;
  }
  entries.end();
}

interface Pending {
  readonly line: number;
  readonly entry: unknown;
  readonly why?: string;
}

class EntryReader {
  private sample: Buffer[] = [];
  private sampleLength = 0;
  private splitter: { push(chunk: Buffer): void; end(): void } | undefined;
  private layout: Layout = 'text';
  private reader: LogReader | undefined;
  private pending: Pending[] = [];

  public constructor(
    private readonly path: string,
    private readonly collector: Collector | undefined,
    private readonly context: ReadContext,
    private readonly sink: HeaderSink,
  ) {}

  public push(chunk: Buffer): void {
    if (this.splitter) {
      this.splitter.push(chunk);
      return;
    }
    this.sample.push(chunk);
    this.sampleLength += chunk.length;
    if (this.sampleLength >= SAMPLE_BYTES) this.begin();
  }

  public end(): void {
    if (!this.splitter) this.begin();
    this.splitter!.end();
    if (!this.reader && this.pending.length > 0) this.choose();
    this.reader?.finish?.(this.sink);
  }

  private begin(): void {
    const bytes = withoutByteOrderMark(Buffer.concat(this.sample, this.sampleLength));
    this.sample = [];
    this.layout = layoutOf(bytes.toString('utf8', 0, SAMPLE_BYTES), this.collector?.form);
    this.splitter = this.splitterFor(this.layout);
    this.splitter.push(bytes);
  }

  private splitterFor(layout: Layout): { push(chunk: Buffer): void; end(): void } {
    switch (layout) {
      case 'json-text':
        return new JsonSplitter((value, line) =>
          value === undefined
            ? this.take({ line, entry: undefined, why: 'the value is cut off, or larger than 256 MiB' })
            : this.takeJson(value, line),
        );
      case 'yaml':
        return new WholeText((text) => this.takeYaml(text));
      default:
        return new LineSplitter((line, number) => this.takeLine(line, number));
    }
  }

  private takeLine(line: string | undefined, number: number): void {
    if (line === undefined) {
      this.take({ line: number, entry: undefined, why: 'the line is longer than 1 MiB' });
      return;
    }
    if (line === '' || line.trim() === '') return;
    const text = withoutContainerPrefix(line);
    if (this.layout === 'json-lines') this.takeJson(text, number);
    else this.take({ line: number, entry: text });
  }

  private takeJson(text: string, line: number): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.take({
        line,
        entry: undefined,
        why: text.startsWith('{') ? 'the JSON is torn or damaged' : 'this is no JSON',
      });
      return;
    }
    this.take({ line, entry: unwrapped(value) });
  }

  private takeYaml(text: string | undefined): void {
    if (text === undefined) throw tooLargeYaml(this.path);
    let line = 1;
    for (const document of parseAllDocuments(text, { logLevel: 'silent' }) as Iterable<YamlDocument>) {
      line = 1 + countOf('\n', text.slice(0, document.range[0]));
      const [error] = document.errors;
      if (error) {
        this.take({ line, entry: undefined, why: 'this is no valid YAML' });
        continue;
      }
      let entry: unknown;
      try {
        entry = document.toJS({ maxAliasCount: 100 });
      } catch {
        this.take({ line, entry: undefined, why: 'the YAML refers to itself too often' });
        continue;
      }
      if (entry !== null && entry !== undefined) this.take({ line, entry });
    }
  }

  private take(entry: Pending): void {
    if (this.reader) {
      this.read(this.reader, entry);
      return;
    }
    this.pending.push(entry);
    if (this.pending.length >= SAMPLE_ENTRIES) this.choose();
  }

  private choose(): void {
    const collector = this.collector ?? this.recognised();
    this.sink.format = collector.id;
    const reader = collector.open(this.context);
    this.reader = reader;
    for (const entry of this.pending) this.read(reader, entry);
    this.pending = [];
  }

  private recognised(): Collector {
    const form: LogForm = this.layout === 'text' ? 'lines' : this.layout === 'yaml' ? 'yaml' : 'json';
    let best: Collector | undefined;
    let most = 0;
    for (const collector of COLLECTORS) {
      if (collector.form !== form) continue;
      const count = this.pending.filter(({ entry }) => entry !== undefined && collector.recognises(entry)).length;
      if (count > most) [best, most] = [collector, count];
    }
    if (best) return best;
    throw new InvalidInput(
      `${JSON.stringify(this.path)} is a log of no collector that netpol knows.`,
      `Say which it is with --collector (${COLLECTORS.map(({ id }) => id).join(', ')}); for another one write --collector generic with --map.`,
    );
  }

  private read(reader: LogReader, { line, entry, why }: Pending): void {
    const { sink } = this;
    sink.line = line;
    sink.lines++;
    if (why !== undefined) sink.unreadable(why);
    else reader.read(entry, sink);
  }
}

interface YamlDocument {
  readonly range: readonly [number, number, number];
  readonly errors: readonly Error[];
  toJS(options: { maxAliasCount: number }): unknown;
}

/** Holds a text until it is whole. */
class WholeText {
  private pieces: Buffer[] = [];
  private length = 0;

  public constructor(private readonly take: (text: string | undefined) => void) {}

  public push(chunk: Buffer): void {
    this.length += chunk.length;
    if (this.length > LARGEST_YAML) this.take(undefined);
    this.pieces.push(chunk);
  }

  public end(): void {
    this.take(Buffer.concat(this.pieces, this.length).toString('utf8'));
  }
}

function layoutOf(sample: string, form: LogForm | undefined): Layout {
  if (form === 'lines') return 'text';
  if (form === 'yaml' && !/^\s*[[{]/.test(sample)) return 'yaml';
  if (/^\s*\[\s*[[{"\]]/.test(sample)) return 'json-text';
  const lines = sample.split('\n', SAMPLE_ENTRIES).filter((line) => line.trim() !== '');
  const values = lines.filter((line) => isJsonObject(withoutContainerPrefix(line))).length;
  // A line of a longer text can be a value by chance; and a log whose first line is torn is a log.
  const begins = /^\s*\{/.test(sample) && !isJsonObject(lines[0]!.trim());
  if (begins ? 2 * values >= lines.length : values > 0) return 'json-lines';
  if (begins) return 'json-text';
  if (form === undefined && /^(apiVersion|kind): /m.test(sample)) return 'yaml';
  return form === 'json' ? 'json-lines' : 'text';
}

/** An object that says something: `{}` stands alone on a line of a longer text, too. */
function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const value = asMap(JSON.parse(line));
    return value !== undefined && Object.keys(value).length > 0;
  } catch {
    return false;
  }
}

/** What container runtimes write before each line: `2026-10-01T10:00:00.000000000Z stdout F `. */
function withoutContainerPrefix(line: string): string {
  if (line.charCodeAt(0) === OPEN_BRACE) return line;
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) std(?:out|err) [FP] /, '');
}

const OPEN_BRACE = 123;

/** What Docker's json-file driver puts around each line. */
function unwrapped(entry: unknown): unknown {
  const map = asMap(entry);
  if (!map || typeof map.log !== 'string' || asText(map.stream) === undefined) return entry;
  const text = map.log.trim();
  if (!text.startsWith('{')) return entry;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return entry;
  }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function countOf(character: string, text: string): number {
  return text.split(character).length - 1;
}

function tooLargeYaml(path: string): InvalidInput {
  return new InvalidInput(
    `${JSON.stringify(path)} is YAML of more than 64 MiB.`,
    'Export it as JSON, one value a line, or split it.',
  );
}
