import fc from 'fast-check';
import { labels, podSpec, podStatus } from './pods';
import { namespaceLabels, policySpec } from './policies';
import { namespaceNames, partial } from './vocabulary';

/**
 * Random small clusters as plain Kubernetes objects, every policy valid for the API server, with all the traps of the
 * API in them: see cluster.test.ts for the list, which says how often each of them must turn up.
 */
export const clusterArbitrary: fc.Arbitrary<object[]> = fc
  .tuple(
    fc.uniqueArray(namespaceObject(), { maxLength: 3, selector: ({ metadata }) => metadata.name }),
    indexed(barePod, 1, 5),
    indexed(controller, 0, 2),
    indexed(networkPolicy, 1, 6),
    indexed(foreignPolicy, 0, 1),
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

/** The API server does not repeat the type on each item of a typed list. */
function withoutType(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'apiVersion' && key !== 'kind'));
}

/** Arrays whose items know their number, which names them. */
function indexed<T>(item: (index: number) => fc.Arbitrary<T>, minLength: number, maxLength: number): fc.Arbitrary<T[]> {
  return fc
    .tuple(
      fc.integer({ min: minLength, max: maxLength }),
      fc.tuple(...Array.from({ length: maxLength }, (_, i) => item(i))),
    )
    .map(([length, items]) => items.slice(0, length));
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
function placement(name: string) {
  const namespace = fc.oneof(
    { weight: 5, arbitrary: fc.constant(namespaceNames[0]) },
    { weight: 5, arbitrary: fc.constantFrom(...namespaceNames, undefined, null) },
  );
  return namespace.map((chosen) => ({ name, ...(chosen !== undefined && { namespace: chosen }) }));
}

/** As written by hand, or as a dump shows the pods of a controller that is not in the input. */
function barePod(index: number): fc.Arbitrary<object> {
  const owner = fc.constantFrom(
    {},
    {},
    { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', controller: true }] },
  );
  return fc
    .tuple(
      placement(`p${index}`),
      fc.oneof({ weight: 6, arbitrary: labels }, { weight: 1, arbitrary: fc.constant(null) }),
      owner,
      podSpec,
    )
    .chain(([meta, own, ownedBy, spec]) =>
      podStatus(index, spec.hostNetwork === true).map((status) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...meta, ...ownedBy, labels: own },
        spec,
        ...(status && { status }),
      })),
    );
}

function controller(index: number): fc.Arbitrary<object> {
  return fc
    .tuple(
      placement(`w${index}`),
      labels,
      podSpec,
      fc.constantFrom('Deployment', 'DaemonSet', 'StatefulSet', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob'),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([meta, own, spec, kind, replicas]) => {
      const template = { metadata: { labels: { ...own, workload: `w${index}` } }, spec };
      const selector = { matchLabels: { workload: `w${index}` } };
      const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
      switch (kind) {
        case 'CronJob':
          return {
            apiVersion,
            kind,
            metadata: meta,
            spec: { schedule: '@daily', jobTemplate: { spec: { template } } },
          };
        case 'Job':
          return { apiVersion, kind, metadata: meta, spec: { template } };
        case 'DaemonSet':
          return { apiVersion, kind, metadata: meta, spec: { selector, template } };
        default:
          return { apiVersion, kind, metadata: meta, spec: { replicas, selector, template } };
      }
    });
}

function networkPolicy(index: number): fc.Arbitrary<object> {
  return fc.tuple(placement(`n${index}`), policySpec).map(([meta, spec]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta,
    ...(spec !== undefined && { spec }),
  }));
}

/** The kind of the API in somebody else's group, with a spec that would change the verdicts if it were read. */
function foreignPolicy(index: number): fc.Arbitrary<object> {
  return fc
    .tuple(
      placement(`f${index}`),
      fc.constantFrom('projectcalico.org/v3', 'crd.projectcalico.org/v1', 'crd.antrea.io/v1beta1'),
      fc.constantFrom(
        { selector: 'all()', types: ['Ingress'] },
        { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      ),
    )
    .map(([meta, apiVersion, spec]) => ({ apiVersion, kind: 'NetworkPolicy', metadata: meta, spec }));
}

/** Policies see the ports of pods, so a Service that maps 80 elsewhere must not change anything. */
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'red' },
  spec: { clusterIP: '10.0.0.2', selector: { app: 'a' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
};
