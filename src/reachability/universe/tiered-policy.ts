import { BlockPeer, PodsPeer } from './compiled-policy';
import { PolicyCompiler } from './policy-compiler';
import { RulePorts } from './rule-ports';
import { Inventory } from '../../manifests/inventory';
import { PolicyType } from '../../model/network-policy';
import { Selector } from '../sets/selector-table';

/**
 * The tiers that cluster-wide policies are in. Traffic is judged by Admin, then by NetworkPolicies, then by Baseline;
 * what nobody decides is allowed. See https://network-policy-api.sigs.k8s.io/api-overview/.
 */
export enum Tier {
  ADMIN = 'Admin',
  BASELINE = 'Baseline',
}

/** What a rule of a tier does with the traffic that it matches. */
export enum TierVerdict {
  ACCEPT = 'Accept',
  DENY = 'Deny',
  /** Leaves the traffic to what comes behind the tier, whatever later rules of the tier say. */
  PASS = 'Pass',
}

/**
 * A policy of the Admin or the Baseline tier, ready to be asked. It isolates nobody: what none of its rules matches is
 * left to the next policy. Pods with hostNetwork are neither its subjects nor its peers.
 */
export interface TieredPolicy {
  readonly name: string;
  readonly tier: Tier;
  /** Lower numbers come first. The API leaves open what comes first of equal ones; here it is the order of the input. */
  readonly priority: number;
  readonly subject: ClusterPods;
  /** In order: of the rules that match, the first one counts. */
  readonly rules: Readonly<Record<PolicyType, readonly TierRule[]>>;
}

export interface TierRule {
  readonly verdict: TierVerdict;
  /** At least one: no rule of a tier is about everyone. */
  readonly peers: readonly (BlockPeer | (PodsPeer & ClusterPods))[];
  readonly ports: RulePorts;
}

/** Pods anywhere in the cluster. */
export interface ClusterPods {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Finds the policies of the tiers in an inventory. Their selectors must be those of the compiler. */
export type TierSource = (inventory: Inventory, compiler: PolicyCompiler) => readonly TieredPolicy[];

/** The policies of both tiers in the order in which they are asked. */
export function inTierOrder(policies: readonly TieredPolicy[]): TieredPolicy[] {
  const rank = ({ tier }: TieredPolicy) => (tier === Tier.ADMIN ? 0 : 1);
  return [...policies].sort((a, b) => rank(a) - rank(b) || a.priority - b.priority);
}
