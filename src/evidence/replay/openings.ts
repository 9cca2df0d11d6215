import { FlowJudge, Outcome, askedPorts } from './flow-judge';
import { Bucket, Replay, ReplayedFlow } from './replay';
import { namespaceOf } from '../../manifests/object-identity';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { withRemedies } from '../../reachability/question/apply-remedies';
import { explain } from '../../reachability/question/explanation';
import { SideReason } from '../../reachability/question/flow';
import { Remedy } from '../../reachability/question/remedy';
import { optionsToAllow } from '../../reachability/question/remedy-options';
import { AskedFlow } from '../../reachability/question/through-service';

/** What would open the connections between two ends that are newly denied. */
export interface Opening {
  /** Those that it is for. */
  readonly flows: readonly ReplayedFlow[];
  readonly ports: PortSet;
  /** Policies to write; none where no NetworkPolicy can open it. */
  readonly remedies: readonly Remedy[];
}

export interface Openings {
  readonly openings: readonly Opening[];
  /** Newly denied connections for which nothing was worked out, because there are too many. */
  readonly leftOut: number;
  /** Those that stay denied with all the policies together, by the engine. */
  readonly stillDenied: readonly ReplayedFlow[];
}

/** For more pairs of ends nobody reads proposals one by one. */
const MOST_OPENINGS = 200;

/** Finds the narrowest policies that would open what is newly denied, and asks the engine whether they do. */
export function openingsFor({ flows, judge }: Replay): Openings {
  const denied = flows.filter(({ bucket }) => bucket === Bucket.NEWLY_DENIED);
  const byEnds = new Map<string, ReplayedFlow[]>();
  for (const flow of denied) {
    const { from, to } = judge.judgeEnds(flow.record);
    const key = `${from.key} ${to.key}`;
    const same = byEnds.get(key);
    if (same) same.push(flow);
    else byEnds.set(key, [flow]);
  }
  const groups = [...byEnds.values()];
  const names = freeNames(judge);
  const openings = groups.slice(0, MOST_OPENINGS).map((group) => openingFor(judge, group, names));
  const leftOut = groups.slice(MOST_OPENINGS).reduce((sum, group) => sum + group.length, 0);
  return { openings, leftOut, stillDenied: stillDenied(judge, openings) };
}

function openingFor(judge: FlowJudge, flows: readonly ReplayedFlow[], isFree: IsFree): Opening {
  const asked = new Map<string, AskedFlow>();
  let all = PortSet.EMPTY;
  for (const { record } of flows) {
    const { from, to } = judge.judgeEnds(record);
    // Of addresses that the log does not have, nobody can write down which to allow.
    const isVague = [from, to].some((end) => end.kind === 'addresses' && end.among !== undefined);
    if (isVague) {
      all = all.union(askedPorts(record));
    } else {
      judge.flowsOf(record).forEach(({ flow, ports }, index) => {
        const same = asked.get(String(index));
        asked.set(String(index), { flow, ports: same ? same.ports.union(ports) : ports });
        all = all.union(ports);
      });
    }
  }
  const remedies = [...asked.values()].flatMap(({ flow, ports }) =>
    explain(flow, ports).flatMap((side): Remedy[] => {
      // By the address of a Service, a policy for its pods opens nothing.
      if (side.denied.isEmpty || side.subject.kind !== 'pods' || side.side.reason === SideReason.SERVICE_ADDRESS) {
        return [];
      }
      const peer = side.direction === PolicyType.EGRESS ? flow.to : flow.from;
      return optionsToAllow(side, { end: peer }, isFree).slice(0, 1);
    }),
  );
  return { flows, ports: all, remedies: differing(remedies) };
}

/** Replicas that policies tell apart may need the same. */
function differing(remedies: readonly Remedy[]): Remedy[] {
  const bodies = new Map<string, Remedy>();
  for (const remedy of remedies) {
    const { metadata: _, ...body } = (remedy.kind === 'create' ? remedy.object : {}) as { metadata?: object };
    const key = JSON.stringify(body);
    if (!bodies.has(key)) bodies.set(key, remedy);
  }
  return [...bodies.values()];
}

type IsFree = (namespace: string, name: string) => boolean;

/** Each name is given once. */
function freeNames({ analysis: { inventory } }: FlowJudge): IsFree {
  const taken = new Set(
    inventory.policies.map((document) => `${namespaceOf(document)}/${document.object.metadata?.name ?? ''}`),
  );
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
}

function stillDenied({ analysis }: FlowJudge, openings: readonly Opening[]): ReplayedFlow[] {
  const remedies = openings.flatMap((opening) => opening.remedies);
  if (openings.length === 0) return [];
  const policies = withRemedies(analysis.inventory.policies, remedies);
  const [opened] = analysis.ofOthers([{ ...analysis.inventory, policies }]);
  const judge = new FlowJudge(opened!);
  return openings
    .flatMap((opening) => opening.flows)
    .filter(({ record }) => judge.judge(record).outcome !== Outcome.ALLOWED);
}
