import fc from 'fast-check';
import { clusterArbitrary } from './cluster';
import { cidrs, portNumbers, protocols } from './vocabulary';
import { cidrBounds, formatAddress, type Address } from '../naive/addresses';
import { labelsOf, namespaceOf, nodeAddresses, podAddresses, readCluster, withoutLists } from '../naive/cluster';
import type { Pod } from '../naive/kubernetes';
import type { EndpointRef, Options, Query } from '../naive/naive';
import { withWorkloadPods } from '../naive/workload-pods';

export interface Scenario {
  /** What an engine is given. The naive evaluator, which knows pods only, is given `withWorkloadPods(objects)`. */
  objects: object[];
  queries: Query[];
  options: Options;
}

/**
 * A random cluster with questions about what is in it. Pods that have ended are not asked about, nor is a template
 * towards itself: that may be one pod, which reaches itself, or two replicas, which may not reach each other.
 */
export function scenarioArbitrary(pairsPerCluster = 6): fc.Arbitrary<Scenario> {
  return fc
    .tuple(
      clusterArbitrary,
      fc.array(endsChoice, { minLength: 1, maxLength: pairsPerCluster, size: 'max' }),
      fc.constantFrom<Options['ipBlockMatchesPods']>('never', 'known-ips'),
    )
    .map(([objects, choices, ipBlockMatchesPods]) => {
      const endpoints = endpointsOf(objects);
      const queries = endpoints.pods.length > 0 ? choices.flatMap((choice) => queriesBetween(endpoints, choice)) : [];
      return { objects, queries, options: { ipBlockMatchesPods } };
    });
}

export interface Endpoints {
  pods: EndpointRef[];
  addresses: EndpointRef[];
}

/** Every pod, and every address at the edge of a block that some policy may hold, with its neighbours outside. */
export function endpointsOf(objects: unknown[]): Endpoints {
  const plain = objects.flatMap(withoutLists);
  const { pods } = readCluster(withWorkloadPods(plain));
  const written = new Set(readCluster(plain).pods);
  const known = pods.flatMap((pod) => [...podAddresses(pod), ...nodeAddresses(pod)]);
  const edges = cidrs.flatMap((cidr) => blockEdges(cidr));
  const texts = new Set([...known, ...edges].map(formatAddress));
  // Pods made from a template have no name in the input, so they are asked about by their controller.
  return {
    pods: pods.map((pod) => (written.has(pod) ? refByName(pod) : refByController(pod))),
    addresses: [...texts].map((ip) => ({ ip })),
  };
}

export function blockEdges(cidr: string): Address[] {
  const { first, last } = cidrBounds(cidr);
  const limit = 2n ** BigInt(first.bits);
  return [first.value - 1n, first.value, last.value, last.value + 1n]
    .filter((value) => value >= 0n && value < limit)
    .map((value) => ({ bits: first.bits, value }));
}

const neighbourPorts: number[] = [...new Set(portNumbers.flatMap((port) => [port - 1, port + 1]))].filter(
  (port) => port >= 1 && port <= 65535 && !portNumbers.includes(port),
);

/** Two ends, by numbers that pick from lists of a cluster's own length, so that shrinking the cluster keeps them. */
interface EndsChoice {
  from: number;
  to: number;
  kind: 'pods' | 'from outside' | 'to outside';
}

const endsChoice: fc.Arbitrary<EndsChoice> = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  kind: fc.constantFrom<EndsChoice['kind']>('pods', 'pods', 'from outside', 'to outside'),
});

/** All that may tell two ends apart: each protocol on each port that is ever written, and on one that is not. */
function queriesBetween({ pods, addresses }: Endpoints, choice: EndsChoice): Query[] {
  const sources = choice.kind === 'from outside' ? addresses : pods;
  const destinations = choice.kind === 'to outside' ? addresses : pods;
  const from = sources[choice.from % sources.length];
  const to = destinations[choice.to % destinations.length];
  if (from === to && 'workload' in from) return [];
  const neighbour = neighbourPorts[(choice.from + choice.to) % neighbourPorts.length];
  return protocols.flatMap((protocol) => [...portNumbers, neighbour].map((port) => ({ from, to, protocol, port })));
}

function refByName(pod: Pod): EndpointRef {
  return { pod: `${namespaceOf(pod)}/${pod.metadata?.name}` };
}

function refByController(pod: Pod): EndpointRef {
  const [owner] = pod.metadata?.ownerReferences ?? [];
  const workload = `${namespaceOf(pod)}/${owner.name}[${owner.kind}]`;
  if (owner.kind !== 'StatefulSet') return { workload };
  return { workload, replica: Number(labelsOf(pod)['apps.kubernetes.io/pod-index']) };
}
