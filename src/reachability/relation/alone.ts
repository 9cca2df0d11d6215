import { Connections } from './connections';
import { WorkloadEndpoint } from './endpoints';

/**
 * The workloads that nothing may reach and that may reach nothing, as far as anybody knows.
 *
 * @param talking those that may talk with other workloads, whether their connections are listed or not
 */
export function aloneIn(
  { allowed, conditional, undefinedByApi }: Connections,
  workloads: readonly WorkloadEndpoint[],
  talking: ReadonlySet<WorkloadEndpoint>,
): WorkloadEndpoint[] {
  const listed = new Set<unknown>(talking);
  for (const { from, to } of conditional) listed.add(from).add(to);
  for (const { from, to } of allowed) listed.add(from).add(to);
  for (const { from, to } of undefinedByApi) listed.add(from).add(to);
  return workloads.filter((endpoint) => !listed.has(endpoint));
}
