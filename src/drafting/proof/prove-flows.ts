import { FlowJudge, Outcome } from '../../evidence/replay/flow-judge';
import { InvalidInput } from '../../model/invalid-input';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { Analysis } from '../../reachability/relation/analysis';
import { Connection, connectionsOf } from '../../reachability/relation/connections';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

/** More is no list that anybody reads. */
const MOST_LISTED = 1000;

/** What was proved of flows. */
export interface FlowProof {
  /** So many records that passed are allowed by the draft, for sure. */
  readonly allowed: number;
  /** Records that passed, of which nothing firm can be said, with the reason. */
  readonly undecided: readonly { readonly record: TrafficRecord; readonly why: string }[];
  /** Records that passed, that the draft denies, and that it was not made for. */
  readonly denied: readonly TrafficRecord[];
  /** What the draft allows between workloads beside what was seen, where it isolates one of them. */
  readonly beyond: readonly Connection[];
  /** Whether there is more of that than is listed. */
  readonly isCut: boolean;
}

/**
 * Asks the engine about every record that passed, and what else is allowed.
 *
 * @param drafted the records that the draft was made for
 * @throws InvalidInput if one of these is denied
 */
export function proveFlows(
  after: Analysis,
  records: readonly TrafficRecord[],
  drafted: ReadonlySet<TrafficRecord>,
): FlowProof {
  const judge = new FlowJudge(after);
  const evidenced = new Map<string, PortSet>();
  const undecided: { record: TrafficRecord; why: string }[] = [];
  const denied: TrafficRecord[] = [];
  let allowed = 0;
  for (const record of records) {
    if (record.verdict === 'denied') continue;
    const { judgement, from, to } = judge.judgeEnds(record);
    if (judgement.outcome === Outcome.ALLOWED) allowed++;
    else if (judgement.outcome !== Outcome.DENIED) undecided.push({ record, why: judgement.why ?? '' });
    else if (drafted.has(record)) refuse(record);
    else denied.push(record);
    if (!drafted.has(record) || from.kind !== 'pods' || to.kind !== 'pods' || record.port === undefined) continue;
    for (const source of from.workloads) {
      for (const destination of to.workloads) {
        const key = `${source.id} ${destination.id}`;
        const ports = PortSet.of(record.protocol as Protocol, record.port);
        evidenced.set(key, (evidenced.get(key) ?? PortSet.EMPTY).union(ports));
      }
    }
  }
  const beyond = beyondEvidence(after, evidenced);
  return { allowed, undecided, denied, beyond: beyond.slice(0, MOST_LISTED), isCut: beyond.length > MOST_LISTED };
}

function beyondEvidence(after: Analysis, evidenced: ReadonlyMap<string, PortSet>): Connection[] {
  const isolated = (direction: PolicyType, classId: number) => after.row(direction, classId).isolated;
  return connectionsOf(after).allowed.flatMap((connection): Connection[] => {
    const { from, to, ports } = connection;
    if (from.kind !== 'workload' || to.kind !== 'workload') return [];
    if (!isolated(PolicyType.EGRESS, from.classId) && !isolated(PolicyType.INGRESS, to.classId)) return [];
    const seen = evidenced.get(`${from.workload.id} ${to.workload.id}`) ?? PortSet.EMPTY;
    const rest = ports.subtract(seen);
    return rest.isEmpty ? [] : [{ from, to, ports: rest }];
  });
}

function refuse({ from, to, protocol, port, ref }: TrafficRecord): never {
  const name = (end: TrafficRecord['from']) =>
    end.owner === undefined ? (end.ip ?? end.entity ?? 'unknown') : `${end.ns}/${end.owner}`;
  throw new InvalidInput(
    `The draft would deny ${name(from)} to ${name(to)} on ${protocol}/${port}, which was seen (${ref.file}:${ref.line}), so nothing is written.`,
    'Say so to whoever maintains this library, with the log.',
  );
}
