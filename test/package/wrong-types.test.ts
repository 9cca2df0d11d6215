import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import * as api from '../../src';
import { InvalidInput } from '../../src/model/invalid-input';

/*
 * Every constructor, factory and method of the public API, as the jsii assembly lists them, is given values of other
 * types than it asks for, one at a time and at every place: what programs in other languages, and TypeScript that is
 * only transpiled, can do. It has to answer in words.
 */

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}
interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}
interface Type {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Parameter[] };
  readonly methods?: readonly {
    readonly name: string;
    readonly static?: boolean;
    readonly parameters?: readonly Parameter[];
  }[];
  readonly properties?: readonly { readonly name: string; readonly type: TypeReference; readonly optional?: boolean }[];
}

const ROOT = resolve(__dirname, '../..');
const TYPES = assembly().types;

function assembly(): { readonly types: Readonly<Record<string, Type>> } {
  const read = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { schema?: string; filename?: string };
  const text = read.filename === undefined ? undefined : gunzipSync(readFileSync(join(ROOT, read.filename))).toString();
  return (text === undefined ? read : JSON.parse(text)) as ReturnType<typeof assembly>;
}

const members = api as unknown as Readonly<Record<string, never>>;
let count = 0;

function stack(): api.NamespaceStack {
  return new api.NamespaceStack(new api.NetpolApp({ outdir: 'not-written' }), 'shop', {
    platform: api.Platform.kubeadm(),
  });
}

function deployment(): ApiObject {
  const chart = new Chart(new App({ outdir: 'not-written' }), 'chart', { namespace: 'shop' });
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web' }] } };
  const spec = { selector: { matchLabels: labels }, template };
  return new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind: 'Deployment', spec });
}

function serviceObject(): ApiObject {
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
  return new ApiObject(deployment().chart, 'service', { apiVersion: 'v1', kind: 'Service', spec });
}

function workload(): api.Workload {
  return api.Workload.of({
    namespace: 'shop',
    name: 'web',
    labels: { app: 'web' },
    ports: { http: api.Port.tcp(8080) },
  });
}

/** A value that is right, by class. */
const RIGHT: Readonly<Record<string, () => unknown>> = {
  Baseline: () => api.Baseline.denyAll(),
  Cidr: () => api.Cidr.of('198.51.100.0/24'),
  CloudMetadata: () => api.CloudMetadata.aws(),
  Cluster: () => new api.Cluster(new api.NetpolApp({ outdir: 'x' }), 'eu', { platform: api.Platform.kubeadm() }),
  Cni: () => api.Cni.calico(),
  FluxKustomization: () => new api.FluxKustomization(delivery(), `other-${++count}`),
  IngressController: () => api.IngressController.nginx(),
  IPeer: () => api.Peer.namespace('orders'),
  LabelSelector: () => api.LabelSelector.labels({ app: 'web' }),
  Mesh: () => api.Mesh.linkerd(),
  NamespaceStack: () => stack(),
  Platform: () => api.Platform.kubeadm(),
  Port: () => api.Port.tcp(8443),
  Reachability: () => api.Reachability.fromObjects([]),
  ServiceLocation: () => api.ServiceLocation.of({ namespace: 'vault' }),
  SharedService: () => api.Catalog.vault(),
  Workload: () => workload(),
  Construct: () => stack(),
  IConstruct: () => deployment(),
  App: () => new api.NetpolApp({ outdir: 'not-written' }),
  Chart: () => stack(),
  ApiObjectMetadata: () => ({ labels: { team: 'shop' } }),
};

function delivery(): api.Delivery {
  return new api.Delivery(new api.NetpolApp({ outdir: 'not-written' }), 'argocd');
}

/** Texts that are right only at their place. */
const TEXTS: Readonly<Record<string, string>> = {
  expires: '2099-12-31',
  cidr: '198.51.100.0/24',
  text: '198.51.100.0/24',
  repoUrl: 'https://git.example.com/policies.git',
  destinationServer: 'https://kubernetes.default.svc',
  port: 'TCP/8443',
  rule: 'vague-name',
  sourceKind: 'GitRepository',
  interval: '10m',
  timeout: '5m',
  kubernetesVersion: '1.34',
};

const WRONG: readonly (readonly [string, () => unknown])[] = [
  ['a number', () => 8443],
  ['not a number', () => Number.NaN],
  ['a text', () => 'Some Text'],
  ['a truth', () => true],
  ['null', () => null],
  ['a plain object', () => ({ odd: 1 })],
  ['a list', () => []],
  ['a list of numbers', () => [8443]],
  ['a list of nothing', () => [undefined]],
  ['a function', () => () => 1],
  ['a date', () => new Date(0)],
  ['a map', () => new Map([['app', 'web']])],
  ['a Deployment', deployment],
  ['a Port', () => api.Port.tcp(8443)],
  ['a Platform', () => api.Platform.kubeadm()],
  ['a class', () => api.Port],
];

function shortName(fqn: string): string {
  return fqn.slice(fqn.lastIndexOf('.') + 1);
}

function fieldsOf(type: Type): NonNullable<Type['properties']> {
  const inherited = (type.interfaces ?? []).flatMap((fqn) => (TYPES[fqn] ? fieldsOf(TYPES[fqn]) : []));
  return [...inherited, ...(type.properties ?? [])];
}

function right(name: string, type: TypeReference): unknown {
  if (type.collection) {
    const element = right(name, type.collection.elementtype);
    return type.collection.kind === 'array' ? [element] : { app: element };
  }
  if (type.fqn) {
    const declared = TYPES[type.fqn];
    if (declared?.kind === 'enum') return Object.values(members[declared.name] as object)[0];
    if (declared?.datatype) {
      const needed = fieldsOf(declared).filter(({ optional }) => !optional);
      return Object.fromEntries(needed.map((field) => [field.name, right(field.name, field.type)]));
    }
    return RIGHT[shortName(type.fqn)]!();
  }
  if (type.primitive === 'number') return 8443;
  if (type.primitive === 'boolean') return true;
  if (type.primitive === 'date') return new Date(0);
  if (type.primitive === 'string') return TEXTS[name] ?? 'web';
  return { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a', namespace: 'b' } };
}

/** Whether a value is of the type, whatever it says. */
function isOf(type: TypeReference, value: unknown): boolean {
  if (type.collection?.kind === 'array') {
    return Array.isArray(value) && [...(value as unknown[])].every((one) => isOf(type.collection!.elementtype, one));
  }
  if (type.collection || (type.fqn && (TYPES[type.fqn]?.datatype || type.fqn === 'cdk8s.ApiObjectMetadata'))) {
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    if (!isPlain || !type.collection) return isPlain;
    return Object.values(value).every((one) => isOf(type.collection!.elementtype, one));
  }
  if (type.fqn) {
    const declared = TYPES[type.fqn];
    if (declared?.kind === 'enum') return Object.values(members[declared.name] as object).includes(value);
    if (type.fqn.endsWith('.IPeer')) return value instanceof api.Peer || value instanceof api.Workload;
    if (type.fqn.endsWith('Construct')) return Construct.isConstruct(value);
    if (type.fqn.endsWith('.Chart')) return Chart.isChart(value);
    if (type.fqn.endsWith('.App')) return value instanceof api.NetpolApp;
    return typeof value === 'object' && value?.constructor.name === shortName(type.fqn);
  }
  if (type.primitive === 'json' || type.primitive === 'any') return typeof value === 'object' && value !== null;
  if (type.primitive === 'date') return value instanceof Date;
  return type.primitive === undefined || typeof value === type.primitive;
}

interface WrongAt {
  readonly place: string;
  readonly value: unknown;
  readonly fits: boolean;
}

/** Every way to be wrong somewhere in a value of the type. */
function wrongIn(place: string, name: string, type: TypeReference, deep = true): WrongAt[] {
  const found = WRONG.map(([what, make]): WrongAt => {
    const value = make();
    return { place: `${place} = ${what}`, value, fits: isOf(type, value) };
  });
  const element = type.collection?.elementtype;
  if (element) {
    const put = (one: unknown) => (type.collection!.kind === 'array' ? [one] : { app: one });
    found.push(...wrongIn(`${place}[]`, name, element, deep).map((one) => ({ ...one, value: put(one.value) })));
  }
  const struct = type.fqn ? TYPES[type.fqn] : undefined;
  // The content of a whole policy is for the API server's rules to judge, at synth.
  if (struct?.datatype && struct.name !== 'NetworkPolicySpec' && deep) {
    const base = right(name, type) as object;
    for (const field of fieldsOf(struct)) {
      for (const one of wrongIn(`${place}.${field.name}`, field.name, field.type)) {
        found.push({ ...one, value: { ...base, [field.name]: one.value } });
      }
      if (!field.optional) {
        found.push({
          place: `${place}.${field.name} missing`,
          value: { ...base, [field.name]: undefined },
          fits: false,
        });
      }
    }
  }
  return found;
}

interface Call {
  readonly title: string;
  readonly parameters: readonly Parameter[];
  readonly run: (given: readonly unknown[]) => unknown;
}

function call(title: string, parameters: readonly Parameter[], run: Call['run']): Call {
  return { title, parameters, run };
}

function callsOf(type: Type): Call[] {
  const made = members[type.name] as unknown as {
    new (...given: unknown[]): object;
    [name: string]: (...given: unknown[]) => unknown;
  };
  const calls: Call[] = [];
  const { parameters } = type.initializer ?? {};
  if (parameters) calls.push(call(`new ${type.name}`, parameters, (given) => new made(...given)));
  for (const method of type.methods ?? []) {
    if (!method.parameters) continue;
    if (method.static) {
      calls.push(call(`${type.name}.${method.name}`, method.parameters, (given) => made[method.name]!(...given)));
      continue;
    }
    const self = () => (RIGHT[type.name] ? RIGHT[type.name]!() : instanceOf(type)) as typeof made;
    calls.push(call(`${type.name}#${method.name}`, method.parameters, (given) => self()[method.name]!(...given)));
  }
  return calls;
}

function instanceOf(type: Type): object {
  const made = members[type.name] as unknown as new (...given: unknown[]) => object;
  return new made(...type.initializer!.parameters!.map((parameter) => argument(type, parameter)));
}

function argument({ name: className }: Pick<Type, 'name'>, { name, type }: Parameter): unknown {
  if (name === 'scope') return scopeFor(className);
  if (name === 'id') return `id-${++count}`;
  if (className === 'Workload' && name === 'service') return serviceObject();
  if (className === 'Port' && name === 'text') return 'TCP/8443';
  if (className === 'Cidr' && name === 'text') return '198.51.100.7';
  return right(name, type);
}

function scopeFor(className: string): Construct {
  if (/^(Argo|Flux)/.test(className)) return delivery();
  if (/Stack$|^(Cluster|Delivery|Rollout)$/.test(className)) return new api.NetpolApp({ outdir: 'not-written' });
  return stack();
}

const CALLS = Object.values(TYPES)
  .filter(({ kind, name }) => kind === 'class' && name in members)
  .flatMap((type) => callsOf(type).map((one) => [one.title, type, one] as const));

test('the assembly lists the public API', () => {
  expect(CALLS.length).toBeGreaterThan(100);
});

describe.each(CALLS)('%s', (title, type, { parameters, run }) => {
  test.each(parameters.map((parameter, index) => [parameter.name, parameter, index] as const))(
    'answers in words what it is given as %s of another type',
    (_, parameter, index) => {
      for (const { place, value, fits } of wrongIn(parameter.name, parameter.name, parameter.type)) {
        const given = parameters.slice(0, index + 1).map((one) => argument(type, one));
        given[index] = value;
        let thrown: unknown;
        try {
          run(given);
        } catch (error) {
          thrown = error;
        }
        const answer = thrown instanceof InvalidInput ? 'words' : thrown === undefined ? 'accepted' : String(thrown);
        expect(fits ? ['words', 'accepted'] : ['words'], `${title}(${place})`).toContain(answer);
        if (!fits && title.startsWith('new ') && parameter.name === 'props' && type.name !== 'NetpolApp') {
          expect((thrown as Error).message, place).toMatch(/^\[[\w/-]*id-\d+\]/);
        }
      }
    },
  );
});
