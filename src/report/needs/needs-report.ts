import { Confidence, Evidence, Need, Needs, endText, portText } from '../../evidence/needs/need';
import { counted, plural } from '../../model/plural';

/** What a report about needs says. */
export interface NeedsReport {
  readonly found: Needs;
}

export const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** Needs by who has them, in their order. */
export function needsByFrom({ needs }: Needs): ReadonlyMap<string, readonly Need[]> {
  const groups = new Map<string, Need[]>();
  for (const need of needs) {
    const from = endText(need.from);
    const group = groups.get(from);
    if (group) group.push(need);
    else groups.set(from, [need]);
  }
  return groups;
}

/** `shop/api[Deployment] TCP/8080` */
export function destinationText({ to, port }: Need): string {
  return `${endText(to)} ${port ? portText(port) : 'on a port that is not written'}`;
}

/** What was found, in a sentence. */
export function headline({ needs, workloads, unresolved }: Needs): string {
  if (needs.length === 0) {
    const why = unresolved.length > 0 ? 'what looked like an address leads nowhere' : 'nothing looked like an address';
    return `0 needs found in ${plural(workloads, 'workload')}: ${why}.`;
  }
  const counts = CONFIDENCES.map((confidence) => {
    const count = needs.filter((need) => need.confidence === confidence).length;
    return `${count} ${confidence}`;
  });
  return `${counted(needs.length, 'need', 'was', 'were')} found in ${plural(workloads, 'workload')}: ${counts.join(', ')}.`;
}

/** `file.yaml:12:9`; undefined where it comes from no file. */
export function placeOf({ document, path }: Evidence): string | undefined {
  const position = document.positionOf(path);
  const { file } = document.origin;
  return file === undefined ? undefined : `${file}${position ? `:${position.line}:${position.column}` : ''}`;
}
