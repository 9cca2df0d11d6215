import { FieldReader } from './field-reader';
import { NodeFacts } from './inventory';
import { ManifestDocument } from '../model/manifest-document';

/** Reads the addresses of a node. A host name is an entry of the same list, and no address. */
export function readNode(reader: FieldReader, document: ManifestDocument, name: string): NodeFacts {
  const status = reader.map(document, document.object.status, 'status') ?? {};
  const addresses = reader.list(document, status.addresses, 'status', 'addresses').flatMap((value, index) => {
    const entry = reader.map(document, value, 'status', 'addresses', index);
    const isAddress = entry?.type === 'InternalIP' || entry?.type === 'ExternalIP';
    const text = isAddress && reader.text(document, entry.address, 'status', 'addresses', index, 'address');
    return text ? [text] : [];
  });
  return { name, addresses, document };
}

/** The addresses of the API server, where the object is one of the EndpointSlices or the Endpoints of its Service. */
export function readApiServer(reader: FieldReader, document: ManifestDocument): readonly string[] {
  const { apiVersion, kind, metadata } = document.object;
  if (metadata?.namespace !== undefined && metadata.namespace !== 'default') return [];
  if (kind === 'Endpoints' && apiVersion === 'v1' && metadata?.name === 'kubernetes') {
    return reader.list(document, document.object.subsets, 'subsets').flatMap((value, index) => {
      const place = ['subsets', index];
      const subset = reader.map(document, value, ...place);
      return reader.list(document, subset?.addresses, ...place, 'addresses').flatMap((entry, at) => {
        const address = reader.map(document, entry, ...place, 'addresses', at);
        return reader.text(document, address?.ip, ...place, 'addresses', at, 'ip') ?? [];
      });
    });
  }
  const service: unknown = metadata?.labels?.['kubernetes.io/service-name'];
  if (kind !== 'EndpointSlice' || service !== 'kubernetes') return [];
  return reader.list(document, document.object.endpoints, 'endpoints').flatMap((value, index) => {
    const endpoint = reader.map(document, value, 'endpoints', index);
    const addresses = reader.list(document, endpoint?.addresses, 'endpoints', index, 'addresses');
    return addresses.flatMap((text, at) => reader.text(document, text, 'endpoints', index, 'addresses', at) ?? []);
  });
}
