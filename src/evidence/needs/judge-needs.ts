import { KnownPods } from './known-pods';
import { Need, NeedEnd, NeedPort } from './need';
import { Workload } from '../../manifests/inventory';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { AddressFamily } from '../../model/ip-address';
import { joinedKey } from '../../model/joined-key';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { SPECIAL_USE_IPV4 } from '../../platform/special-use-ranges';
import { Flow, FlowSide, SideReason, flowBetween } from '../../reachability/question/flow';
import { judgesServices } from '../../reachability/question/through-service';
import { Analysis } from '../../reachability/relation/analysis';
import { FlowEnd, podsEnd } from '../../reachability/relation/flow-end';

/** What policies make of a need. `unknown`: nobody can tell, as for a name outside and a block of addresses. */
export type NeedVerdict = 'allowed' | 'denied' | 'unknown';

/** A side of a need that policies close. */
export interface BlockedSide {
  readonly direction: PolicyType;
  readonly workload: Workload;
  readonly policies: readonly ProgramPolicy[];
}

export interface JudgedNeed {
  readonly need: Need;
  readonly verdict: NeedVerdict;
  /** Where it is denied: what closes it. */
  readonly blocked: readonly BlockedSide[];
}

/** Kinds of pods of one workload that are looked at: more only a dump of a rollout has. */
const MOST_GROUPS = 8;
/** Any address that no cluster has, to ask what isolates a side. */
const SOMEBODY: FlowEnd = { kind: 'address', address: { family: 4, value: 0xcb007101n } };

const PUBLIC = SPECIAL_USE_IPV4.reduce(
  (set, { cidr }) => set.subtract(AddressSet.of(Cidr.of(cidr))),
  AddressSet.of(Cidr.of('0.0.0.0/0')),
);

/** Holds needs against policies, and notes which rules any of them uses. */
export class NeedJudge {
  private readonly pods: KnownPods;
  private readonly used = new Set<string>();

  public constructor(private readonly analysis: Analysis) {
    this.pods = new KnownPods(analysis.inventory);
  }

  public judge(need: Need): JudgedNeed {
    const { from, to, port } = need;
    const isNode = [from, to].some((end) => end.kind === 'role' && end.role === 'node(own)');
    // Nodes are the network plugin's business, and what has no port may be any.
    if (isNode || !port) return { need, verdict: 'unknown', blocked: [] };
    const [senders, receivers] = [this.endsOf(from), this.endsOf(to)];
    if (senders.length > 0 && receivers.length > 0) return this.between(need, port, senders, receivers);
    const own = senders.length > 0 ? senders : receivers;
    const direction = senders.length > 0 ? PolicyType.EGRESS : PolicyType.INGRESS;
    if (own.length === 0) return { need, verdict: 'unknown', blocked: [] };
    return this.withSomebody(need, port, own, direction, senders.length > 0 ? to : from);
  }

  /** Whether some need, or DNS, uses a rule of a NetworkPolicy. */
  public uses(policy: ProgramPolicy, direction: PolicyType, index: number): boolean {
    return this.used.has(keyOf(policy, direction, index));
  }

  private endsOf(end: NeedEnd): { readonly workload?: Workload; readonly end: FlowEnd }[] {
    if (end.kind === 'addresses') {
      const { family, _first: value } = Cidr.of(end.cidr);
      return [{ end: { kind: 'address', address: { family: family as AddressFamily, value } } }];
    }
    return this.pods.of(end).flatMap((workload) => {
      const seen = new Set<string>();
      const groups = workload.podGroups.filter((group) => {
        const key = JSON.stringify([group.labels, group.ports]);
        return seen.size < MOST_GROUPS && !seen.has(key) && seen.add(key);
      });
      return groups.map((group) => ({ workload, end: podsEnd(this.analysis, workload, group) }));
    });
  }

  private between(
    need: Need,
    port: NeedPort,
    senders: readonly { readonly workload?: Workload; readonly end: FlowEnd }[],
    receivers: readonly { readonly workload?: Workload; readonly end: FlowEnd }[],
  ): JudgedNeed {
    // Of several controllers that could be meant, one that gets through is enough; of a workload, all pods have to.
    const isGuess = need.from.kind !== 'workload' && need.from.kind !== 'addresses';
    const blocked = new Map<string, BlockedSide>();
    let [allowed, denied, open] = [0, 0, 0];
    for (const sender of senders) {
      for (const receiver of receivers) {
        const flow = flowBetween(this.analysis, sender.end, receiver.end);
        this.note(flow, port);
        if (flow.toItself || flow.allowed.has(port.protocol, port.number)) {
          allowed++;
        } else if (flow.undefinedPorts.has(port.protocol, port.number) || this.mayBeByService(need, flow, port)) {
          open++;
        } else {
          denied++;
          for (const [side, workload] of [
            [flow.egress, sender.workload],
            [flow.ingress, receiver.workload],
          ] as const) {
            if (!workload || side.allowed.has(port.protocol, port.number)) continue;
            const policies = side.policies.map(({ policy }) => policy);
            blocked.set(`${side.direction} ${workload.id}`, { direction: side.direction, workload, policies });
          }
        }
      }
    }
    if (denied > 0 && (!isGuess || allowed + open === 0)) {
      return { need, verdict: 'denied', blocked: [...blocked.values()] };
    }
    return { need, verdict: allowed > 0 && (open === 0 || isGuess) ? 'allowed' : 'unknown', blocked: [] };
  }

  /** Where the plugin judges egress by the address of a Service, the pods behind it do not tell. */
  private mayBeByService({ via }: Need, { egress, ingress }: Flow, { protocol, number }: NeedPort): boolean {
    const throughService = via?.startsWith('Service ') && !via.includes('(headless)');
    return (
      throughService === true &&
      judgesServices(this.analysis) &&
      egress.reason === SideReason.RULES &&
      !egress.allowed.has(protocol, number) &&
      ingress.allowed.has(protocol, number)
    );
  }

  /** One side of a need whose other end is somebody that no manifest places. */
  private withSomebody(
    need: Need,
    port: NeedPort,
    own: readonly { readonly workload?: Workload; readonly end: FlowEnd }[],
    direction: PolicyType,
    other: NeedEnd,
  ): JudgedNeed {
    const blocked = new Map<string, BlockedSide>();
    let unknown = false;
    for (const { workload, end } of own) {
      if (!workload || end.kind !== 'pods') continue;
      const flow =
        direction === PolicyType.EGRESS
          ? flowBetween(this.analysis, end, SOMEBODY)
          : flowBetween(this.analysis, SOMEBODY, end);
      const side = direction === PolicyType.EGRESS ? flow.egress : flow.ingress;
      const verdict = this.openTo(side, port, other);
      if (verdict === 'unknown') unknown = true;
      if (verdict === 'denied') {
        blocked.set(workload.id, { direction, workload, policies: side.policies.map(({ policy }) => policy) });
      }
    }
    if (blocked.size > 0) return { need, verdict: 'denied', blocked: [...blocked.values()] };
    return { need, verdict: unknown ? 'unknown' : 'allowed', blocked: [] };
  }

  private openTo(side: FlowSide, port: NeedPort, other: NeedEnd): NeedVerdict {
    const { reason, direction, policies } = side;
    if (reason === SideReason.NOT_ISOLATED || reason === SideReason.NOT_ENFORCED) {
      return side.program ? 'unknown' : 'allowed';
    }
    if (reason !== SideReason.RULES || side.program) return 'unknown';
    const numbers = numbersOf(port, other);
    // Pods of the cluster may be behind a role; behind a name outside there are none.
    const mayBePods =
      other.kind !== 'external' &&
      !(other.kind === 'role' && other.role === 'kube-apiserver' && direction === PolicyType.EGRESS);
    let verdict: NeedVerdict = 'denied';
    let blocks = AddressSet.EMPTY;
    for (const { policy, rules } of policies) {
      for (const { index, ports } of rules) {
        const exact = ports.has(port.protocol, port.number);
        if (!exact && !numbers.some((number) => ports.has(port.protocol, number))) continue;
        const { peers } = policy.rules[direction]![index]!;
        if (!peers) {
          this.used.add(keyOf(policy, direction, index));
          if (exact) return 'allowed';
          verdict = 'unknown';
          continue;
        }
        for (const peer of peers) {
          if (peer.kind === 'pods' && !mayBePods) continue;
          if (peer.kind === 'block') blocks = blocks.union(peer.addresses);
          this.used.add(keyOf(policy, direction, index));
          verdict = 'unknown';
        }
      }
    }
    return verdict === 'unknown' && other.kind === 'external' && blocks.contains(PUBLIC) ? 'allowed' : verdict;
  }

  /** Notes the rules that a flow uses. */
  private note(flow: Flow, { protocol, number }: NeedPort): void {
    for (const { direction, policies } of [flow.egress, flow.ingress]) {
      for (const { policy, rules } of policies) {
        for (const { index, peer, possiblePeer, ports } of rules) {
          if ((peer === undefined && possiblePeer === undefined) || !ports.has(protocol, number)) continue;
          this.used.add(keyOf(policy, direction, index));
        }
      }
    }
  }
}

/** The API server is known by two ports, and only its platform knows which policies see. */
function numbersOf({ number }: NeedPort, other: NeedEnd): readonly number[] {
  return other.kind === 'role' && other.role === 'kube-apiserver' && (number === 443 || number === 6443)
    ? [443, 6443]
    : [number];
}

function keyOf({ namespace, name }: ProgramPolicy, direction: PolicyType, index: number): string {
  return joinedKey(namespace, name, direction, String(index));
}
