import fc from 'fast-check';
import { podLabels } from './policies';
import { complete, nodeAddresses, partial, podAddress, portNames, portNumbers, protocols, rarely } from './vocabulary';
import type { Container, Pod, PodSpec } from '../naive/kubernetes';

/** Labels that people write; those of a StatefulSet's pods also stand on bare pods, as in a dump of a live cluster. */
export const labels: fc.Arbitrary<Record<string, string>> = fc
  .tuple(
    partial({ app: fc.constantFrom(...podLabels.app), tier: fc.constantFrom(...podLabels.tier) }),
    rarely(),
    fc.constantFrom(...podLabels['statefulset.kubernetes.io/pod-name']),
  )
  .map(([own, fromStatefulSet, name]) => ({
    ...own,
    ...(fromStatefulSet && { 'statefulset.kubernetes.io/pod-name': name }),
  }));

/** One container names each of its ports once; another one may give the same name another number or protocol. */
const containerPorts = fc.uniqueArray(
  fc
    .tuple(
      complete({ containerPort: fc.constantFrom(...portNumbers) }),
      fc.oneof(
        { weight: 4, arbitrary: complete({ name: fc.constantFrom(...portNames) }) },
        { weight: 1, arbitrary: fc.constant({}) },
      ),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: complete({ protocol: fc.constantFrom(...protocols, null) }) },
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as { name?: string; containerPort: number }),
  { minLength: 1, maxLength: 2, selector: (port) => port.name ?? port },
);

const container = (name: string): fc.Arbitrary<Container> =>
  fc
    .tuple(
      complete({ name: fc.constant(name), image: fc.constant('i') }),
      fc.oneof(
        { weight: 4, arbitrary: complete({ ports: containerPorts }) },
        { weight: 1, arbitrary: fc.constant({}) },
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as Container);

const initContainer: fc.Arbitrary<Container> = fc
  .tuple(container('init'), fc.constantFrom({}, { restartPolicy: 'Always' }))
  .map(([init, restart]) => ({ ...init, ...restart }));

export const podSpec: fc.Arbitrary<PodSpec> = fc
  .tuple(
    container('main'),
    fc.option(container('second'), { nil: undefined }),
    fc.option(initContainer, { nil: undefined, freq: 3 }),
    rarely(),
  )
  .map(([main, second, init, hostNetwork]) => ({
    containers: second ? [main, second] : [main],
    ...(init && { initContainers: [init] }),
    ...(hostNetwork && { hostNetwork }),
  }));

type Status = NonNullable<Pod['status']>;

/** What the pod is at: unknown (a manifest), pending without an address, running with one of each family, or ended. */
export const podState: fc.Arbitrary<(index: number, hostNetwork: boolean) => Pod['status']> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(() => undefined) },
  { weight: 1, arbitrary: fc.constant((): Status => ({ phase: 'Pending' })) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom<(4 | 6)[]>([4], [6], [4, 6], [4, 6]),
        fc.constantFrom(...nodeAddresses),
        fc.constantFrom<('hostIP' | 'podIPs')[]>([], ['hostIP'], ['podIPs'], ['hostIP', 'podIPs']),
      )
      .map(([families, node, written]) => (index: number, hostNetwork: boolean): Status => {
        const ips = hostNetwork ? [node] : families.map((family) => podAddress(family, index));
        const withList = ips.length > 1 || written.includes('podIPs');
        const withNode = hostNetwork || written.includes('hostIP');
        return {
          phase: 'Running',
          podIP: ips[0],
          ...(withList && { podIPs: ips.map((ip) => ({ ip })) }),
          ...(withNode && { hostIP: node }),
        };
      }),
  },
  {
    // The address of a pod that has ended is given to another one: here to the first of the cluster.
    weight: 1,
    arbitrary: fc
      .constantFrom('Succeeded', 'Failed')
      .map((phase) => (): Status => ({ phase, podIP: podAddress(4, 0) })),
  },
);
