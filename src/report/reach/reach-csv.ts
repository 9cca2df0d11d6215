import { ReachReport } from './reach-report';
import { csvLine } from '../wording/csv';

/** Comma-separated values, a connection a line. */
export function reachCsv({ connections: { allowed, undefinedByApi } }: ReachReport): string {
  const lines = [csvLine(['from', 'to', 'ports', 'verdict'])];
  for (const [verdict, connections] of Object.entries({ allowed, undefined: undefinedByApi })) {
    for (const { from, to, ports } of connections) lines.push(csvLine([from.id, to.id, ports.toString(), verdict]));
  }
  return lines.join('');
}
