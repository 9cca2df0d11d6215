import { PolicyChanges } from './blame';
import { matchesLabels } from '../../model/label-selector';
import { alikeClasses } from '../relation/alike';
import { Analysis } from '../relation/analysis';
import { groupBy } from '../relation/endpoint-groups';
import { WorkloadEndpoint } from '../relation/endpoints';
import { podsEnd } from '../relation/flow-end';
import { JoinedEndpoint } from '../relation/joined-endpoints';

/**
 * Joined endpoints that are treated alike before and after, as one each.
 *
 * @param policies where the same changed policies must select them, too
 */
export function groupedJoined(
  old: Analysis,
  now: Analysis,
  joined: readonly JoinedEndpoint[],
  policies?: PolicyChanges,
): JoinedEndpoint[] {
  const alike = ([old, now] as const).map((analysis, index) => {
    const own = joined.flatMap((one) => one[index === 0 ? 'old' : 'new'] ?? []);
    return alikeClasses(
      analysis,
      own.map(({ classId }) => classId),
    );
  });
  const joinedOf = new Map(joined.map((one) => [one.endpoint, one]));
  const changed = [old, now].map((analysis) =>
    analysis.policies.filter(({ namespace, name }) => policies?.all.has(`${namespace}/${name}`)),
  );
  const selectedBy = (analysis: Analysis, side: number, endpoint: WorkloadEndpoint | undefined) => {
    if (!endpoint) return 'not there';
    const { workload, group, ordinal } = endpoint.members[0]!;
    const { labels } = podsEnd(analysis, workload, group, ordinal);
    const own = changed[side]!.filter(
      ({ namespace, subject }) => namespace === workload.namespace && matchesLabels(subject.requirements, labels),
    );
    return own.map(({ name }) => name).join();
  };
  const groups = groupBy(
    joined.map(({ endpoint }) => endpoint),
    (endpoint) => {
      const { old: before, new: after } = joinedOf.get(endpoint)!;
      return JSON.stringify([
        before && alike[0]!.get(before.classId),
        after && alike[1]!.get(after.classId),
        selectedBy(old, 0, before),
        selectedBy(now, 1, after),
      ]);
    },
  );
  return groups.map((endpoint) => {
    const first = joinedOf.get(endpoint.group?.[0] ?? endpoint)!;
    return { ...first, id: endpoint.id, endpoint };
  });
}
