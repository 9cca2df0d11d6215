import { expect } from 'vitest';
import { memberEnd } from './support';
import { PortSet } from '../../src/model/port-set';
import { flowBetween } from '../../src/reachability/question/flow';
import { Analysis } from '../../src/reachability/relation/analysis';
import { connectionsOf } from '../../src/reachability/relation/connections';

/** Expects of every pair of ends that the relation lists the ports that the flow between them has, in each answer. */
export function expectRelationOfFlows(analysis: Analysis): void {
  const { workloads, addresses, allowed, conditional, undefinedByApi } = connectionsOf(analysis);
  const listed = (list: typeof allowed) => {
    const found = new Map<string, PortSet>();
    for (const { from, to, ports } of list) {
      const key = `${from.id} ${to.id}`;
      found.set(key, ports.union(found.get(key) ?? PortSet.EMPTY));
    }
    return (key: string) => (found.get(key) ?? PortSet.EMPTY).toString();
  };
  const [sure, ifMet, open] = [listed(allowed), listed(conditional), listed(undefinedByApi)];
  for (const { subjectTo } of conditional) expect(subjectTo?.join('')).toBeTruthy();
  const ends = [
    // That a node reaches its own pods is no matter of policies, and the relation does not speak of it.
    ...workloads.map(({ id, members }) => ({ id, end: { ...memberEnd(analysis, members[0]), nodeAddresses: [] } })),
    ...addresses.map(({ id, range: { family, first } }) => ({
      id,
      end: { kind: 'address' as const, address: { family, value: first } },
    })),
  ];
  for (const from of ends) {
    for (const to of ends) {
      if (from === to || (from.end.kind === 'address' && to.end.kind === 'address')) continue;
      const flow = flowBetween(analysis, from.end, to.end);
      const key = `${from.id} ${to.id}`;
      expect([key, sure(key)]).toEqual([key, flow.allowed.toString()]);
      expect([key, ifMet(key)]).toEqual([key, flow.conditionalPorts.toString()]);
      expect([key, open(key)]).toEqual([key, flow.undefinedPorts.toString()]);
    }
  }
}
