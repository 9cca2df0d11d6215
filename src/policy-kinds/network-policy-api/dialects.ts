import { PolicyPlace, Among, RuleAction, TierDefinition } from '../../model/policy-program';
import { ADMIN_TIER, BASELINE_TIER } from '../tiers';

export const POLICY_API_GROUP = 'policy.networking.k8s.io';

/** The API group has had two versions, which say the same in different words. This is all that differs. */
export interface Dialect {
  readonly version: 'v1alpha1' | 'v1alpha2';
  readonly kind: string;
  /** What its actions are called, and what they do. */
  readonly actions: Readonly<Record<string, RuleAction>>;
  /** The field of a rule that says which ports. */
  readonly portsField: 'ports' | 'protocols';
  /** Rules of a direction, peers of a rule, ports of a rule, and networks or names of a peer. */
  readonly limits: { readonly rules: number; readonly peers: number; readonly ports: number };
  /** The only name that such an object may have. @default - any */
  readonly onlyName?: string;
  /** Whether peers may be names of DNS, in the experimental channel. */
  readonly hasDomainNames: boolean;
  /** Whether a pods selector may leave the namespaces out, for all of them. */
  readonly podsOfEveryNamespace: boolean;
  /** Where a policy with this spec stands. */
  placeOf(spec: { readonly tier?: unknown; readonly priority?: unknown }): PolicyPlace;
}

const OLD_ACTIONS = { Allow: RuleAction.ALLOW, Deny: RuleAction.DENY };
const OLD = {
  version: 'v1alpha1',
  portsField: 'ports',
  limits: { rules: 100, peers: 100, ports: 100 },
  podsOfEveryNamespace: false,
} as const;

/** Priorities go up to here. */
export const LOWEST_PRIORITY = 1000;

export const CLUSTER_NETWORK_POLICY_DIALECT: Dialect = {
  version: 'v1alpha2',
  kind: 'ClusterNetworkPolicy',
  actions: { Accept: RuleAction.ALLOW, Deny: RuleAction.DENY, Pass: RuleAction.PASS },
  portsField: 'protocols',
  limits: { rules: 25, peers: 25, ports: 25 },
  hasDomainNames: true,
  podsOfEveryNamespace: true,
  placeOf: ({ tier, priority }) => inTier(tier === 'Baseline' ? BASELINE_TIER : ADMIN_TIER, Number(priority)),
};

export const ADMIN_NETWORK_POLICY_DIALECT: Dialect = {
  ...OLD,
  kind: 'AdminNetworkPolicy',
  actions: { ...OLD_ACTIONS, Pass: RuleAction.PASS },
  hasDomainNames: true,
  placeOf: ({ priority }) => inTier(ADMIN_TIER, Number(priority)),
};

export const BASELINE_ADMIN_NETWORK_POLICY_DIALECT: Dialect = {
  ...OLD,
  kind: 'BaselineAdminNetworkPolicy',
  actions: OLD_ACTIONS,
  onlyName: 'default',
  hasDomainNames: false,
  // It has no priority. Beside policies of the newer version, which no implementation serves, it comes last.
  placeOf: () => inTier(BASELINE_TIER, LOWEST_PRIORITY + 1),
};

/** Among policies of one priority an implementation may ask any first. */
function inTier(tier: TierDefinition, order: number): PolicyPlace {
  return { tier, order, among: Among.TIE };
}
