import type { Cluster } from './cluster';
import type { Endpoint } from './endpoint';
import type { Direction } from './kubernetes';
import type { PortQuery } from './ports';

/** What NetworkPolicies say about one side; nothing where none selects the pod. */
export type PlainVerdict = 'allowed' | 'denied' | 'undefined' | undefined;

/** One side of one connection: the `subject` is the end whose policies are asked, the `peer` is the other. */
export interface Side {
  cluster: Cluster;
  direction: Direction;
  subject: Endpoint;
  peer: Endpoint;
  query: PortQuery;
  plain: PlainVerdict;
}

/** What policies of other kinds make of a side for which NetworkPolicies alone would say `plain`. */
export type SideJudge = (side: Side) => 'allowed' | 'denied' | 'undefined';

/** Where there are NetworkPolicies only, whatever they do not isolate is allowed. */
export const networkPoliciesOnly: SideJudge = ({ plain }) => plain ?? 'allowed';
