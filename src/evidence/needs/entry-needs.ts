import { behindService } from './behind-service';
import { Evidence, NeedEnd } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { Catalogue } from './workload-needs';
import { Inventory } from '../../manifests/inventory';
import { targetOn } from '../../manifests/service-index';
import { formatFieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';
import { asMap } from '../../traffic/record/json-value';
import { EntryRoute, Front, entryRoutes, routeText } from '../entry/entry-routes';

/** Adds what Ingresses and routes need: whoever brings the traffic in reaches the pods behind them. */
export function addEntryNeeds(documents: readonly ManifestDocument[], catalogue: Catalogue, table: NeedTable): void {
  for (const route of entryRoutes(documents)) addRoute(route, catalogue, table);
}

/** The end that a route's traffic comes from. */
export function frontEnd(front: Front): NeedEnd | undefined {
  switch (front.kind) {
    case 'gateway':
      return { kind: 'gateway', namespace: front.namespace, name: front.name };
    case 'ingress-class':
      return { kind: 'ingress-controller', className: front.className };
    case 'openshift-router':
      return { kind: 'role', role: 'openshift-router' };
    case 'nobody':
      return undefined;
  }
}

function addRoute(route: EntryRoute, { services }: Catalogue, table: NeedTable): void {
  const { document, path, namespace, service: name, port, front } = route;
  const from = frontEnd(front);
  if (!from) return;
  const place = formatFieldPath(path)
    .replace(/^spec\./, '')
    .replace(/\.backend$/, '');
  const evidence: Evidence = { text: `${routeText(route)} ${place}`, document, path };
  const value = port === undefined ? `${namespace}/${name}` : `${namespace}/${name}:${port}`;
  const unresolved = (because: string) => table.addUnresolved({ from, value, because, evidence });
  if (route.notGranted) {
    unresolved(
      `refused by the gateway: no ReferenceGrant in ${namespace} lets ${document.object.kind}s of ${document.object.metadata?.namespace ?? 'default'} there`,
    );
    return;
  }
  const service = services.get(namespace, name);
  if (!service) {
    unresolved(`no Service ${name} in ${namespace}`);
    return;
  }
  const behind =
    front.kind === 'openshift-router' && port !== undefined
      ? byTarget(services, service, port)
      : behindService(services, service, port, undefined);
  if ('nobody' in behind) {
    unresolved(behind.nobody);
    return;
  }
  const note = route.mirror
    ? 'mirrored requests'
    : route.weight === 0
      ? 'weight 0 today'
      : namespace !== (document.object.metadata?.namespace ?? 'default')
        ? 'allowed by the ReferenceGrant'
        : undefined;
  for (const { to, port: own, via } of behind.targets) {
    table.add({
      from,
      to,
      port: own,
      confidence: route.weight === 0 && !route.mirror ? 'possible' : 'certain',
      via,
      evidence: [evidence],
      ...(note === undefined ? {} : { note }),
    });
  }
}

/** The port of an OpenShift Route is the name of a port of the Service, or a target port of its. */
function byTarget(
  services: Catalogue['services'],
  service: Parameters<typeof behindService>[1],
  port: number | string,
): ReturnType<typeof behindService> {
  const named = service.ports.find((one) => one.name === port) ?? service.ports.find((one) => one.targetPort === port);
  return behindService(services, service, named?.port ?? port, undefined);
}

const OUTSIDE_TYPES: ReadonlySet<unknown> = new Set(['LoadBalancer', 'NodePort']);

/** Adds what Services of type LoadBalancer and NodePort need: whoever is outside reaches the pods behind them. */
export function addOutsideNeeds({ services: all }: Inventory, { services }: Catalogue, table: NeedTable): void {
  for (const service of all) {
    const type = asMap(service.document.object.spec)?.type;
    if (!OUTSIDE_TYPES.has(type)) continue;
    const id = `${service.namespace}/${service.name}`;
    const evidence: Evidence = {
      text: `Service ${id} type ${String(type)}`,
      document: service.document,
      path: ['spec', 'type'],
    };
    for (const exposed of service.ports) {
      for (const { workload, group } of services.podsBehind(service)) {
        const number = targetOn(exposed, group);
        if (number === undefined) continue;
        table.add({
          from: { kind: 'external', name: '*' },
          to: workloadEnd(workload),
          port: { protocol: exposed.protocol as Protocol, number },
          // That it is open does not say that somebody comes: a NodePort is often there for a load balancer's sake.
          confidence: type === 'LoadBalancer' ? 'certain' : 'likely',
          via: `Service ${id}:${exposed.port}`,
          evidence: [evidence],
        });
      }
    }
  }
}
