import { endText, momentText } from './traffic-report';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { Traffic } from '../../traffic/read-traffic';
import { csvLine } from '../wording/csv';

const COLUMNS: readonly (readonly [string, (record: TrafficRecord) => string | number | undefined])[] = [
  ['from', ({ from }) => endText(from)],
  ['from_role', ({ from }) => from.role],
  ['from_ns', ({ from }) => from.ns],
  ['from_owner', ({ from }) => from.owner],
  ['from_kind', ({ from }) => from.kind],
  ['from_ip', ({ from }) => from.ip],
  ['to', ({ to }) => endText(to)],
  ['to_role', ({ to }) => to.role],
  ['to_ns', ({ to }) => to.ns],
  ['to_owner', ({ to }) => to.owner],
  ['to_kind', ({ to }) => to.kind],
  ['to_ip', ({ to }) => to.ip],
  ['to_fqdn', ({ to }) => to.fqdn?.join(' ')],
  ['protocol', ({ protocol }) => protocol],
  ['port', ({ port }) => port],
  ['port_kind', ({ portKind }) => portKind],
  ['verdict', ({ verdict }) => verdict],
  ['direction_proof', ({ directionProof }) => directionProof],
  ['confidence', ({ confidence }) => confidence],
  ['attempts', ({ attempts }) => attempts],
  ['count', ({ count }) => count],
  ['first', ({ first }) => momentText(first)],
  ['last', ({ last }) => momentText(last)],
  ['by', ({ by }) => by?.map(({ ns, name }) => (ns === undefined ? name : `${ns}/${name}`)).join(' ')],
];

/** A record a line, for spreadsheets and databases. */
export function* trafficCsv({ records }: Traffic): Generator<string> {
  yield csvLine(COLUMNS.map(([name]) => name));
  for (const record of records) yield csvLine(COLUMNS.map(([, value]) => String(value(record) ?? '')));
}
