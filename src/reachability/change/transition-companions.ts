import { formatSelector } from '../../model/label-selector';
import { LabelSelectorSpec, PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { pushAll } from '../../model/push-all';
import { plainRequirements } from '../../model/selector-table';
import { ALL_REGION, PodRegion, regionOfPods, subtractRegion } from '../reasoning/pod-region';
import { selectorsOf } from '../reasoning/region-selectors';

/** The pods that a companion has to open while policies around them change. */
export interface NeededCompanion {
  readonly pods: LabelSelectorSpec;
  readonly directions: readonly PolicyType[];
  /** False where it opens more pods than it has to, because choosing exactly those would take too many policies. */
  readonly exact: boolean;
}

/** What happens to the policies of one namespace. */
export interface NamespaceChange {
  readonly old: readonly ProgramPolicy[];
  readonly now: readonly ProgramPolicy[];
  /** Policies that open everything to their pods and come before everything else. */
  readonly firstOpeners: readonly ProgramPolicy[];
  /** Policies that open everything to their pods and go after everything else. */
  readonly lastOpeners: readonly ProgramPolicy[];
}

/** Where one subject would fall into more pieces than this, some of its pods are opened without need. */
const MOST_SPLITS = 16;
/** Where a namespace would get more companions than this in one direction, a single one opens all of its pods. */
const MOST_PIECES = 256;

/**
 * The companions for a namespace. A pod needs one in a direction in which it is isolated before and not after, or the
 * other way round: its first policy cuts off all that the others are about to allow, and so does its last one.
 */
export function neededCompanions(change: NamespaceChange): NeededCompanion[] {
  const companions = new Map<string, { pods: LabelSelectorSpec; directions: PolicyType[]; exact: boolean }>();
  for (const direction of Object.values(PolicyType)) {
    const { old, now, firstOpeners, lastOpeners } = change;
    const subjects = (policies: readonly ProgramPolicy[]) => regionsOf(policies, direction);
    const entering = without(subjects(now), [...subjects(old), ...subjects(firstOpeners)]);
    const leaving = without(subjects(old), [...subjects(now), ...subjects(lastOpeners)]);
    for (const { regions, exact } of [entering, leaving]) {
      for (const pods of regions.flatMap(selectorsOf)) {
        const key = `${formatSelector(pods)} ${exact}`;
        const companion = companions.get(key);
        if (!companion) companions.set(key, { pods, directions: [direction], exact });
        else if (!companion.directions.includes(direction)) companion.directions.push(direction);
      }
    }
  }
  return [...companions.values()];
}

function regionsOf(policies: readonly ProgramPolicy[], direction: PolicyType): PodRegion[] {
  const regions = new Map<unknown, PodRegion>();
  for (const { subject, rules } of policies) {
    const region = rules[direction] && regionOfPods(plainRequirements(subject));
    if (region) regions.set(subject, region);
  }
  // Wide ones first: what they contain needs no piece of its own.
  return [...regions.values()].sort((a, b) => a.size - b.size);
}

/** The pods in some of `regions` and in none of `others`; more than those where that would be too many pieces. */
function without(
  regions: readonly PodRegion[],
  others: readonly PodRegion[],
): { regions: readonly PodRegion[]; exact: boolean } {
  const pieces: PodRegion[] = [];
  let exact = true;
  for (const region of regions) {
    let left = [region];
    for (const other of [...others, ...pieces]) {
      const smaller = left.flatMap((piece) => subtractRegion(piece, other));
      if (smaller.length <= MOST_SPLITS) left = smaller;
      else exact = false;
    }
    pushAll(pieces, left);
    if (pieces.length > MOST_PIECES) return { regions: [ALL_REGION], exact: false };
  }
  return { regions: pieces, exact };
}
