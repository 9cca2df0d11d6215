import { Analysis } from './analysis';
import { WorkloadEndpoint, workloadEndpoints } from './endpoints';
import { PolicyType } from '../../model/network-policy';

/** A workload that everyone may talk with in a direction, as far as its own side goes. */
export interface NotIsolated {
  readonly endpoint: WorkloadEndpoint;
  readonly direction: PolicyType;
}

/** The workloads that no policy isolates, once for each direction, ordered by id. */
export function notIsolated(
  analysis: Analysis,
  endpoints: readonly WorkloadEndpoint[] = workloadEndpoints(analysis),
): NotIsolated[] {
  return endpoints.flatMap((endpoint) =>
    Object.values(PolicyType).flatMap((direction) =>
      analysis.row(direction, endpoint.classId).isolated ? [] : { endpoint, direction },
    ),
  );
}
