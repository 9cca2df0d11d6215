import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Catalog, SharedService } from '../../src';
import { SERVICES, serviceFacts } from '../../src/platform/services';

const SOURCE = readFileSync(join(__dirname, '../../src/platform/catalog.ts'), 'utf8');

/** Every factory of one service, with what its documentation says. */
const FACTORIES = [...SOURCE.matchAll(/\/\*\* (.*?) \*\/\n {2}public static (\w+)\([^)]*\): SharedService \{/g)].map(
  ([, documentation, name]) => [name!, documentation!] as const,
);

test('every service is reachable from the public API', () => {
  expect(Catalog.all().map(({ id }) => id)).toEqual(SERVICES.map(({ id }) => id));
  for (const { id } of SERVICES) expect(Catalog.of(id).id).toBe(id);
});

test('every service says in public what is known of it', () => {
  for (const service of Catalog.all()) {
    const facts = serviceFacts(service.id);
    expect(service.title).toBe(facts.title);
    expect(service.category).toBe(facts.category);
    expect(service.sources).toEqual(facts.sources);
    expect(service.caveats).toEqual(facts.caveats);
    expect(service.confidence).toEqual(facts.confidence);
    expect(service.hostNetwork).toBe(facts.hostNetwork);
  }
});

test('no two factories make the same service', () => {
  const ids = FACTORIES.map(([name]) => factory(name)().id);
  expect(ids.length).toBeGreaterThan(40);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(FACTORIES)('Catalog.%s', (name, documentation) => {
  const { _facts: facts } = factory(name)();

  test('documents the parameters it takes', () => {
    const documented = [...(/takes (.*)\.$/.exec(documentation)?.[1]?.matchAll(/`(\w+)`/g) ?? [])].map(
      ([, word]) => word,
    );
    const named = facts.parameters.map((parameter) => parameter.name);
    // The gateway of Istio takes its name only where the Gateway API made it, which its documentation tells apart.
    if (name !== 'istioGateway') expect(documented.sort()).toEqual([...named].sort());
  });

  test('documents where it does not run in a namespace of its own', () => {
    expect(documentation.includes('beside the application')).toBe(facts.namespace.kind === 'application');
  });
});

test('families are the components that are installed together', () => {
  expect(Catalog.argocd().map(({ id }) => id)).toHaveLength(8);
  expect(Catalog.certManager({ release: 'main' }).map(({ id }) => id)).toEqual([
    'certmanager.controller',
    'certmanager.webhook',
    'certmanager.cainjector',
  ]);
  expect(new Set(Catalog.kubePrometheusStack({ release: 'kps' }).map(({ namespace }) => namespace))).toEqual(
    new Set(['monitoring']),
  );
});

test('what is said of a service is kept when more is said', () => {
  const kafka = Catalog.strimziKafka({ cluster: 'events' }).with({ namespace: 'data' });
  expect(kafka.namespace).toBe('data');
  expect(kafka.location.pods.toManifest().matchLabels).toEqual({
    'strimzi.io/cluster': 'events',
    'strimzi.io/kind': 'Kafka',
  });
});

test('a service on the host network has no location that a selector could match', () => {
  expect(() => Catalog.nodeExporter().location).toThrow(/host network/);
  expect(() => Catalog.ingressNginx({ hostNetwork: true }).location).toThrow(/host network/);
  expect(Catalog.ingressNginx().location.namespace).toBe('ingress-nginx');
});

function factory(name: string): () => SharedService {
  return () => (Catalog[name as keyof typeof Catalog] as () => SharedService)();
}
