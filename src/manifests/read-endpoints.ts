import { apiGroupOf } from './controllers';
import { FieldReader } from './field-reader';
import { EndpointFacts } from './inventory';
import { nameOf, namespaceOf } from './object-identity';
import { ManifestDocument } from '../model/manifest-document';
import { Protocol } from '../model/protocol';

/** The label by which an EndpointSlice says whose it is. */
const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/**
 * Reads the addresses behind a Service, out of an EndpointSlice or Endpoints. Those that are not ready count where the
 * object does not say so: unknown is ready, as the API says.
 */
export function readEndpoints(reader: FieldReader, document: ManifestDocument): EndpointFacts[] {
  const { apiVersion, kind, metadata } = document.object;
  const own = { namespace: namespaceOf(document), document };
  if (kind === 'Endpoints') {
    if (apiVersion !== 'v1') return [];
    return reader.list(document, document.object.subsets, 'subsets').map((value, index) => {
      const place = ['subsets', index] as const;
      const subset = reader.map(document, value, ...place);
      return {
        ...own,
        service: nameOf(document),
        addresses: addressesOf(reader, document, subset?.addresses, [...place, 'addresses']),
        ports: portsOf(reader, document, subset?.ports, [...place, 'ports']),
      };
    });
  }
  const service: unknown = (metadata?.labels as Readonly<Record<string, unknown>> | null | undefined)?.[
    SERVICE_NAME_LABEL
  ];
  if (apiGroupOf(apiVersion) !== 'discovery.k8s.io' || typeof service !== 'string') return [];
  const addresses = reader.list(document, document.object.endpoints, 'endpoints').flatMap((value, index) => {
    const endpoint = reader.map(document, value, 'endpoints', index);
    const conditions = reader.map(document, endpoint?.conditions, 'endpoints', index, 'conditions');
    if (conditions?.ready === false) return [];
    const texts = reader.list(document, endpoint?.addresses, 'endpoints', index, 'addresses');
    return texts.flatMap((text, at) => reader.text(document, text, 'endpoints', index, 'addresses', at) ?? []);
  });
  return [{ ...own, service, addresses, ports: portsOf(reader, document, document.object.ports, ['ports']) }];
}

type Place = readonly (string | number)[];

function addressesOf(reader: FieldReader, document: ManifestDocument, value: unknown, place: Place): string[] {
  return reader.list(document, value, ...place).flatMap((entry, at) => {
    const address = reader.map(document, entry, ...place, at);
    return reader.text(document, address?.ip, ...place, at, 'ip') ?? [];
  });
}

function portsOf(
  reader: FieldReader,
  document: ManifestDocument,
  value: unknown,
  place: Place,
): EndpointFacts['ports'] {
  return reader.list(document, value, ...place).flatMap((entry, at) => {
    const port = reader.map(document, entry, ...place, at);
    const number = reader.wholeNumber(document, port?.port, ...place, at, 'port');
    if (number === undefined) return [];
    const name = reader.text(document, port!.name, ...place, at, 'name');
    const protocol = reader.text(document, port!.protocol, ...place, at, 'protocol') ?? Protocol.TCP;
    return [{ ...(name ? { name } : {}), protocol, number }];
  });
}
