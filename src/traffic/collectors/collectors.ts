import { Collector } from './collector';
import { HUBBLE } from './hubble';
import { HUBBLE_COMPACT } from './hubble-compact';
import { NETPOL } from './netpol';

/** Every collector. Where a line could be of several, the earlier one here counts. */
export const COLLECTORS: readonly Collector[] = [NETPOL, HUBBLE, HUBBLE_COMPACT];
