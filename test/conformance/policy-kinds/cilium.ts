import type { Family } from './family';

export const CILIUM: Family = {
  name: 'Cilium',
  group: 'cilium.io',
  families: ['cilium'],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  exceptions: {},
};
