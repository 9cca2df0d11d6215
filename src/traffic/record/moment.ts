/** The last moment that a date can have. */
const END_OF_TIME = 8.64e15;

/** Milliseconds since 1970 for a time as logs write it (ISO 8601 with any number of decimals); undefined for others. */
export function momentOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 10 || text.length > 40) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Milliseconds since 1970 for a number of seconds, milliseconds, microseconds or nanoseconds since then. */
export function momentOfEpoch(value: number | undefined): number | undefined {
  if (value === undefined || value <= 0) return undefined;
  let moment = value;
  // Seconds stay below 1e11 until the year 5138, and milliseconds are above it since 1973; likewise further on.
  if (moment < 1e11) moment *= 1000;
  else if (moment >= 1e17) moment /= 1e6;
  else if (moment >= 1e14) moment /= 1e3;
  moment = Math.floor(moment);
  return moment <= END_OF_TIME ? moment : undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Feb  7 12:53:39.168`, without a year: the nearest that is past, seen from `now`. Taken as UTC. */
export function momentWithoutYear(text: string, now: number): number | undefined {
  const parts = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/.exec(text);
  const month = parts ? MONTHS.indexOf(parts[1]!) : -1;
  if (!parts || month < 0) return undefined;
  const [day, hours, minutes, seconds] = parts.slice(2, 6).map(Number);
  const milliseconds = Number((parts[6] ?? '0').padEnd(3, '0').slice(0, 3));
  // The 29th of February may be eight years back.
  for (let year = new Date(now).getUTCFullYear() + 1, tries = 0; tries < 10; year--, tries++) {
    const moment = Date.UTC(year, month, day!, hours, minutes, seconds, milliseconds);
    const exists = new Date(moment).getUTCDate() === day;
    // A clock that is a day ahead is likelier than a log of last year.
    if (exists && moment <= now + 86_400_000) return moment;
  }
  return undefined;
}
