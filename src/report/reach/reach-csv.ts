import { ReachReport } from './reach-report';
import { csvLine } from '../wording/csv';

/** Comma-separated values, a connection a line. */
export function reachCsv({ connections: { allowed, conditional, undefinedByApi } }: ReachReport): string {
  const lines = [csvLine(['from', 'to', 'ports', 'verdict', 'subjectTo'])];
  for (const [verdict, connections] of Object.entries({ allowed, conditional, undefined: undefinedByApi })) {
    for (const { from, to, ports, subjectTo = [] } of connections) {
      lines.push(csvLine([from.id, to.id, ports.toString(), verdict, subjectTo.join('; ')]));
    }
  }
  return lines.join('');
}
