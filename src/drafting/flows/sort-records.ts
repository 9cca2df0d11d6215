import { Evidence, SeenPort, portKey } from './evidence';
import { probedPorts } from './probed-ports';
import { scansIn } from './scans';
import { Subject, Subjects } from './subjects';
import { PROBE_NOTE } from '../../evidence/resolve-traffic';
import { Protocol } from '../../model/protocol';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { EndFacts } from '../../traffic/record/end';
import { isPolicyProtocol } from '../../traffic/record/protocol-name';

/** An end of a flow that a draft can speak about. */
export type FlowEnd =
  | { readonly kind: 'pods'; readonly subject: Subject }
  /** Addresses that no pod and no node has. */
  | { readonly kind: 'outside'; readonly ip?: string; readonly names: readonly string[]; readonly entity?: string }
  | { readonly kind: 'api-server' }
  | { readonly kind: 'node'; readonly ip?: string; readonly candidates: readonly string[] };

/** What was observed between two ends, on one port. */
export interface SeenFlow extends SeenPort {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  /** Where all of its records are weak, or nobody knows what became of them. */
  readonly isWeak: boolean;
  readonly evidence: Evidence;
}

/** Why a record is drafted nowhere. */
export type SetAside =
  | 'denied'
  | 'scan'
  | 'no direction'
  | 'no port'
  | 'unknown end'
  | 'not in the manifests'
  | 'no label'
  | 'node'
  | 'probe'
  | 'metadata'
  | 'other protocol'
  | 'same pod';

export interface SortedRecords {
  readonly flows: readonly SeenFlow[];
  readonly setAside: ReadonlyMap<SetAside, readonly TrafficRecord[]>;
}

const METADATA = /^(?:169\.254\.169\.25[34]|fd00:ec2::254|100\.100\.100\.200|168\.63\.129\.16)$/;

/** Sorts records into flows that may be drafted, and the rest by the reason why it is not. */
export function sortRecords(
  records: readonly TrafficRecord[],
  subjects: Subjects,
  isApiServer: (end: EndFacts) => boolean,
): SortedRecords {
  const setAside = new Map<SetAside, TrafficRecord[]>();
  const flows = new Map<string, { flow: Omit<SeenFlow, 'isWeak' | 'evidence'>; records: TrafficRecord[] }>();
  const scans = scansIn(records, (record) => declares(record, subjects));
  const aside = (why: SetAside, record: TrafficRecord) => setAside.set(why, [...(setAside.get(why) ?? []), record]);
  const take = (record: TrafficRecord, from: FlowEnd, to: FlowEnd) => {
    const port: SeenPort = { protocol: record.protocol as Protocol, port: record.port! };
    const key = JSON.stringify([keyOf(from), keyOf(to), portKey(port)]);
    const present = flows.get(key);
    if (present) present.records.push(record);
    else flows.set(key, { flow: { from, to, ...port }, records: [record] });
  };
  for (const record of records) {
    const why = reasonNotTo(record, scans);
    if (why !== undefined) {
      aside(why, record);
      continue;
    }
    const [from, to] = [record.from, record.to].map((end) => endOf(end, subjects, isApiServer));
    if (typeof from === 'string' || typeof to === 'string') {
      aside(typeof from === 'string' ? from : (to as SetAside), record);
    } else if (from!.kind !== 'pods' && to!.kind !== 'pods') {
      aside('node', record);
    } else if (from!.kind === 'api-server' || (from!.kind === 'node' && isFromOwnNode(record, to!))) {
      aside(from!.kind === 'node' ? 'probe' : 'node', record);
    } else {
      take(record, from!, to!);
      if (record.symmetrical && to!.kind === 'pods') take(record, to!, from!);
    }
  }
  const sorted = [...flows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { flow, records: own }]) => ({
      ...flow,
      isWeak: own.every(isWeak),
      evidence: { records: own, needs: [] },
    }));
  return { flows: sorted, setAside };
}

/** The kubelet asks from the pod's own node, which policies never cut off. Cilium calls that node `host`. */
function isFromOwnNode({ notes = [], from, port }: TrafficRecord, to: FlowEnd): boolean {
  if (from.entity === 'host' || notes.includes(PROBE_NOTE)) return true;
  return to.kind === 'pods' && to.subject.workload.podGroups.some((group) => probedPorts(group).includes(port!));
}

function isWeak({ confidence, verdict }: TrafficRecord): boolean {
  return confidence === 'weak' || verdict === 'unknown' || verdict === 'reset';
}

function reasonNotTo(record: TrafficRecord, scans: ReadonlySet<TrafficRecord>): SetAside | undefined {
  const { protocol, port, portKind, verdict, directionProof, symmetrical, to, from } = record;
  if (verdict === 'denied') return 'denied';
  if (protocol !== undefined && !isPolicyProtocol(protocol)) return 'other protocol';
  if (protocol === undefined || port === undefined) return 'no port';
  if (scans.has(record)) return 'scan';
  if (directionProof === 'unknown' && !symmetrical) return 'no direction';
  if ([from.ip, to.ip].some((ip) => ip !== undefined && METADATA.test(ip))) return 'metadata';
  if (portKind === 'service') return 'unknown end';
  return undefined;
}

function endOf(
  end: EndFacts,
  subjects: Subjects,
  isApiServer: (end: EndFacts) => boolean,
): FlowEnd | 'unknown end' | 'not in the manifests' | 'no label' {
  if (isApiServer(end)) return { kind: 'api-server' };
  switch (end.role) {
    case 'workload': {
      const workload = subjects.workloadOf(end);
      if (!workload) return end.owner === undefined ? 'unknown end' : 'not in the manifests';
      const subject = subjects.of(workload);
      return subject ? { kind: 'pods', subject } : 'no label';
    }
    case 'node':
      return { kind: 'node', ...(end.ip === undefined ? {} : { ip: end.ip }), candidates: end.candidates ?? [] };
    case 'external':
    case 'loadBalancer':
      return {
        kind: 'outside',
        ...(end.ip === undefined ? {} : { ip: end.ip }),
        ...(end.entity === undefined ? {} : { entity: end.entity }),
        names: end.fqdn ?? [],
      };
    default:
      return 'unknown end';
  }
}

function declares({ to, protocol, port, portKind }: TrafficRecord, subjects: Subjects): boolean {
  if (portKind === 'service') return true;
  const workload = subjects.workloadOf(to);
  // Of what is not known, nobody can say that it does not listen.
  if (!workload) return to.role !== 'workload';
  const listeners = workload.podGroups.flatMap(({ ports }) => ports);
  return listeners.length === 0 || listeners.some((one) => one.protocol === protocol && one.number === port);
}

/** Equal for equal ends. */
export function keyOf(end: FlowEnd): string {
  switch (end.kind) {
    case 'pods':
      return `pods ${end.subject.workload.id}`;
    case 'outside':
      return `outside ${end.ip ?? end.entity ?? ''}`;
    case 'node':
      return `node ${end.ip ?? ''}`;
    default:
      return end.kind;
  }
}

/** One flow in words that stay the same from draft to draft. */
export function flowKey({ from, to, protocol, port }: SeenFlow): string {
  return `${keyOf(from)} to ${keyOf(to)} on ${protocol}/${port}`;
}
