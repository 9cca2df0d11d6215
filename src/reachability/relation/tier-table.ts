import { AllowanceSum, forEachAllowance, portsFor } from './allowance';
import { Row } from './row';
import { PolicyType } from '../../model/network-policy';
import { forEachIn } from '../sets/interval-set';
import { PortMap, combineMaps, portMapOf, uniformMap } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS, PortSetId } from '../sets/port-set-table';
import { SharedList } from '../sets/shared-list';
import { CompiledPeer } from '../universe/compiled-policy';
import { PodClass } from '../universe/pod-classes';
import { Tier, TierRule, TierVerdict, TieredPolicy, inTierOrder } from '../universe/tiered-policy';
import { Target, Universe } from '../universe/universe';

/** What a tier decides for a class, by peer; all else is left to what comes behind the tier. */
interface Decision {
  readonly accepted: PortMap;
  readonly denied: PortMap;
}

const UNDECIDED: Decision = { accepted: uniformMap(NO_PORTS), denied: uniformMap(NO_PORTS) };

/** Puts the Admin tier before the rows of NetworkPolicies, and the Baseline tier behind them. */
export class TierTable {
  /** By class, the policies that select it, in the order in which they are asked. */
  private readonly policies: SharedList<TieredPolicy>[];
  private readonly composed = new Map<SharedList<TieredPolicy>, Map<string, Row>>();

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    policies: readonly TieredPolicy[],
  ) {
    const nobody = SharedList.empty<TieredPolicy>();
    this.policies = universe.classes.map(() => nobody);
    for (const policy of inTierOrder(policies)) {
      if (policy.rules[direction].length === 0) continue;
      forEachIn(universe.podsSelectedBy(policy.subject), (classId) => {
        this.policies[classId] = this.policies[classId]!.with(policy);
      });
    }
  }

  /** The row of a class for which NetworkPolicies make `row`. */
  public compose(row: Row, classId: number, newId: () => number): Row {
    const policies = this.policies[classId]!;
    if (policies.isEmpty) return row;
    const rows = this.composed.get(policies) ?? new Map<string, Row>();
    this.composed.set(policies, rows);
    const own = this.universe.classes[classId]!;
    const key = `${row.id} ${own.portsKey}`;
    let composed = rows.get(key);
    if (!composed) {
      const decide = (tier: Tier, part: 'pods' | 'atoms') =>
        this.decisionOf(
          policies.toArray().filter((policy) => policy.tier === tier),
          own,
          part,
        );
      const mapOf = (part: 'pods' | 'atoms') =>
        this.inOrder(decide(Tier.ADMIN, part), row.isolated ? row[part] : undefined, decide(Tier.BASELINE, part), part);
      composed = { ...row, id: newId(), pods: mapOf('pods'), atoms: mapOf('atoms') };
      rows.set(key, composed);
    }
    return composed;
  }

  /** @param own what NetworkPolicies allow; undefined where none of them isolates the class */
  private inOrder(admin: Decision, own: PortMap | undefined, baseline: Decision, part: 'pods' | 'atoms'): PortMap {
    const { ports } = this.universe;
    const size = this.sizeOf(part);
    const without = (a: PortSetId, b: PortSetId) => ports.subtract(a, b);
    const next = own ?? combineMaps(uniformMap(ALL_PORTS), baseline.denied, size, without);
    const left = combineMaps(next, admin.denied, size, without);
    return combineMaps(left, admin.accepted, size, (a, b) => ports.union(a, b));
  }

  /** Goes through the rules of one tier; what a rule has decided or passed on, no later rule sees. */
  private decisionOf(policies: readonly TieredPolicy[], own: PodClass, part: 'pods' | 'atoms'): Decision {
    if (policies.length === 0) return UNDECIDED;
    const { ports } = this.universe;
    const size = this.sizeOf(part);
    const union = (a: PortSetId, b: PortSetId) => ports.union(a, b);
    let { accepted, denied } = UNDECIDED;
    let seen = uniformMap(NO_PORTS);
    for (const rule of policies.flatMap(({ rules }) => rules[this.direction])) {
      const matched = this.matchedBy(rule, own, part);
      const open = combineMaps(matched, seen, size, (a, b) => ports.subtract(a, b));
      if (rule.verdict === TierVerdict.ACCEPT) accepted = combineMaps(accepted, open, size, union);
      if (rule.verdict === TierVerdict.DENY) denied = combineMaps(denied, open, size, union);
      seen = combineMaps(seen, matched, size, union);
    }
    return { accepted, denied };
  }

  private matchedBy(rule: TierRule, own: PodClass, part: 'pods' | 'atoms'): PortMap {
    const { universe, direction } = this;
    const sum = new AllowanceSum(universe.ports);
    const targetOf = (peer: CompiledPeer): Target =>
      peer.kind === 'block' ? universe.blockTarget(peer, true) : universe.clusterTarget(peer.namespaces!, peer.pods);
    forEachAllowance(universe, direction, rule, targetOf, (target, ports, names) =>
      sum.add(target, portsFor({ ports, names }, own.ports, universe.ports)),
    );
    const entries = sum.targets.map((target, place) => ({ ids: target[part], ports: sum.ports[place]! }));
    return portMapOf(sum.base, entries, this.sizeOf(part), universe.ports);
  }

  private sizeOf(part: 'pods' | 'atoms'): number {
    return part === 'pods' ? this.universe.classes.length : this.universe.atoms.count;
  }
}
