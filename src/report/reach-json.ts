import { ReachReport } from './reach-report';
import { Connection } from '../reachability/connections';

/** `netpol.reach/v1`, as docs/schemas/netpol.reach.v1.schema.json describes it. */
export function reachJson({ connections }: ReachReport): string {
  const { workloads, addresses, allowed, undefinedByApi } = connections;
  const document = {
    schema: 'netpol.reach/v1',
    endpoints: [...workloads, ...addresses].map(({ id, kind }) => ({ id, kind })),
    connections: allowed.map(entryOf),
    undefined: undefinedByApi.map(entryOf),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function entryOf({ from, to, ports }: Connection) {
  return { from: from.id, to: to.id, ports: ports.isAll ? 'all' : ports.toStrings() };
}
