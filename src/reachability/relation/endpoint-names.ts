import { Analysis } from './analysis';
import { workloadEndpoints } from './endpoints';
import { ClassMember } from '../universe/pod-classes';

const known = new WeakMap<Analysis, ReadonlyMap<ClassMember, string>>();

/** How the relation calls the endpoint that each pod belongs to: `shop/db[StatefulSet]{db-1 +1}` where its pods differ. */
export function endpointNames(analysis: Analysis): ReadonlyMap<ClassMember, string> {
  let names = known.get(analysis);
  if (!names) {
    names = new Map(workloadEndpoints(analysis).flatMap(({ id, members }) => members.map((member) => [member, id])));
    known.set(analysis, names);
  }
  return names;
}
