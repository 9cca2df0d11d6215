import { addressesOf } from './cidr-groups';
import { ServiceRuleSpec } from './cilium-spec';
import { ServiceFacts } from '../../manifests/inventory';
import { namespaceOf } from '../../manifests/object-identity';
import { AddressSet } from '../../model/address-set';
import { isMap } from '../../model/is-map';
import { Labels, matchesLabels, requirementsOf } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { ObjectKind } from '../../model/object-kind';

/** What tells the addresses behind Services that select no pods. */
export const ENDPOINT_OBJECTS: readonly ObjectKind[] = [
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespaced: true },
  { apiVersion: 'v1', kind: 'Endpoints', namespaced: true },
];

/** What is behind one Service. */
export type Backend = { readonly namespace: string; readonly selector: Labels } | { readonly addresses: AddressSet };

/** The Services of an input, with what is behind them. */
export class ServiceBackends {
  private addressesByService?: ReadonlyMap<string, AddressSet>;

  public constructor(
    private readonly services: readonly ServiceFacts[],
    private readonly companions: readonly ManifestDocument[],
  ) {}

  /** What is behind the Services of an entry; empty where there is nothing, or no such Service. */
  public backendsOf({ k8sService, k8sServiceSelector }: ServiceRuleSpec): Backend[] {
    const wanted = requirementsOf(k8sServiceSelector?.selector);
    const named = ({ namespace, name }: ServiceFacts) =>
      k8sService?.serviceName === name && isIn(k8sService.namespace, namespace);
    const selected = ({ namespace, document }: ServiceFacts) =>
      k8sServiceSelector?.selector !== undefined &&
      isIn(k8sServiceSelector.namespace, namespace) &&
      matchesLabels(wanted, labelsOf(document));
    return this.services
      .filter((service) => named(service) || selected(service))
      .flatMap((service): Backend[] => {
        if (service.selector) return [{ namespace: service.namespace, selector: service.selector }];
        this.addressesByService ??= addressesByService(this.companions);
        const addresses = this.addressesByService.get(`${service.namespace}/${service.name}`);
        return addresses && !addresses.isEmpty ? [{ addresses }] : [];
      });
  }
}

/** Without a namespace, Services of every namespace are meant. */
function isIn(wanted: string | undefined, namespace: string): boolean {
  return wanted === undefined || wanted === '' || wanted === namespace;
}

function labelsOf({ object: { metadata } }: ManifestDocument): Labels {
  return isMap(metadata?.labels) ? metadata.labels : {};
}

function addressesByService(companions: readonly ManifestDocument[]): Map<string, AddressSet> {
  const found = new Map<string, AddressSet>();
  for (const document of companions) {
    const service = serviceOf(document);
    if (service === undefined) continue;
    const key = `${namespaceOf(document)}/${service}`;
    found.set(key, addressesOf(textsOf(document)).union(found.get(key) ?? AddressSet.EMPTY));
  }
  return found;
}

function serviceOf({ object: { kind, metadata } }: ManifestDocument): string | undefined {
  if (kind === 'Endpoints') return metadata?.name;
  const label: unknown = isMap(metadata?.labels) ? metadata.labels['kubernetes.io/service-name'] : undefined;
  return kind === 'EndpointSlice' && typeof label === 'string' ? label : undefined;
}

/** The addresses that the object shows, which nobody has validated. */
function textsOf({ object }: ManifestDocument): string[] {
  const { endpoints, subsets } = object as { readonly endpoints?: unknown; readonly subsets?: unknown };
  const ofSlice = mapsIn(endpoints).flatMap(({ addresses }) =>
    Array.isArray(addresses) ? (addresses as unknown[]) : [],
  );
  const ofEndpoints = mapsIn(subsets).flatMap(({ addresses }) => mapsIn(addresses).map(({ ip }) => ip));
  return [...ofSlice, ...ofEndpoints].filter((text): text is string => typeof text === 'string');
}

function mapsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
