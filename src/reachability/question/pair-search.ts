import { flowBetween, Flow } from './flow';
import { alikeMembers } from '../relation/alike';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';
import { Relation } from '../relation/relation';

/** Pods of the input that everyone may talk with alike. */
interface AlikePods {
  readonly classId: number;
  readonly ends: PodsEnd[];
}

/**
 * Flows between pods of the input, one for each outcome that some pair has. It asks the relation about each two kinds of
 * pods, and walks through policies only where that says something new.
 *
 * @param visit is shown a flow, and says whether it has seen enough
 */
export function visitDifferingFlows(
  analysis: Analysis,
  sources: readonly PodsEnd[],
  destinations: readonly PodsEnd[],
  visit: (flow: Flow) => boolean,
): void {
  const alike = alikeMembers(analysis);
  const [from, to] = [groupsOf(sources, alike), groupsOf(destinations, alike)];
  const relation = new Relation(analysis);
  const seen = new Set<string>();
  for (const source of from) {
    for (const destination of to) {
      const sure = relation.portsBetween(source.classId, destination.classId);
      const possible = relation.possibleBetween(source.classId, destination.classId);
      const key = `${sure} ${possible}`;
      if (seen.has(key)) continue;
      const pair = differentPods(source.ends, destination.ends);
      if (!pair) continue;
      seen.add(key);
      if (visit(flowBetween(analysis, ...pair))) return;
    }
  }
}

/** Whether every end is pods of the input, so that the relation knows them. */
export function areKnownPods(ends: readonly FlowEnd[]): ends is readonly PodsEnd[] {
  return ends.every((end) => end.kind === 'pods' && end.source?.classId !== undefined);
}

function groupsOf(ends: readonly PodsEnd[], alike: ReadonlyMap<number, number>): AlikePods[] {
  const groups = new Map<number, AlikePods>();
  for (const end of ends) {
    const classId = end.source!.classId!;
    const key = alike.get(classId)!;
    const group = groups.get(key);
    if (!group) groups.set(key, { classId, ends: [end] });
    // Two are enough to find one that is not the other end itself.
    else if (group.ends.length < 2) group.ends.push(end);
  }
  return [...groups.values()];
}

function differentPods(sources: readonly PodsEnd[], destinations: readonly PodsEnd[]): [PodsEnd, PodsEnd] | undefined {
  for (const from of sources) {
    for (const to of destinations) if (from.pod === undefined || from.pod !== to.pod) return [from, to];
  }
  return undefined;
}
