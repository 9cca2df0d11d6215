import { alikeClasses } from './alike';
import { Analysis } from './analysis';
import { WorkloadEndpoint, compareIds } from './endpoints';

/**
 * Endpoints of one namespace that everyone may talk with alike, each group as one endpoint: as many connections as there
 * are pairs of pods are more than anybody reads, and more than fits.
 *
 * @param refine what else keeps two endpoints apart
 */
export function groupedEndpoints(
  analysis: Analysis,
  endpoints: readonly WorkloadEndpoint[],
  refine: (endpoint: WorkloadEndpoint) => string = () => '',
): WorkloadEndpoint[] {
  const alike = alikeClasses(
    analysis,
    endpoints.map(({ classId }) => classId),
  );
  return groupBy(endpoints, (endpoint) => `${alike.get(endpoint.classId)} ${refine(endpoint)}`);
}

/** One endpoint for all that have the same namespace and key. */
export function groupBy(
  endpoints: readonly WorkloadEndpoint[],
  keyOf: (endpoint: WorkloadEndpoint) => string,
): WorkloadEndpoint[] {
  const groups = new Map<string, WorkloadEndpoint[]>();
  const sizes = new Map<string, number>();
  for (const endpoint of endpoints) {
    const { namespace } = endpoint.workload;
    sizes.set(namespace, (sizes.get(namespace) ?? 0) + 1);
    const key = `${namespace} ${keyOf(endpoint)}`;
    const same = groups.get(key);
    if (same) same.push(endpoint);
    else groups.set(key, [endpoint]);
  }
  return [...groups.values()]
    .map((own) => (own.length === 1 ? own[0]! : asOne(own, sizes.get(own[0]!.workload.namespace)!)))
    .sort((a, b) => compareIds(a.id, b.id));
}

/** `shop/*` for all of a namespace, `shop/web[Deployment] and 24 like it` for some of it. */
function asOne(group: readonly WorkloadEndpoint[], ofNamespace: number): WorkloadEndpoint {
  const [first] = group;
  const { namespace } = first!.workload;
  const id = group.length === ofNamespace ? `${namespace}/*` : `${first!.id} and ${group.length - 1} like it`;
  return { ...first!, id, members: group.flatMap(({ members }) => members), group };
}

/** How many endpoints these are, each of a group by itself. */
export function countEndpoints(endpoints: readonly WorkloadEndpoint[]): number {
  return endpoints.reduce((sum, { group }) => sum + (group?.length ?? 1), 0);
}
