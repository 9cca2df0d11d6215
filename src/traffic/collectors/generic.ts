import { Collector, LogForm, LogReader, ReadContext } from './collector';
import { csvCells } from './csv-cells';
import { InvalidInput } from '../../model/invalid-input';
import { plainAddress } from '../record/address';
import { End } from '../record/end';
import { asCount, asMap, asNumber, asPort, asText } from '../record/json-value';
import { LogSink } from '../record/log-sink';
import { momentOf, momentOfEpoch } from '../record/moment';
import { Observation, Verdict, turned } from '../record/observation';
import { addressEnd, podEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

/** What a log of one's own can say; a column of the same name needs no mapping. */
export const GENERIC_FIELDS = [
  'time',
  'until',
  'from.ip',
  'from.port',
  'from.ns',
  'from.pod',
  'from.owner',
  'from.kind',
  'to.ip',
  'to.ns',
  'to.pod',
  'to.owner',
  'to.kind',
  'to.name',
  'protocol',
  'port',
  'verdict',
  'count',
  'reply',
] as const;

/** CSV with a header line, whose columns `--map` names. */
export const GENERIC: Collector = genericCollector('generic', 'CSV with a header line, and --map', 'lines');

/** JSON lines, in which `--map` names fields by their path: `src.pod.name`. */
export const GENERIC_JSON: Collector = genericCollector('generic-json', 'JSON lines, and --map', 'json');

function genericCollector(id: string, title: string, form: LogForm): Collector {
  return {
    id,
    title,
    form,
    mappedFields: GENERIC_FIELDS,
    // Nothing says what the columns mean, so nobody is guessed to have meant it.
    recognises: () => false,
    open: (context) => (form === 'json' ? new JsonReader(context) : new CsvReader(context)),
  };
}

type Value = (field: (typeof GENERIC_FIELDS)[number]) => unknown;

class JsonReader implements LogReader {
  private readonly paths: ReadonlyMap<string, readonly string[]>;

  public constructor({ mapping }: ReadContext) {
    this.paths = new Map(GENERIC_FIELDS.map((field) => [field, (mapping.get(field) ?? field).split('.')]));
  }

  public read(entry: unknown, sink: LogSink): void {
    if (!asMap(entry)) {
      sink.unreadable('this is no JSON object');
      return;
    }
    observe((field) => valueAt(entry, this.paths.get(field)!), sink);
  }
}

/** Own fields only: a path of `--map` could name what every object inherits. */
function valueAt(entry: unknown, path: readonly string[]): unknown {
  const whole = asMap(entry)!;
  const joined = path.join('.');
  if (Object.hasOwn(whole, joined)) return whole[joined];
  let value: unknown = whole;
  for (const step of path) {
    const map = asMap(value);
    if (!map || !Object.hasOwn(map, step)) return undefined;
    value = map[step];
  }
  return value;
}

class CsvReader implements LogReader {
  private columns: ReadonlyMap<string, number> | undefined;
  private separator = ',';
  private width = 0;

  public constructor(private readonly context: ReadContext) {}

  public read(entry: unknown, sink: LogSink): void {
    const line = entry as string;
    if (!this.columns) {
      this.readHeader(line);
      sink.passOver('headers');
      return;
    }
    const cells = csvCells(line, this.separator);
    if (cells.length !== this.width) {
      sink.unreadable(`the line has ${cells.length} fields where its header has ${this.width}`);
      return;
    }
    const { columns } = this;
    observe((field) => {
      const index = columns.get(field);
      return index === undefined ? undefined : cells[index];
    }, sink);
  }

  private readHeader(line: string): void {
    this.separator = line.includes('\t') ? '\t' : !line.includes(',') && line.includes(';') ? ';' : ',';
    const names = csvCells(line, this.separator).map((name) => name.trim());
    this.width = names.length;
    const columns = new Map<string, number>();
    for (const field of GENERIC_FIELDS) {
      const name = this.context.mapping.get(field);
      const index = names.indexOf(name ?? field);
      if (index >= 0) columns.set(field, index);
      else if (name !== undefined) throw noSuchColumn(field, name, names);
    }
    this.columns = columns;
  }
}

function noSuchColumn(field: string, name: string, names: readonly string[]): InvalidInput {
  return new InvalidInput(
    `--map says that ${field} stands in the column ${JSON.stringify(name)}, which the header line does not have.`,
    `Its columns are ${names
      .slice(0, 50)
      .map((column) => JSON.stringify(column))
      .join(', ')}.`,
  );
}

const WORDS: readonly (readonly [Verdict, RegExp])[] = [
  ['allowed', /^(allow(ed)?|accept(ed)?|permit(ted)?|forward(ed)?|pass(ed)?)$/i],
  ['denied', /^(den(y|ied)|drop(ped)?|block(ed)?|reject(ed)?)$/i],
  ['would-deny', /^(would[- ]?deny|audit(ed)?)$/i],
  ['reset', /^(reset|rst)$/i],
];

function observe(value: Value, sink: LogSink): void {
  const [from, to] = [endOf(value, 'from'), endOf(value, 'to')];
  if (!from || !to) {
    sink.unreadable(`nothing says who the ${from ? 'destination' : 'source'} is`);
    return;
  }
  const word = asText(value('verdict'));
  const until = timeOf(value('until'));
  const [sourcePort, port] = [asPort(value('from.port')), asPort(value('port'))];
  const reply = replyOf(value('reply'));
  const observation: Observation = {
    at: timeOf(value('time')),
    ...(until === undefined ? {} : { until }),
    count: asCount(value('count')),
    from,
    to,
    protocol: protocolName(value('protocol')),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(port === undefined ? {} : { port }),
    portKind: to.facts.role === 'workload' ? 'pod' : 'unknown',
    verdict: (word !== undefined && WORDS.find(([, pattern]) => pattern.test(word))?.[0]) || 'unknown',
    ...(reply === undefined ? {} : { proof: 'flag' as const }),
  };
  sink.observe(reply === true ? turned(observation) : observation);
}

function replyOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = asText(value)?.toLowerCase();
  if (text === 'true' || text === '1' || text === 'yes') return true;
  return text === 'false' || text === '0' || text === 'no' ? false : undefined;
}

function timeOf(value: unknown): number | undefined {
  return momentOfEpoch(asNumber(value)) ?? momentOf(value);
}

function endOf(value: Value, side: 'from' | 'to'): End | undefined {
  const ip = plainAddress(value(`${side}.ip`));
  const [namespace, pod, owner, kind] = (['ns', 'pod', 'owner', 'kind'] as const).map((field) =>
    asText(value(`${side}.${field}`)),
  );
  if (namespace !== undefined && (pod !== undefined || owner !== undefined)) {
    return podEnd({
      namespace,
      ...(pod === undefined ? {} : { pod }),
      ...(ip === undefined ? {} : { ip }),
      ...(owner === undefined ? {} : { workload: { name: owner, ...(kind === undefined ? {} : { kind }) } }),
    });
  }
  const name = side === 'to' ? asText(value('to.name')) : undefined;
  if (ip === undefined && name === undefined) return undefined;
  return ip === undefined
    ? new End({ role: 'unknown', fqdn: [name!] })
    : addressEnd(ip, name === undefined ? {} : { fqdn: [name] });
}
