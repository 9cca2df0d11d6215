import { Connections } from './connections';
import { WorkloadEndpoint } from './endpoints';

/**
 * The workloads that nothing may reach and that may reach nothing, as far as anybody knows.
 *
 * @param connections all of them, so that nobody is alone only because a part of them is left out
 */
export function aloneIn(
  { allowed, undefinedByApi }: Connections,
  workloads: readonly WorkloadEndpoint[],
): WorkloadEndpoint[] {
  const talking = new Set<unknown>();
  for (const { from, to } of allowed) talking.add(from).add(to);
  for (const { from, to } of undefinedByApi) talking.add(from).add(to);
  return workloads.filter((endpoint) => !talking.has(endpoint));
}
