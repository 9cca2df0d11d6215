import { OWN_NODE, OWN_POD } from './pod-texts';
import { Inventory, ServiceFacts, Workload } from '../../manifests/inventory';
import { ServiceIndex, isHeadless } from '../../manifests/service-index';
import { closestWord } from '../../model/closest-word';
import { formatIpAddress, tryParseIpAddress } from '../../model/ip-address';

/** What a host stands for, seen from a namespace. */
export type Host =
  /** The pod itself, or every address: nobody is connected to. */
  | { readonly kind: 'itself' }
  | { readonly kind: 'node' }
  | { readonly kind: 'api-server' }
  | { readonly kind: 'service'; readonly service: ServiceFacts; readonly pod?: string }
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'address'; readonly address: string; readonly family: 4 | 6 }
  /** `sure`: whether it can be nothing but a name outside. */
  | { readonly kind: 'outside'; readonly name: string; readonly sure: boolean }
  /** A name of the cluster, and nobody has it. `whole`: whether it can be nothing else. */
  | { readonly kind: 'nobody'; readonly because: string; readonly whole: boolean };

/** Words that are ends of names on the Internet or in company networks: who uses them means no namespace. */
const PUBLIC_ENDS =
  /^(?:[a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|pro|app|dev|cloud|tech|online|site|store|shop|xyz|systems|services|network|digital|global|world|local|localdomain|lan|home|corp|intra|intranet|internal|private|test|example|invalid|arpa|aero|museum|swiss|bank|software|solutions|academy|agency)$/;
const LOOPBACK = new Set(['localhost', 'localhost.localdomain', 'ip6-localhost', '0.0.0.0', '::', '::1', OWN_POD]);

/** Says who a host is, by the search path of pods in a namespace. */
export class HostResolver {
  private readonly namespaces: ReadonlySet<string>;
  private readonly podAddresses = new Map<string, Workload>();

  public constructor(
    inventory: Inventory,
    private readonly services: ServiceIndex,
    /** What the cluster's names end with. */
    private readonly domain: string,
  ) {
    const namespaces = new Set(inventory.namespaces.keys());
    for (const { namespace } of inventory.services) namespaces.add(namespace);
    this.namespaces = namespaces;
    for (const workload of inventory.workloads) {
      for (const { hostNetwork, podAddresses } of workload.podGroups) {
        if (!hostNetwork) for (const address of podAddresses) this.podAddresses.set(address, workload);
      }
    }
  }

  public resolve(host: string, namespace: string): Host {
    if (LOOPBACK.has(host) || host.startsWith('127.') || host.startsWith('::ffff:127.')) return { kind: 'itself' };
    if (host === OWN_NODE) return { kind: 'node' };
    const address = /[.:]/.test(host) && /^[0-9a-f.:]+$/.test(host) ? tryParseIpAddress(host) : undefined;
    if (address) {
      const text = formatIpAddress(address);
      const service = this.services.at(text);
      if (service) return this.ofService(service);
      const workload = this.podAddresses.get(text);
      return workload ? { kind: 'workload', workload } : { kind: 'address', address: text, family: address.family };
    }
    return this.named(host, namespace);
  }

  private named(host: string, namespace: string): Host {
    const ends = [`.svc.${this.domain}`, '.svc'];
    for (const end of ends) {
      if (host.endsWith(end)) return this.inside(host.slice(0, -end.length).split('.'), true);
    }
    const labels = host.split('.');
    const [first, second, third] = labels as [string, string?, string?];
    if (second === undefined) return this.short(first, namespace);
    if (third === undefined) {
      const whole = this.services.get(second, first);
      if (whole || isApiServer(second, first)) return this.inside(labels, false);
      const own = this.services.get(namespace, second);
      if (own && isHeadless(own)) return { kind: 'service', service: own, pod: first };
      if (this.namespaces.has(second)) return this.inside(labels, false);
      if (PUBLIC_ENDS.test(second)) return { kind: 'outside', name: host, sure: true };
      return { kind: 'outside', name: host, sure: false };
    }
    if (labels.length === 3 && this.services.get(third, second)) return this.inside(labels, false);
    if (!/^[a-z][a-z-]*$|^xn--/.test(labels[labels.length - 1]!)) {
      return { kind: 'nobody', because: `${host} is no name`, whole: false };
    }
    return { kind: 'outside', name: host, sure: PUBLIC_ENDS.test(labels[labels.length - 1]!) || labels.length > 3 };
  }

  private short(name: string, namespace: string): Host {
    const service = this.services.get(namespace, name);
    if (service) return this.ofService(service);
    if (isApiServer(namespace, name)) return { kind: 'api-server' };
    const meant = closestWord(name, this.services.namesIn(namespace));
    const because = `no Service ${name} in ${namespace}${meant ? `; did you mean ${meant}?` : ''}`;
    return { kind: 'nobody', because, whole: false };
  }

  /** A name with its namespace, and the name of a pod before it where there are three labels. */
  private inside(labels: readonly string[], whole: boolean): Host {
    const [namespace, name, pod] = [...labels].reverse();
    if (name === undefined || labels.length > 3) {
      return { kind: 'nobody', because: `${labels.join('.')} names no Service and its namespace`, whole };
    }
    if (isApiServer(namespace!, name)) return { kind: 'api-server' };
    const service = this.services.get(namespace!, name);
    if (service) return pod === undefined ? this.ofService(service) : { kind: 'service', service, pod };
    if (!this.namespaces.has(namespace!)) {
      return { kind: 'nobody', because: `no namespace ${namespace} in the input`, whole };
    }
    const meant = closestWord(name, this.services.namesIn(namespace!));
    const because = `no Service ${name} in ${namespace}${meant ? `; did you mean ${meant}?` : ''}`;
    return { kind: 'nobody', because, whole };
  }

  private ofService(service: ServiceFacts): Host {
    return isApiServer(service.namespace, service.name) ? { kind: 'api-server' } : { kind: 'service', service };
  }
}

function isApiServer(namespace: string, name: string): boolean {
  return namespace === 'default' && name === 'kubernetes';
}
