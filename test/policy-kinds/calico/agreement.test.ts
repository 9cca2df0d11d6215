import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { PortlessSet } from '../../../src/model/portless-set';
import type { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { judgePacket, type Packet } from '../../../src/reachability/question/packet';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { CALICO_PACKETS, calicoCluster } from '../../arbitraries/calico';
import { endOf } from '../../conformance/engine-subject';
import { calicoVerdict, type CalicoPacket } from '../../naive/calico';
import { expectRelationOfFlows } from '../../reachability/relation-of-flows';

const numRuns = process.env.NETPOL_DEEP ? 20_000 : 400;

function analyse(objects: object[]) {
  return Analysis.of(inventoryOf(plainDocuments(objects)), { ipBlockMatchesPods: 'known-ips' });
}

const refOf = (text: string) => (text.includes('/') ? { pod: text } : { ip: text });

function packetOf({ protocol, port, sourcePort, icmpType, icmpCode }: CalicoPacket): Packet {
  if (protocol === 'ICMP') return { traffic: PortlessSet.icmp(4, icmpType, icmpCode) };
  return { protocol: protocol as Protocol, port: port!, sourcePort };
}

test('packets through tiers of Calico, with NetworkPolicies among them, are what the naive evaluator says', () => {
  fc.assert(
    fc.property(calicoCluster, (objects) => {
      const analysis = analyse(objects);
      expect(analysis.findings).toEqual([]);
      for (const packet of CALICO_PACKETS) {
        const ends = [endOf(analysis, refOf(packet.from)), endOf(analysis, refOf(packet.to))] as const;
        const given = judgePacket(analysis, ...ends, packetOf(packet));
        expect([packet, given]).toEqual([packet, calicoVerdict(objects, packet)]);
        // What is known of a connection holds for each of its packets.
        if (packet.port === undefined) continue;
        const { allowed, undefinedPorts } = flowBetween(analysis, ...ends);
        const has = (set: typeof allowed) => set.has(packet.protocol as Protocol, packet.port!);
        if (!has(undefinedPorts)) expect([packet, has(allowed) ? 'allowed' : 'denied']).toEqual([packet, given]);
      }
    }),
    { numRuns },
  );
});

test('the relation through tiers of Calico is what the flows say', () => {
  fc.assert(
    fc.property(calicoCluster, (objects) => {
      const analysis = analyse(objects);
      expectRelationOfFlows(analysis);
    }),
    { numRuns },
  );
});
