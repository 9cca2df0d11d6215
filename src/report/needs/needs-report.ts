import { BlockedSide, JudgedNeed, NeedVerdict } from '../../evidence/needs/judge-needs';
import { Confidence, Evidence, Need, Needs, endText, portText } from '../../evidence/needs/need';
import { Opening } from '../../evidence/needs/openings';
import { counted, plural } from '../../model/plural';

/** What a report about needs says. */
export interface NeedsReport {
  readonly found: Needs;
  /** Needs that policies close, with what would open them. */
  readonly missing: readonly MissingAllowance[];
  /** How many needs are open, closed, or neither for sure; undefined where the input has no policies. */
  readonly judged?: Readonly<Record<NeedVerdict, number>>;
}

/** A need that policies close. */
export interface MissingAllowance extends JudgedNeed {
  readonly opening: Opening;
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

/** `egress of shop/web[Deployment] (default-deny)` */
export function blockedText({ direction, workload, policies }: BlockedSide): string {
  const names = policies.map(({ name }) => name);
  return `${direction.toLowerCase()} of ${workload.id}${names.length > 0 ? ` (${names.slice(0, 3).join(', ')})` : ''}`;
}

/** What the policies make of the needs, in a sentence. */
export function verdictLine({ allowed, denied, unknown }: Readonly<Record<NeedVerdict, number>>): string {
  return `Of these, the policies let ${allowed} through and close ${denied}; of ${unknown} nobody can tell from manifests.`;
}
