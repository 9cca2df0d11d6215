import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trafficOf } from './shop';
import { replay } from '../../../src/evidence/replay/replay';
import type { TrafficRecord } from '../../../src/traffic/aggregation/traffic-record';
import type { EndFacts } from '../../../src/traffic/record/end';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { endpointsOf } from '../../arbitraries/queries';
import { portNumbers, protocols } from '../../arbitraries/vocabulary';
import type { Options } from '../../naive/naive';
import { naiveBucket, naiveWorkloads, type NaiveEnd, type NaiveFlow } from '../../naive/replay';
import { analyse } from '../../reachability/support';

const numRuns = process.env.NETPOL_DEEP ? 20_000 : 150;

const choices = fc.array(
  fc.record({
    from: fc.nat(),
    to: fc.nat(),
    outside: fc.constantFrom('nobody', 'nobody', 'from', 'to'),
    protocol: fc.constantFrom(...protocols),
    port: fc.constantFrom(...portNumbers, 444),
    log: fc.constantFrom<NaiveFlow['log']>('allowed', 'denied', 'would-deny'),
  }),
  { minLength: 1, maxLength: 12, size: 'max' },
);

const isPolicy = (object: object) => (object as { kind?: string }).kind === 'NetworkPolicy';

test('replay puts every flow where judging its pods one by one puts it', () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(
      clusterArbitrary,
      choices,
      fc.nat(),
      fc.constantFrom<Options['ipBlockMatchesPods']>('never', 'known-ips'),
      (after, chosen, gone, ipBlockMatchesPods) => {
        const before = after.filter((object, index) => !isPolicy(object) || ((gone >> (index % 16)) & 1) === 0);
        const workloads = naiveWorkloads(after);
        if (workloads.length === 0) return;
        const addresses = endpointsOf(after).addresses as { ip: string }[];
        const flows = chosen.flatMap(({ from, to, outside, ...rest }): NaiveFlow[] => {
          const end = (number: number, isOutside: boolean): NaiveEnd =>
            isOutside ? addresses[number % addresses.length]! : { workload: workloads[number % workloads.length]! };
          const [source, destination] = [end(from, outside === 'from'), end(to, outside === 'to')];
          // A template towards itself may be one pod or two.
          const isItself =
            'workload' in source && 'workload' in destination && source.workload === destination.workload;
          return isItself ? [] : [{ from: source, to: destination, ...rest }];
        });
        const options = { ipBlockMatchesPods };
        const result = replay(
          trafficOf(flows.map(recordOf)),
          analyse(after, ipBlockMatchesPods),
          analyse(before, ipBlockMatchesPods),
        );
        const found = result.flows.map(({ bucket }) => bucket as string);
        expect(found).toEqual(flows.map((flow) => naiveBucket(before, after, flow, options)));
        for (const bucket of found) reached.set(bucket, (reached.get(bucket) ?? 0) + 1);
      },
    ),
    { numRuns },
  );
  for (const bucket of ['kept', 'newly-denied', 'newly-allowed', 'still-denied', 'badly-explained', 'undecidable']) {
    expect(reached.get(bucket), bucket).toBeGreaterThan(0);
  }
});

function recordOf({ from, to, protocol, port, log }: NaiveFlow): TrafficRecord {
  return {
    from: factsOf(from),
    to: factsOf(to),
    protocol,
    port,
    portKind: 'pod',
    verdict: log,
    directionProof: 'flag',
    confidence: 'strong',
    attempts: 1,
    count: 1,
    ref: { file: 'flows', line: 1 },
  };
}

function factsOf(end: NaiveEnd): EndFacts {
  if ('ip' in end) return { role: 'external', ip: end.ip };
  const [, ns, owner, kind] = /^([^/]+)\/(.+)\[(\w+)\]$/.exec(end.workload)!;
  return { role: 'workload', ns: ns!, owner: owner!, kind: kind! };
}
