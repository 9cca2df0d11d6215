import { WorkloadEndpoint, compareIds } from './endpoints';
import { joinedKey } from '../../model/joined-key';
import { pushAll } from '../../model/push-all';

/** The same pods before and after; one of the two where they exist on one side only. */
export interface JoinedEndpoint {
  readonly id: string;
  readonly old?: WorkloadEndpoint;
  readonly new?: WorkloadEndpoint;
  /** The one that is there, the newer of two. */
  readonly endpoint: WorkloadEndpoint;
}

/**
 * Finds the endpoints of one side on the other. Where a workload has one endpoint on one side and several on the
 * other, the one stands for each of the several.
 */
export function joinEndpoints(
  old: readonly WorkloadEndpoint[],
  now: readonly WorkloadEndpoint[],
): readonly JoinedEndpoint[] {
  const before = byWorkload(old);
  const after = byWorkload(now);
  const joined: JoinedEndpoint[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    pushAll(joined, joinOne(before.get(id) ?? [], after.get(id) ?? []));
  }
  return joined.sort((a, b) => compareIds(a.id, b.id));
}

function joinOne(old: readonly WorkloadEndpoint[], now: readonly WorkloadEndpoint[]): JoinedEndpoint[] {
  if (old.length === 1 && now.length > 0) return now.map((endpoint) => join(endpoint.id, old[0], endpoint));
  if (now.length === 1 && old.length > 0) return old.map((endpoint) => join(endpoint.id, endpoint, now[0]));
  const ids = new Set([...old, ...now].map(({ id }) => id));
  return [...ids].map((id) =>
    join(
      id,
      old.find((one) => one.id === id),
      now.find((one) => one.id === id),
    ),
  );
}

function join(id: string, old: WorkloadEndpoint | undefined, now: WorkloadEndpoint | undefined): JoinedEndpoint {
  return { id, endpoint: { ...(now ?? old)!, id }, ...(old ? { old } : {}), ...(now ? { new: now } : {}) };
}

function byWorkload(endpoints: readonly WorkloadEndpoint[]): Map<string, WorkloadEndpoint[]> {
  const groups = new Map<string, WorkloadEndpoint[]>();
  for (const endpoint of endpoints) {
    const { namespace, kind, name } = endpoint.workload;
    const key = joinedKey(namespace, kind, name);
    const same = groups.get(key);
    if (same) same.push(endpoint);
    else groups.set(key, [endpoint]);
  }
  return groups;
}
