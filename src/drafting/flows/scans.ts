import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

/** From so many closed doors on, somebody is trying doors. */
const MANY = 8;
/** Who really uses a port comes back. */
const SELDOM = 2;

/**
 * The records of ends that knock at many ports on which nobody listens: one source, and many pairs of a destination and a
 * port that it does not declare, each tried once or twice.
 *
 * @param declares whether the destination says that it listens there
 */
export function scansIn(
  records: readonly TrafficRecord[],
  declares: (record: TrafficRecord) => boolean,
): ReadonlySet<TrafficRecord> {
  const bySource = new Map<string, TrafficRecord[]>();
  for (const record of records) {
    if (record.attempts > SELDOM || record.port === undefined || declares(record)) continue;
    const { role, ns, owner, ip, entity } = record.from;
    const key = JSON.stringify([role, ns, owner, ip, entity]);
    const present = bySource.get(key);
    if (present) present.push(record);
    else bySource.set(key, [record]);
  }
  const suspicious = [...bySource.values()].filter((list) => doors(list) >= MANY);
  return new Set(suspicious.flat());
}

function doors(records: readonly TrafficRecord[]): number {
  return new Set(records.map(({ to, protocol, port }) => JSON.stringify([to.ns, to.owner, to.ip, protocol, port])))
    .size;
}
