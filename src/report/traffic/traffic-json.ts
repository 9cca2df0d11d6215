import { TrafficReport, momentText, totalsOf } from './traffic-report';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { TRAFFIC_SCHEMA } from '../../traffic/collectors/netpol';
import { LogHeader } from '../../traffic/log-header';

/** `netpol.traffic/v1`: a record a line, so that two runs compare line by line. */
export function* trafficJson(traffic: TrafficReport): Generator<string> {
  const { files, records, merged, closedEarly, assumptions } = traffic;
  const { from, until, unresolved } = totalsOf(traffic);
  const header = {
    ...times({ from, until }),
    records: records.length,
    merged,
    unresolved,
    ...(closedEarly > 0 ? { closedEarly } : {}),
    ...(assumptions.length > 0 ? { assumptions } : {}),
    files: files.map((file) => headerOf(file)),
  };
  yield `{\n"schema": ${JSON.stringify(TRAFFIC_SCHEMA)},\n"header": ${JSON.stringify(header)},\n"records": [`;
  for (let index = 0; index < records.length; index++) {
    yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(recordOf(records[index]!))}`;
  }
  yield records.length === 0 ? ']\n}\n' : '\n]\n}\n';
}

function headerOf(file: LogHeader): object {
  const { from, until, gaps, ...rest } = file;
  return { ...rest, ...times({ from, until }), gaps: gaps.map(({ why, ...gap }) => ({ ...times(gap), why })) };
}

function recordOf(record: TrafficRecord): object {
  const { first, last, ...rest } = record;
  return { ...rest, ...times({ first, last }) };
}

function times(moments: { readonly [name: string]: number | undefined }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(moments).flatMap(([name, moment]) => (moment === undefined ? [] : [[name, momentText(moment)!]])),
  );
}
