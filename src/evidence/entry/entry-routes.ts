import { apiGroupOf } from '../../manifests/controllers';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { joinedKey } from '../../model/joined-key';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { asList, asMap, asText } from '../../traffic/record/json-value';

/** Who brings the traffic of a route in. */
export type Front =
  | { readonly kind: 'ingress-class'; readonly className: string; readonly controller?: string }
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'openshift-router' }
  /** A route that names no Gateway: nobody brings its traffic in. */
  | { readonly kind: 'nobody' };

/** One backend of an Ingress, a route of the Gateway API or an OpenShift Route, with what leads to it. */
export interface EntryRoute {
  readonly document: ManifestDocument;
  /** Where the backend stands. */
  readonly path: FieldPath;
  readonly front: Front;
  readonly hosts: readonly string[];
  /** As the object writes them: `/cart`, `orders.v1.Orders/Get`. */
  readonly matches: readonly string[];
  /** Of the Service. */
  readonly namespace: string;
  readonly service: string;
  /** Of the Service, by number or name. @default - every port of it */
  readonly port?: number | string;
  /** What share it gets; 0 for none at present. */
  readonly weight: number;
  /** Whether it gets copies of requests. */
  readonly mirror: boolean;
  /** Whether the gateway refuses it: it is in another namespace, and no ReferenceGrant lets routes there. */
  readonly notGranted: boolean;
}

const ROUTE_KINDS: ReadonlySet<string> = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']);

/** The routes of documents, each backend by itself, in the order of the input. */
export function entryRoutes(documents: Iterable<ManifestDocument>): EntryRoute[] {
  const all = [...documents];
  const classes = ingressClasses(all);
  const grants = grantsIn(all);
  return all.flatMap((document) => {
    const { kind } = document.object;
    const group = apiGroupOf(document.object.apiVersion);
    if (kind === 'Ingress' && (group === 'networking.k8s.io' || group === 'extensions')) {
      return ofIngress(document, classes);
    }
    if (ROUTE_KINDS.has(kind) && group === 'gateway.networking.k8s.io') return ofGatewayRoute(document, grants);
    return kind === 'Route' && group === 'route.openshift.io' ? ofOpenshiftRoute(document) : [];
  });
}

interface IngressClasses {
  readonly controllers: ReadonlyMap<string, string>;
  readonly default?: string;
}

/** The annotation by which an IngressClass says that it counts for those without one. */
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

function ingressClasses(documents: readonly ManifestDocument[]): IngressClasses {
  const controllers = new Map<string, string>();
  let byDefault: string | undefined;
  for (const document of documents) {
    const { apiVersion, kind, spec, metadata } = document.object;
    if (kind !== 'IngressClass' || apiGroupOf(apiVersion) !== 'networking.k8s.io') continue;
    controllers.set(nameOf(document), asText(asMap(spec)?.controller) ?? '');
    if (asMap(metadata?.annotations)?.[DEFAULT_CLASS] === 'true') byDefault = nameOf(document);
  }
  return { controllers, ...(byDefault === undefined ? {} : { default: byDefault }) };
}

type Place = readonly [path: FieldPath, backend: unknown, match: string | undefined, host: string | undefined];

function ofIngress(document: ManifestDocument, classes: IngressClasses): EntryRoute[] {
  const { metadata } = document.object;
  const spec = asMap(document.object.spec) ?? {};
  const annotated = asText(asMap(metadata?.annotations)?.[CLASS_ANNOTATION]);
  const className = asText(spec.ingressClassName) ?? annotated ?? classes.default ?? 'default';
  const controller = classes.controllers.get(className);
  const front: Front = { kind: 'ingress-class', className, ...(controller ? { controller } : {}) };
  const places: Place[] = [
    [['defaultBackend'], spec.defaultBackend, undefined, undefined],
    // Of networking.k8s.io/v1beta1 and extensions/v1beta1.
    [['backend'], spec.backend, undefined, undefined],
    ...asList(spec.rules).flatMap((rule, at) => {
      const host = asText(asMap(rule)?.host);
      return asList(asMap(asMap(rule)?.http)?.paths).map((entry, index): Place => {
        const one = asMap(entry);
        return [['rules', at, 'http', 'paths', index, 'backend'], one?.backend, asText(one?.path), host];
      });
    }),
  ];
  return places.flatMap(([path, backend, match, host]) => {
    const { service, serviceName, servicePort } = asMap(backend) ?? {};
    const name = asText(asMap(service)?.name) ?? asText(serviceName);
    if (name === undefined) return [];
    const port = asMap(asMap(service)?.port);
    return [
      {
        ...plain(document, ['spec', ...path], front, name, port?.number ?? port?.name ?? servicePort),
        hosts: host === undefined ? [] : [host],
        matches: match === undefined ? [] : [match],
      },
    ];
  });
}

function plain(document: ManifestDocument, path: FieldPath, front: Front, service: string, port: unknown): EntryRoute {
  return {
    document,
    path,
    front,
    namespace: namespaceOf(document),
    service,
    ...(typeof port === 'number' || (typeof port === 'string' && port !== '') ? { port } : {}),
    hosts: [],
    matches: [],
    weight: 1,
    mirror: false,
    notGranted: false,
  };
}

/** From which kind of which namespace which Services of another may be named; one key for each. */
type Grants = ReadonlySet<string>;

function grantsIn(documents: readonly ManifestDocument[]): Grants {
  const grants = new Set<string>();
  for (const document of documents) {
    const { apiVersion, kind } = document.object;
    if (kind !== 'ReferenceGrant' || apiGroupOf(apiVersion) !== 'gateway.networking.k8s.io') continue;
    const spec = asMap(document.object.spec) ?? {};
    const services = asList(spec.to).flatMap((value): string[] => {
      const to = asMap(value) ?? {};
      return to.kind === 'Service' && (to.group ?? '') === '' ? [asText(to.name) ?? '*'] : [];
    });
    for (const value of asList(spec.from)) {
      const from = asMap(value) ?? {};
      if (from.group !== 'gateway.networking.k8s.io') continue;
      for (const service of services) {
        grants.add(joinedKey(asText(from.kind) ?? '', asText(from.namespace) ?? '', namespaceOf(document), service));
      }
    }
  }
  return grants;
}

function ofGatewayRoute(document: ManifestDocument, grants: Grants): EntryRoute[] {
  const { kind } = document.object;
  const own = namespaceOf(document);
  const spec = asMap(document.object.spec) ?? {};
  const hosts = asList(spec.hostnames).flatMap((host) => asText(host) ?? []);
  const gateways = asList(spec.parentRefs).flatMap((value): Front[] => {
    const parent = asMap(value) ?? {};
    const name = asText(parent.name);
    const isGateway =
      (parent.kind ?? 'Gateway') === 'Gateway' &&
      (parent.group ?? 'gateway.networking.k8s.io') === 'gateway.networking.k8s.io';
    return name === undefined || !isGateway
      ? []
      : [{ kind: 'gateway', namespace: asText(parent.namespace) ?? own, name }];
  });
  const fronts: Front[] = [...new Map(gateways.map((front) => [JSON.stringify(front), front])).values()];
  const backends = asList(spec.rules).flatMap((value, at) => {
    const rule = asMap(value) ?? {};
    const matches = asList(rule.matches).flatMap((match) => matchText(asMap(match)) ?? []);
    const found: { ref: unknown; path: FieldPath; mirror: boolean; matches: readonly string[] }[] = [];
    const mirrors = (filters: unknown, path: FieldPath) =>
      asList(filters).forEach((filter, index) => {
        const ref = asMap(asMap(filter)?.requestMirror)?.backendRef;
        if (ref !== undefined) {
          found.push({ ref, path: [...path, index, 'requestMirror', 'backendRef'], mirror: true, matches });
        }
      });
    mirrors(rule.filters, ['spec', 'rules', at, 'filters']);
    asList(rule.backendRefs).forEach((ref, index) => {
      const path = ['spec', 'rules', at, 'backendRefs', index];
      found.push({ ref, path, mirror: false, matches });
      mirrors(asMap(ref)?.filters, [...path, 'filters']);
    });
    return found;
  });
  // What it leads to is still worth a look.
  if (fronts.length === 0) fronts.push({ kind: 'nobody' });
  return fronts.flatMap((front) =>
    backends.flatMap(({ ref, path, mirror, matches }) => {
      const { kind: target = 'Service', group = '', name, namespace, port, weight } = asMap(ref) ?? {};
      if (target !== 'Service' || group !== '' || typeof name !== 'string') return [];
      const other = asText(namespace) ?? own;
      const granted = other === own || ['*', name].some((service) => grants.has(joinedKey(kind, own, other, service)));
      return [
        {
          ...plain(document, path, front, name, port),
          namespace: other,
          hosts,
          matches,
          weight: typeof weight === 'number' ? weight : 1,
          mirror,
          notGranted: !granted,
        },
      ];
    }),
  );
}

/** What a match of a route asks for, as far as it is short: its path, or the method of gRPC. */
function matchText(match: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const path = asMap(match?.path);
  if (path) return asText(path.value);
  const method = asMap(match?.method);
  return method
    ? [method.service, method.method].flatMap((part) => asText(part) ?? []).join('/') || undefined
    : undefined;
}

function ofOpenshiftRoute(document: ManifestDocument): EntryRoute[] {
  const spec = asMap(document.object.spec) ?? {};
  const host = asText(spec.host);
  const match = asText(spec.path);
  const port = asMap(spec.port)?.targetPort;
  const targets: (readonly [FieldPath, unknown])[] = [
    [['to'], spec.to],
    ...asList(spec.alternateBackends).map((target, index) => [['alternateBackends', index], target] as const),
  ];
  return targets.flatMap(([path, value]) => {
    const target = asMap(value);
    const name = asText(target?.name);
    if (name === undefined) return [];
    return [
      {
        ...plain(document, ['spec', ...path], { kind: 'openshift-router' }, name, port),
        hosts: host === undefined ? [] : [host],
        matches: match === undefined ? [] : [match],
        weight: typeof target!.weight === 'number' ? target!.weight : 1,
      },
    ];
  });
}

/** `Ingress shop/store` */
export function routeText({ document }: EntryRoute): string {
  return `${document.object.kind} ${namespaceOf(document)}/${nameOf(document)}`;
}
