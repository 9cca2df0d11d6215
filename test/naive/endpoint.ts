import type { Address } from './addresses';
import type { Pod } from './kubernetes';

/** One end of a connection: a pod, or an address outside. */
export type Endpoint = { pod: Pod; address?: undefined } | { pod?: undefined; address: Address };

export function hasHostNetwork(pod: Pod): boolean {
  return pod.spec?.hostNetwork === true;
}
