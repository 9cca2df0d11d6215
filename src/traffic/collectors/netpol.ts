import { Collector, LogReader } from './collector';
import { plainAddress } from '../record/address';
import { DialledService, End, EndFacts, EndRole } from '../record/end';
import { JsonMap, asCount, asList, asMap, asNumber, asPort, asText, asTexts } from '../record/json-value';
import { LogSink, MissingField } from '../record/log-sink';
import { momentOf } from '../record/moment';
import { Decider, DirectionProof, Observation, PortKind, Verdict } from '../record/observation';

/** The schema of what `netpol traffic --format json` writes. */
export const TRAFFIC_SCHEMA = 'netpol.traffic/v1';

/** What netpol has written itself: so that the traffic of many days is put together from that of each. */
export const NETPOL: Collector = {
  id: 'netpol',
  title: `netpol's own (${TRAFFIC_SCHEMA})`,
  form: 'json',
  recognises: (entry) => asMap(entry)?.schema === TRAFFIC_SCHEMA,
  open: () => ({ read }),
};

const read: LogReader['read'] = (entry, sink) => {
  const document = asMap(entry);
  if (document?.schema !== TRAFFIC_SCHEMA) {
    sink.unreadable(`this is no ${TRAFFIC_SCHEMA}`);
    return;
  }
  for (const file of asList(asMap(document.header)?.files)) readHeader(asMap(file) ?? {}, sink);
  asList(document.records).forEach((record, index) => {
    const observation = observationOf(asMap(record) ?? {});
    if (observation) sink.observe(observation);
    else sink.unreadable(`records[${index}] is no record of ${TRAFFIC_SCHEMA}`);
  });
};

function readHeader(header: JsonMap, sink: LogSink): void {
  const lost = asMap(header.lost);
  sink.lost(asNumber(lost?.events) ?? 0);
  sink.sampled(asNumber(lost?.sampled) ?? 1);
  for (const node of asTexts(header.nodes)) sink.node(node);
  for (const field of asTexts(header.missingFields)) if (MISSING.has(field)) sink.missing(field as MissingField);
  for (const remark of asTexts(header.remarks)) sink.remark(remark);
  for (const value of asList(header.gaps)) {
    const gap = asMap(value);
    const why = asText(gap?.why);
    if (why !== undefined) sink.gap(momentOf(gap!.from), momentOf(gap!.until), why);
  }
  const lines = asNumber(lost?.lines) ?? 0;
  if (lines > 0) sink.remark(`Of ${asText(header.source) ?? 'a log'}, ${lines} lines could not be read.`);
}

function observationOf(record: JsonMap): Observation | undefined {
  const [from, to] = [endOf(record.from), endOf(record.to)];
  const verdict = VERDICTS.find((word) => word === record.verdict);
  if (!from || !to || !verdict) return undefined;
  const at = momentOf(record.first);
  const until = momentOf(record.last);
  const proof = PROOFS.find((word) => word === record.directionProof);
  const port = asPort(record.port);
  const transportPort = asPort(record.transportPort);
  const protocol = asText(record.protocol);
  const by = asList(record.by).flatMap((value) => deciderOf(asMap(value)));
  const ref = asMap(record.ref);
  const [file, line] = [asText(ref?.file), asNumber(ref?.line)];
  return {
    at,
    ...(until === undefined ? {} : { until }),
    count: asCount(record.count),
    attempts: asCount(record.attempts),
    from,
    to,
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(transportPort === undefined ? {} : { transportPort }),
    portKind: PORT_KINDS.find((word) => word === record.portKind) ?? 'unknown',
    verdict,
    ...(by.length === 0 ? {} : { by }),
    ...(proof === undefined ? {} : { proof }),
    ...(record.sides === 'src' || record.sides === 'dst' || record.sides === 'both' ? { side: record.sides } : {}),
    weak: record.confidence !== 'strong',
    whole: {
      notes: asTexts(record.notes),
      ...(record.symmetrical === true ? { symmetrical: true } : {}),
      ...(file === undefined || line === undefined ? {} : { ref: { file, line } }),
    },
  };
}

const ROLES: readonly EndRole[] = ['workload', 'node', 'external', 'loadBalancer', 'unknown'];
const VERDICTS: readonly Verdict[] = ['allowed', 'denied', 'would-deny', 'reset', 'unknown'];
const PROOFS: readonly DirectionProof[] = ['flag', 'stated', 'syn', 'listener', 'heuristic'];
const PORT_KINDS: readonly PortKind[] = ['pod', 'service', 'node', 'unknown'];
const MISSING: ReadonlySet<string> = new Set<MissingField>([
  'ports',
  'direction',
  'addresses',
  'labels',
  'time',
  'verdict',
  'workloads',
]);

function endOf(value: unknown): End | undefined {
  const map = asMap(value);
  const role = ROLES.find((word) => word === map?.role);
  if (!map || !role) return undefined;
  const facts: { -readonly [Field in keyof EndFacts]: EndFacts[Field] } = { role };
  for (const field of ['ns', 'owner', 'kind', 'node', 'entity', 'why'] as const) {
    const text = asText(map[field]);
    if (text !== undefined) facts[field] = text;
  }
  const ip = plainAddress(map.ip);
  if (ip !== undefined) facts.ip = ip;
  if (map.ownerGuessed === true) facts.ownerGuessed = true;
  const labels = Object.entries(asMap(map.labels) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (labels.length > 0) facts.labels = Object.fromEntries(labels);
  for (const field of ['fqdn', 'candidates'] as const) {
    const texts = asTexts(map[field]);
    if (texts.length > 0) facts[field] = texts;
  }
  const service = serviceOf(asMap(map.service));
  if (service) facts.service = service;
  return new End(facts);
}

function serviceOf(map: JsonMap | undefined): DialledService | undefined {
  if (!map) return undefined;
  const [namespace, name, address] = [asText(map.namespace), asText(map.name), plainAddress(map.address)];
  const port = asPort(map.port);
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port }),
  };
}

function deciderOf(map: JsonMap | undefined): Decider[] {
  const name = asText(map?.name);
  if (name === undefined) return [];
  const [kind, ns, rule] = [asText(map!.kind), asText(map!.ns), asText(map!.rule)];
  return [
    {
      ...(kind === undefined ? {} : { kind }),
      ...(ns === undefined ? {} : { ns }),
      name,
      ...(rule === undefined ? {} : { rule }),
    },
  ];
}
