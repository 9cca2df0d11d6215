import { DraftedFlows } from '../flows/draft-flows';
import { FlowEnd } from '../flows/sort-records';

/** What speaks for each construct, in full: a file for each namespace, for whoever reviews it later. */
export function evidenceFiles({ drafted }: DraftedFlows): (readonly [path: string, text: string])[] {
  const namespaces = [...new Set(drafted.map(({ namespace }) => namespace))].sort();
  return namespaces.map((namespace) => {
    const own = drafted.filter((flow) => flow.namespace === namespace);
    const constructs = own.map(({ id, className, flows }) => ({
      id,
      construct: className,
      flows: flows.map(({ from, to, protocol, port, evidence }) => ({
        from: endText(from),
        to: endText(to),
        port: `${protocol}/${port}`,
        seen: evidence.records.map(({ attempts, count, first, last, verdict, confidence, directionProof, ref }) => ({
          attempts,
          count,
          first: first === undefined ? undefined : new Date(first).toISOString(),
          last: last === undefined ? undefined : new Date(last).toISOString(),
          verdict,
          confidence,
          directionProof,
          ref,
        })),
        ...(evidence.needs.length > 0 && { needed: evidence.needs }),
      })),
    }));
    return [`evidence/${namespace}.json`, `${JSON.stringify({ namespace, constructs }, undefined, 2)}\n`] as const;
  });
}

function endText(end: FlowEnd): string {
  switch (end.kind) {
    case 'pods':
      return end.subject.workload.id;
    case 'outside':
      return [end.ip ?? end.entity ?? 'outside', ...(end.names.length > 0 ? [`(${end.names.join(', ')})`] : [])].join(
        ' ',
      );
    case 'node':
      return `node ${end.ip ?? ''}`.trim();
    default:
      return end.kind;
  }
}
