import { TierDefinition, Undecided } from '../model/policy-program';

/**
 * The tiers that several kinds of policies share, in the numbers of Calico, which places those of every API
 * (projectcalico/calico@87c1590:api/pkg/apis/projectcalico/v3/tier.go).
 */

/** Before NetworkPolicies: where administrators decide. */
export const ADMIN_TIER: TierDefinition = { name: 'Admin', rank: 1000, undecided: Undecided.PASS };

/** NetworkPolicies stand between the tiers of cluster-wide policies, where Calico has its tier of this name. */
export const NETWORK_POLICY_TIER: TierDefinition = { name: 'default', rank: 1_000_000, undecided: Undecided.DENY };

/** As Calico orders NetworkPolicies among its own policies of that tier. */
export const NETWORK_POLICY_ORDER = 1000;

/** After NetworkPolicies, for pods that none of them selects. */
export const BASELINE_TIER: TierDefinition = { name: 'Baseline', rank: 10_000_000, undecided: Undecided.PASS };
