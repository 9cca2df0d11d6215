import fc from 'fast-check';
import { labels, podSpec, podState } from './pods';
import { namespaceLabels, policySpec } from './policies';
import { namespaceNames, partial } from './vocabulary';

/** The API server does not repeat the type on each item of a typed list. */
function withoutType(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'apiVersion' && key !== 'kind'));
}

type Numbered = (index: number) => object;

/** Items are told their number, which names them. */
function numbered(item: fc.Arbitrary<Numbered>, minLength: number, maxLength: number): fc.Arbitrary<object[]> {
  return fc.array(item, { minLength, maxLength }).map((items) => items.map((make, index) => make(index)));
}

function namespaceObject() {
  const own = partial({ team: fc.constantFrom(...namespaceLabels.team), env: fc.constantFrom(...namespaceLabels.env) });
  return fc.tuple(fc.constantFrom(...namespaceNames), fc.oneof(own, fc.constant(null))).map(([name, labelled]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    // Live clusters show the label that every namespace has, manifests leave it out.
    metadata: {
      name,
      ...(labelled && { labels: { ...labelled, ...(labelled.env && { 'kubernetes.io/metadata.name': name }) } }),
    },
  }));
}

/** Half of all objects share a namespace, so that policies find pods; left out and null both mean `default`. */
const placement = fc
  .oneof(
    { weight: 5, arbitrary: fc.constant(namespaceNames[0]) },
    { weight: 5, arbitrary: fc.constantFrom(...namespaceNames, undefined, null) },
  )
  .map((namespace) => (name: string) => ({ name, ...(namespace !== undefined && { namespace }) }));

/** As written by hand, or as a dump shows the pods of a controller that is not in the input. */
const barePod: fc.Arbitrary<Numbered> = fc
  .tuple(
    placement,
    fc.oneof({ weight: 6, arbitrary: labels }, { weight: 1, arbitrary: fc.constant(null) }),
    fc.constantFrom(
      {},
      {},
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', controller: true }] },
    ),
    podSpec,
    podState,
  )
  .map(([place, own, ownedBy, spec, state]) => (index: number) => {
    const status = state(index, spec.hostNetwork === true);
    const metadata = { ...place(`p${index}`), ...ownedBy, labels: own };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec, ...(status && { status }) };
  });

const controller: fc.Arbitrary<Numbered> = fc
  .tuple(
    placement,
    labels,
    podSpec,
    fc.constantFrom('Deployment', 'DaemonSet', 'StatefulSet', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob'),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([place, own, podTemplate, kind, replicas]) => (index: number) => {
    const name = `w${index}`;
    const selector = { matchLabels: { workload: name } };
    const template = { metadata: { labels: { ...own, workload: name } }, spec: podTemplate };
    const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
    return { apiVersion, kind, metadata: place(name), spec: controllerSpec(kind, { replicas, selector, template }) };
  });

function controllerSpec(kind: string, spec: { replicas: number; selector: object; template: object }): object {
  const { replicas, selector, template } = spec;
  switch (kind) {
    case 'CronJob':
      return { schedule: '@daily', jobTemplate: { spec: { template } } };
    case 'Job':
      return { template };
    case 'DaemonSet':
      return { selector, template };
    default:
      return { replicas, selector, template };
  }
}

const networkPolicy: fc.Arbitrary<Numbered> = fc
  .tuple(placement, policySpec)
  .map(([place, spec]) => (index: number) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: place(`n${index}`),
    ...(spec !== undefined && { spec }),
  }));

/** The kind of the API in somebody else's group, which could select all pods of its namespace. */
const foreignPolicy: fc.Arbitrary<Numbered> = fc
  .tuple(
    placement,
    fc.constantFrom('security.antrea.tanzu.vmware.com/v1alpha1', 'crd.antrea.io/v1beta1'),
    fc.constantFrom<object>({}, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  )
  .map(([place, apiVersion, spec]) => (index: number) => ({
    apiVersion,
    kind: 'NetworkPolicy',
    metadata: place(`f${index}`),
    spec,
  }));

/** Policies see the ports of pods, so a Service that maps 80 elsewhere must not change anything. */
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'red' },
  spec: { clusterIP: '10.0.0.2', selector: { app: 'a' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
};

/**
 * Random small clusters as plain Kubernetes objects, every policy valid for the API server, with all the traps of the
 * API in them: see cluster.test.ts for the list, which says how often each of them must turn up.
 */
export const clusterArbitrary: fc.Arbitrary<object[]> = fc
  .tuple(
    fc.uniqueArray(namespaceObject(), { maxLength: 3, selector: ({ metadata }) => metadata.name }),
    numbered(barePod, 1, 5),
    numbered(controller, 0, 2),
    numbered(networkPolicy, 1, 6),
    // Where one is, much is undefined; the other tests of a cluster need something to judge.
    fc.oneof(
      { weight: 7, arbitrary: fc.constant<object[]>([]) },
      { weight: 1, arbitrary: numbered(foreignPolicy, 1, 1) },
    ),
    fc.boolean(),
    fc.oneof(
      { weight: 7, arbitrary: fc.constant('plain') },
      { weight: 2, arbitrary: fc.constantFrom('List', 'PodList') },
    ),
  )
  .map(([namespaces, pods, controllers, policies, foreign, withService, shape]) => {
    const others = [...policies, ...foreign, ...namespaces, ...(withService ? [service] : []), ...controllers];
    switch (shape) {
      case 'List':
        return [{ apiVersion: 'v1', kind: 'List', items: [...others, ...pods] }];
      case 'PodList':
        return [...others, { apiVersion: 'v1', kind: 'PodList', items: pods.map(withoutType) }];
      default:
        return [...others, ...pods];
    }
  });
