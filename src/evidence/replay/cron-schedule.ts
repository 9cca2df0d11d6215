/** One of the five fields of a schedule: the values that it names, and whether it names all of them. */
interface Field {
  readonly values: ReadonlySet<number>;
  readonly isAny: boolean;
}

const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

const MACROS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const NAMES: readonly (readonly string[])[] = [
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
];

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The 29th of February of a certain day of the week comes after so many days at the latest. */
const MOST_DAYS = 366 * 40;

/**
 * The schedule of a CronJob: five fields of cron, or a word such as `@monthly`. Where both the day of the month and the
 * day of the week are named, either is enough.
 */
export class CronSchedule {
  /** @returns undefined for a text that is no schedule, and for a zone that nobody knows */
  public static tryParse(text: string, timeZone?: string): CronSchedule | undefined {
    const zoned = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text.trim());
    const [zone, rest] = zoned ? [zoned[1]!, zoned[2]!] : [timeZone ?? 'UTC', text.trim()];
    const every = /^@every\s+(\d+)h$/.exec(rest);
    const parts = (MACROS.get(rest.toLowerCase()) ?? (every ? '0 * * * *' : rest)).split(/\s+/);
    if (parts.length !== 5 || !isZone(zone)) return undefined;
    const fields = parts.map((part, index) => fieldOf(part, index));
    return fields.every((field) => field !== undefined) ? new CronSchedule(fields as Field[], zone) : undefined;
  }

  private constructor(
    private readonly fields: readonly Field[],
    private readonly zone: string,
  ) {}

  /** The first run after a moment, in milliseconds since 1970; undefined for one that never comes, as 30 February. */
  public next(after: number): number | undefined {
    const [minutes, hours] = this.fields as [Field, Field];
    const local = after + offsetOf(this.zone, after);
    let day = Math.floor(local / DAY) * DAY;
    for (let tries = 0; tries < MOST_DAYS; tries++, day += DAY) {
      if (!this.isOn(day)) continue;
      for (const hour of ascending(hours)) {
        for (const minute of ascending(minutes)) {
          const wanted = day + (hour * 60 + minute) * MINUTE;
          const moment = wanted - offsetOf(this.zone, wanted - offsetOf(this.zone, wanted));
          if (moment > after) return moment;
        }
      }
    }
    return undefined;
  }

  private isOn(day: number): boolean {
    const date = new Date(day);
    const [, , days, months, weekdays] = this.fields as [Field, Field, Field, Field, Field];
    if (!months.values.has(date.getUTCMonth() + 1)) return false;
    const [ofMonth, ofWeek] = [days.values.has(date.getUTCDate()), weekdays.values.has(date.getUTCDay())];
    return days.isAny || weekdays.isAny ? ofMonth && ofWeek : ofMonth || ofWeek;
  }
}

function ascending({ values }: Field): number[] {
  return [...values].sort((a, b) => a - b);
}

function fieldOf(text: string, index: number): Field | undefined {
  const [first, last] = RANGES[index]!;
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const parts = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,2}))?$/i.exec(item);
    if (!parts) return undefined;
    const [, from, to, by] = parts;
    const isAny = from === '*' || from === '?';
    const step = by === undefined ? 1 : Number(by);
    const lo = isAny ? first : numberOf(from!, index);
    const hi = to !== undefined ? numberOf(to, index) : isAny || by !== undefined ? last : lo;
    if (lo === undefined || hi === undefined || step === 0 || lo < first || hi > last || lo > hi) return undefined;
    // Sunday is 0, and 7 too.
    for (let value = lo; value <= hi; value += step) values.add(index === 4 ? value % 7 : value);
  }
  return { values, isAny: /^[*?]/.test(text) };
}

function numberOf(text: string, index: number): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const at = index < 3 ? -1 : NAMES[index - 3]!.indexOf(text.toLowerCase());
  return at < 0 ? undefined : index === 3 ? at + 1 : at;
}

function isZone(zone: string): boolean {
  try {
    return zone === 'UTC' || new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** How much later than UTC clocks of a zone are at a moment, in milliseconds. */
function offsetOf(zone: string, moment: number): number {
  if (zone === 'UTC') return 0;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const [year, month, day] = [parts.get('year')!, parts.get('month')!, parts.get('day')!];
  const local = Date.UTC(year, month - 1, day, parts.get('hour'), parts.get('minute'), parts.get('second'));
  return local - Math.floor(moment / 1000) * 1000;
}
