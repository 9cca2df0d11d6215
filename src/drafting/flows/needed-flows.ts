import { FlowEnd, SeenFlow, flowKey, keyOf } from './sort-records';
import { Subjects } from './subjects';
import { Workload } from '../../manifests/inventory';
import { Protocol } from '../../model/protocol';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

/** A flow that manifests say a workload needs. */
export interface NeededFlow {
  readonly from: Workload;
  readonly to:
    | { readonly kind: 'workload'; readonly workload: Workload }
    | { readonly kind: 'outside'; readonly name: string }
    | { readonly kind: 'api-server' };
  readonly protocol: Protocol;
  readonly port: number;
  /** Where it says so, in words. */
  readonly evidence: readonly string[];
}

/** Flows that were seen and flows that are needed, as one. */
export interface JoinedFlows {
  readonly flows: readonly SeenFlow[];
  /** Needs that what was seen speaks against, in sentences. */
  readonly disputed: readonly string[];
}

/** Joins what manifests say to what was seen. Where both name a port for a pair and they differ, what was seen counts. */
export function withNeeds(seen: readonly SeenFlow[], needs: readonly NeededFlow[], subjects: Subjects): JoinedFlows {
  const flows = new Map(seen.map((flow) => [flowKey(flow), flow]));
  const portsSeen = new Map<string, string[]>();
  for (const flow of seen) {
    const pair = JSON.stringify([keyOf(flow.from), keyOf(flow.to)]);
    portsSeen.set(pair, [...(portsSeen.get(pair) ?? []), `${flow.protocol}/${flow.port}`]);
  }
  const disputed: string[] = [];
  for (const need of needs) {
    const [from, to] = [podsOf(need.from, subjects), endOf(need, subjects)];
    if (!from || !to) continue;
    const { protocol, port, evidence } = need;
    const flow: SeenFlow = { from, to, protocol, port, isWeak: false, evidence: { records: [], needs: evidence } };
    const present = flows.get(flowKey(flow));
    const others = portsSeen.get(JSON.stringify([keyOf(from), keyOf(to)]));
    if (present) {
      const all = [...new Set([...present.evidence.needs, ...evidence])];
      flows.set(flowKey(flow), { ...present, isWeak: false, evidence: { ...present.evidence, needs: all } });
    } else if (others && to.kind === 'pods') {
      disputed.push(
        `${need.from.id} needs ${to.subject.workload.id} on ${protocol}/${port} (${evidence[0] ?? 'manifests'}), and was seen there on ${others.join(', ')} only`,
      );
    } else {
      flows.set(flowKey(flow), flow);
    }
  }
  return { flows: [...flows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, flow]) => flow), disputed };
}

/** A record as a log would have it, for the judge of records. */
export function recordOfNeed({ from, to, protocol, port }: SeenFlow): TrafficRecord | undefined {
  if (from.kind !== 'pods' || to.kind !== 'pods') return undefined;
  const end = ({ namespace: ns, name: owner, kind }: Workload) => ({ role: 'workload' as const, ns, owner, kind });
  return {
    from: end(from.subject.workload),
    to: end(to.subject.workload),
    protocol,
    port,
    portKind: 'pod',
    verdict: 'allowed',
    directionProof: 'stated',
    confidence: 'strong',
    attempts: 0,
    count: 0,
    ref: { file: 'manifests', line: 0 },
  };
}

function endOf({ to }: NeededFlow, subjects: Subjects): FlowEnd | undefined {
  if (to.kind === 'workload') return podsOf(to.workload, subjects);
  return to.kind === 'outside' ? { kind: 'outside', names: [to.name] } : { kind: 'api-server' };
}

function podsOf(workload: Workload, subjects: Subjects): FlowEnd | undefined {
  const subject = subjects.of(workload);
  return subject && { kind: 'pods', subject };
}
