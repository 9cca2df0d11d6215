import type { Family } from './family';

export const NETWORK_POLICY_API: Family = {
  name: 'policy.networking.k8s.io',
  group: 'policy.networking.k8s.io',
  families: ['clusternetworkpolicy', 'anp-banp'],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  exceptions: {},
};
