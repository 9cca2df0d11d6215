import type { Family } from './family';

export const CALICO: Family = {
  name: 'Calico',
  group: 'projectcalico.org',
  families: ['calico'],
  options: () => ({ ipBlockMatchesPods: 'never' }),
  exceptions: {},
};
