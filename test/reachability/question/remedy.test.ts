import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PortSet } from '../../../src/model/port-set';
import { Protocol } from '../../../src/model/protocol';
import { explain } from '../../../src/reachability/question/explanation';
import { flowBetween } from '../../../src/reachability/question/flow';
import { remedyToAllow, remedyToDeny, type Remedy } from '../../../src/reachability/question/remedy';
import type { FlowEnd } from '../../../src/reachability/relation/flow-end';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { analyse, memberEnd } from '../support';

type Plain = Record<string | number, unknown>;

/** Does what a remedy says to a copy of the objects. */
function applied(objects: object[], remedies: Remedy[]): object[] {
  const copies = new Map(objects.map((object) => [object, structuredClone(object)]));
  const added: object[] = [];
  const doomed: { list: unknown[]; rule: unknown }[] = [];
  const listAt = (source: object, field: readonly (string | number)[]) => {
    let place = copies.get(source) as Plain;
    for (const step of field.slice(0, -1)) place = (place[step] ??= {}) as Plain;
    return (place[field.at(-1)!] ??= []) as unknown[];
  };
  for (const remedy of remedies) {
    if (remedy.kind === 'create') {
      added.push(remedy.object);
    } else if (remedy.kind === 'append') {
      listAt(remedy.policy.document.object, remedy.field).push(...remedy.values);
    } else {
      for (const policy of remedy.needPolicyTypes) {
        const { spec } = copies.get(policy.document.object) as { spec: Plain };
        spec.policyTypes = ['Ingress', 'Egress'];
      }
      for (const { policy, field } of remedy.rules) {
        const list = listAt(policy.document.object, field.slice(0, -1));
        doomed.push({ list, rule: list[field.at(-1) as number] });
      }
    }
  }
  for (const { list, rule } of doomed) list.splice(list.indexOf(rule), 1);
  return [...copies.values(), ...added];
}

const port = fc.constantFrom(
  PortSet.of(Protocol.TCP, 80),
  PortSet.of(Protocol.UDP, 53, 81),
  PortSet.allOf(Protocol.SCTP),
);
const outside = fc.constantFrom<FlowEnd[]>([], [{ kind: 'address', address: { family: 4, value: 0x08080808n } }]);

test('what is said to allow a denied flow allows it, and what is said to deny an allowed one denies it', () => {
  let turned = 0;
  fc.assert(
    fc.property(clusterArbitrary, port, fc.nat(), fc.nat(), outside, (cluster, ports, a, b, others) => {
      const objects = cluster.flatMap((object) => ('items' in object ? (object.items as object[]) : [object]));
      const before = analyse(objects);
      const ends = before.members.map((member) => memberEnd(before, member));
      fc.pre(ends.length > 0);
      const from = ends[a % ends.length];
      const to = others[0] ?? ends[b % ends.length];
      const flow = flowBetween(before, from, to);
      fc.pre(!flow.toItself && ports.intersect(flow.undefinedPorts).isEmpty);
      const [egress, ingress] = explain(flow, ports);
      // Where one end cannot be judged, opening the other one decides nothing.
      fc.pre([egress, ingress].every(({ outcome }) => outcome !== 'undefined'));

      const outcomeAfter = (remedies: Remedy[]) => flowBetween(analyse(applied(objects, remedies)), from, to).allowed;
      const denying = [egress, ingress].filter(({ denied }) => !denied.isEmpty);
      if (denying.length > 0) {
        const peerOf = (side: typeof egress) => ({ end: side === egress ? to : from });
        const after = outcomeAfter(denying.map((side) => remedyToAllow(side, peerOf(side))));
        expect(after.contains(ports)).toBe(true);
        turned++;
      } else {
        for (const side of [egress, ingress]) {
          const remedy = remedyToDeny(side);
          if (!remedy) continue;
          expect(outcomeAfter([remedy]).intersect(ports).isEmpty).toBe(true);
          turned++;
        }
      }
    }),
    { numRuns: 800 },
  );
  expect(turned).toBeGreaterThan(100);
});
