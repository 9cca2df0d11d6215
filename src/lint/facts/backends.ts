import { LintContext } from './lint-context';
import { listOf, mapOf } from './untyped';
import { ServiceFacts, ServicePortFacts } from '../../manifests/inventory';
import { DEFAULT_NAMESPACE } from '../../model/defaulting';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';

/** A Service that an Ingress or a route leads to. */
export interface Backend {
  readonly document: ManifestDocument;
  readonly path: FieldPath;
  readonly namespace: string;
  readonly service: string;
  /** Of the Service, by number or name. @default - every port of it */
  readonly port?: number | string;
}

/** The backends of every Ingress, Gateway API route and OpenShift Route of the input. */
export function backendsIn({ inventory }: LintContext): Backend[] {
  return inventory.entryPoints.flatMap((document) => {
    const { kind, metadata, spec } = document.object;
    const namespace = metadata?.namespace ?? DEFAULT_NAMESPACE;
    const found = kind === 'Ingress' ? ofIngress(spec) : kind === 'Route' ? ofOpenshiftRoute(spec) : ofRoute(spec);
    return found.map((backend) => ({ namespace, document, ...backend }));
  });
}

type Found = Omit<Backend, 'document' | 'namespace'> & { readonly namespace?: string };

function ofIngress(spec: unknown): Found[] {
  const { defaultBackend, backend, rules } = mapOf(spec);
  const paths = listOf(rules).flatMap((rule, at) =>
    listOf(mapOf(mapOf(rule).http).paths).map(
      (entry, index) => [['rules', at, 'http', 'paths', index, 'backend'], mapOf(entry).backend] as const,
    ),
  );
  return [[['defaultBackend'], defaultBackend] as const, [['backend'], backend] as const, ...paths].flatMap(
    ([path, value]) => {
      const { service, serviceName, servicePort } = mapOf(value);
      const { name = serviceName, port } = mapOf(service);
      const { number, name: portName } = mapOf(port);
      return named(name, ['spec', ...path], number ?? portName ?? servicePort);
    },
  );
}

function ofRoute(spec: unknown): Found[] {
  return listOf(mapOf(spec).rules).flatMap((rule, at) =>
    listOf(mapOf(rule).backendRefs).flatMap((ref, index) => {
      const { kind = 'Service', group = '', name, namespace, port } = mapOf(ref);
      if (kind !== 'Service' || group !== '') return [];
      const path = ['spec', 'rules', at, 'backendRefs', index];
      return named(name, path, port).map((found) => (typeof namespace === 'string' ? { ...found, namespace } : found));
    }),
  );
}

function ofOpenshiftRoute(spec: unknown): Found[] {
  const { to, alternateBackends } = mapOf(spec);
  const targets: (readonly [FieldPath, unknown])[] = [
    [['to'], to],
    ...listOf(alternateBackends).map((target, index) => [['alternateBackends', index], target] as const),
  ];
  return targets.flatMap(([path, target]) => named(mapOf(target).name, ['spec', ...path], undefined));
}

function named(name: unknown, path: FieldPath, port: unknown): Found[] {
  if (typeof name !== 'string') return [];
  return [{ service: name, path, ...(typeof port === 'number' || typeof port === 'string' ? { port } : {}) }];
}

/** The ports of a Service that a number or name stands for. */
export function exposedPorts({ ports }: ServiceFacts, port: number | string | undefined): readonly ServicePortFacts[] {
  return port === undefined ? ports : ports.filter((one) => one.port === port || one.name === port);
}
