import { NeedEnd, NeedPort } from './need';
import { ServiceFacts, ServicePortFacts, Workload } from '../../manifests/inventory';
import { ServiceIndex, exposedPorts, isHeadless, targetOn } from '../../manifests/service-index';
import { tryParseIpAddress } from '../../model/ip-address';
import { Protocol } from '../../model/protocol';

/** One end behind a Service, and its own port. */
export interface ServiceTarget {
  readonly to: NeedEnd;
  readonly port: NeedPort;
  /** How one gets there: `Service shop/api:80`. */
  readonly via: string;
  readonly note?: string;
}

/** What is behind a port of a Service, or why nothing is. */
export type Behind = { readonly targets: readonly ServiceTarget[] } | { readonly nobody: string };

/**
 * What a connection to a Service reaches.
 *
 * @param port by number or name; every port where none is named
 * @param words how the port is called in reports, where not by its number or name
 */
export function behindService(
  services: ServiceIndex,
  service: ServiceFacts,
  port: number | string | undefined,
  protocol: Protocol | undefined,
  words?: string,
): Behind {
  const id = `${service.namespace}/${service.name}`;
  const chosen = exposedPorts(service, port);
  // Services of one port for TCP and UDP are common; where no protocol fits, the one that is there is meant.
  const same = protocol === undefined ? chosen : chosen.filter((one) => one.protocol === String(protocol));
  const exposed = same.length > 0 ? same : chosen;
  const headless = isHeadless(service);
  if (exposed.length === 0 && !(headless && typeof port === 'number')) {
    const known = service.ports.map((one) => one.port).join(', ') || 'none';
    return { nobody: `Service ${id} does not serve port ${port}; its ports are ${known}` };
  }
  const nameOf = (one: ServicePortFacts) =>
    `Service ${id}${headless ? ' (headless)' : `:${words ?? (typeof port === 'string' ? port : one.port)}`}`;
  if (!service.selector) return behindEndpoints(services, service, exposed, nameOf);
  const pods = services.podsBehind(service);
  if (pods.length === 0) {
    const selector = Object.entries(service.selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    return { nobody: `Service ${id} selects no workload (${selector})` };
  }
  const targets = new Map<string, ServiceTarget>();
  // The clients of a headless Service connect to its pods, on the port that they name.
  const ports: readonly ServicePortFacts[] =
    headless && typeof port === 'number' ? [{ protocol: protocol ?? Protocol.TCP, port, targetPort: port }] : exposed;
  for (const one of ports) {
    for (const { workload, group } of pods) {
      const number = targetOn(one, group);
      if (number === undefined) continue;
      const named = typeof one.targetPort === 'string' ? 'targetPort is a name, resolved on the pod' : undefined;
      targets.set(`${workload.id} ${one.protocol} ${number}`, {
        to: { kind: 'workload', workload },
        port: { protocol: one.protocol as Protocol, number },
        via: nameOf(one),
        ...(named ? { note: named } : {}),
      });
    }
  }
  if (targets.size > 0) return { targets: [...targets.values()] };
  const names = exposed.map(({ targetPort }) => targetPort).join(', ');
  return { nobody: `no container behind Service ${id} has a port called ${names}` };
}

function behindEndpoints(
  services: ServiceIndex,
  service: ServiceFacts,
  exposed: readonly ServicePortFacts[],
  nameOf: (port: ServicePortFacts) => string,
): Behind {
  const id = `${service.namespace}/${service.name}`;
  const endpoints = services.endpointsOf(service);
  const targets: ServiceTarget[] = [];
  for (const one of exposed) {
    for (const { addresses, ports, document } of endpoints) {
      const own =
        ports.find(({ name }) => (name ?? '') === (one.name ?? '')) ?? (ports.length === 1 ? ports[0] : undefined);
      const number = own?.number ?? (typeof one.targetPort === 'number' ? one.targetPort : one.port);
      for (const address of addresses) {
        const to = addressEnd(address);
        if (!to) continue;
        const slice = `${document.object.kind} ${service.namespace}/${document.object.metadata?.name}`;
        const via = `${nameOf(one)}, ${slice}`;
        targets.push({ to, port: { protocol: (own?.protocol ?? one.protocol) as Protocol, number }, via });
      }
    }
  }
  if (targets.length > 0) return { targets };
  return { nobody: `Service ${id} has no selector, and no EndpointSlice of the input says what is behind it` };
}

/** A single address as an end. */
export function addressEnd(text: string): NeedEnd | undefined {
  const address = tryParseIpAddress(text);
  return address && { kind: 'addresses', cidr: `${text}/${address.family === 4 ? 32 : 128}` };
}

/** The workloads behind a Service, each once. */
export function workloadsBehind(services: ServiceIndex, service: ServiceFacts): Workload[] {
  return [...new Set(services.podsBehind(service).map(({ workload }) => workload))];
}
