import { expect, test } from 'vitest';
import { runCli } from '../../test/cli/run-cli';
import { synthesise } from '../../test/support/example';
import { flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { Reachability } from 'cdk8s-netpol';

const example = synthesise('online-boutique');
const relation = relationOf(example.objects, { 'the internet': '93.184.215.14' });

const dns = 'kube-system/coredns TCP/53, UDP/53';
const shop = (...ends: string[]) => [...ends.map((end) => `online-boutique/${end}`), dns].sort();

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

const expected = {
  'ingress-nginx/ingress-controller': ['online-boutique/frontend TCP/8080'],
  'online-boutique/loadgenerator': shop('frontend TCP/8080'),
  'online-boutique/frontend': shop(
    'adservice TCP/9555',
    'cartservice TCP/7070',
    'checkoutservice TCP/5050',
    'currencyservice TCP/7000',
    'productcatalogservice TCP/3550',
    'recommendationservice TCP/8080',
    'shippingservice TCP/50051',
  ),
  'online-boutique/checkoutservice': shop(
    'cartservice TCP/7070',
    'currencyservice TCP/7000',
    'emailservice TCP/8080',
    'paymentservice TCP/50051',
    'productcatalogservice TCP/3550',
    'shippingservice TCP/50051',
  ),
  'online-boutique/recommendationservice': shop('productcatalogservice TCP/3550'),
  'online-boutique/cartservice': shop('redis-cart TCP/6379'),
  'online-boutique/adservice': shop(),
  'online-boutique/currencyservice': shop(),
  'online-boutique/emailservice': shop(),
  'online-boutique/paymentservice': shop(),
  'online-boutique/productcatalogservice': shop(),
  'online-boutique/redis-cart': shop(),
  'online-boutique/shippingservice': shop(),
};

test('the shop works, and nothing else is open', () => {
  expect(relation).toEqual(expected);
});

test('the engine finds exactly the same, for every address and port', () => {
  expect(Reachability.fromObjects(example.objects)).toHaveExactly(flowsOf(expected));
});

test('every service that a container is configured to call is reached on the port behind its Service', () => {
  const calls = example.objects.flatMap(callsOf);
  expect(calls).toHaveLength(16);
  for (const [caller, callee] of calls) {
    expect(relation[`online-boutique/${caller}`]).toContainEqual(
      expect.stringMatching(`^online-boutique/${callee} TCP/${targetPortOf(callee)}$`),
    );
  }
});

test('what its manifests need are the flows of the program, and the policies let each of them through', async () => {
  const inputs = ['expected', 'cluster.yaml'].map((name) => `${__dirname}/${name}`);
  const { code, out } = await runCli('needs', ...inputs, '--format', 'json');
  const report = JSON.parse(out) as { needs: Record<'from' | 'to' | 'port', string>[]; missing: unknown[] };
  expect({ code, missing: report.missing }).toEqual({ code: 0, missing: [] });
  const needed = new Map<string, string[]>();
  for (const { from, to, port } of report.needs) {
    const source = from.startsWith('ingress-controller') ? 'ingress-nginx/ingress-controller' : plain(from);
    needed.set(source, [...(needed.get(source) ?? []), `${plain(to)} ${port}`].sort());
  }
  const flows = Object.entries(expected).map(([from, to]) => [from, to.filter((flow) => flow !== dns)] as const);
  expect(Object.fromEntries(needed)).toEqual(Object.fromEntries(flows.filter(([, to]) => to.length > 0)));
});

/** `namespace/name` of a workload, without its kind. */
function plain(id: string): string {
  return id.replace(/\[\w+\]$/, '');
}

test('Redis is reached by the cart only', () => {
  expect(sourcesOf('online-boutique/redis-cart')).toEqual(['online-boutique/cartservice']);
});

test('the storefront is reached through the ingress controller and by the load generator only', () => {
  expect(sourcesOf('online-boutique/frontend')).toEqual([
    'ingress-nginx/ingress-controller',
    'online-boutique/loadgenerator',
  ]);
});

test.each(['another-team/impostor', 'the internet'])(
  '%s reaches nothing of the shop, nor the other way',
  (outsider) => {
    expect(relation[outsider]).toBeUndefined();
    expect(sourcesOf(outsider)).toEqual([]);
  },
);

function sourcesOf(destination: string): string[] {
  const sources = Object.keys(relation).filter((source) =>
    relation[source]!.some((reached) => reached.startsWith(`${destination} `)),
  );
  return sources.sort();
}

interface Deployment {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** Who is told to call whom, read from the environment of the demo's containers. */
function callsOf(object: unknown): [caller: string, callee: string][] {
  const { kind, metadata, spec } = object as Deployment;
  if (kind !== 'Deployment') return [];
  return spec.template.spec.containers
    .flatMap(({ env }) => env)
    .filter(({ name }) => name.endsWith('_ADDR'))
    .map(({ value }) => [metadata.name, value.split(':')[0]!]);
}

function targetPortOf(service: string): number {
  const found = example.objects.find(({ kind, metadata }) => kind === 'Service' && metadata?.name === service);
  return (found as unknown as { spec: { ports: { targetPort: number }[] } }).spec.ports[0]!.targetPort;
}
