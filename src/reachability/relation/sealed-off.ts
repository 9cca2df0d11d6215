import { Analysis } from './analysis';
import { WorkloadEndpoint, workloadEndpoints } from './endpoints';
import { Row } from './row';
import { PolicyType } from '../../model/network-policy';
import { NO_PORTS } from '../sets/port-set-table';

/** The workloads that nobody may reach and that may reach nobody, by what their own policies say; ordered by id. */
export function sealedOff(
  analysis: Analysis,
  endpoints: readonly WorkloadEndpoint[] = workloadEndpoints(analysis),
): WorkloadEndpoint[] {
  return endpoints.filter(({ classId }) =>
    Object.values(PolicyType).every((direction) => allowsNothing(analysis.row(direction, classId))),
  );
}

/** What the API leaves open is not nothing. */
function allowsNothing({ isolated, undefinedSubject, pods, atoms }: Row): boolean {
  return (
    isolated && !undefinedSubject && [pods, atoms].every(({ base, cells }) => base === NO_PORTS && cells.length === 0)
  );
}
