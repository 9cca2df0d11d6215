import { listOf, mapOf } from './untyped';
import { tryParseIpAddress } from '../../model/ip-address';
import { ManifestDocument } from '../../model/manifest-document';

/** The Service through which pods reach the API server. It selects no pods. */
const SERVICE = { namespace: 'default', name: 'kubernetes' };

/** Whether a Service, named `namespace/name`, is that of the API server. */
export function isApiServerService(owner: string): boolean {
  return owner === `${SERVICE.namespace}/${SERVICE.name}`;
}

/** An address behind that Service, and the port the API server has there. */
export interface ApiServerEndpoint {
  readonly address: string;
  readonly port?: number;
}

/** Where the API server answers, as the EndpointSlices or Endpoints of a dump say it. */
export function apiServerEndpoints(documents: readonly ManifestDocument[]): ApiServerEndpoint[] {
  const found = new Map<string, ApiServerEndpoint>();
  for (const { object } of documents) {
    const { kind, metadata } = object;
    if ((metadata?.namespace ?? SERVICE.namespace) !== SERVICE.namespace) continue;
    const slice = kind === 'EndpointSlice' && metadata?.labels?.['kubernetes.io/service-name'] === SERVICE.name;
    const endpoints = kind === 'Endpoints' && metadata?.name === SERVICE.name;
    if (!slice && !endpoints) continue;
    for (const set of slice ? [object] : listOf(object.subsets)) {
      const port = listOf(mapOf(set).ports).map((entry) => mapOf(entry).port)[0];
      const addresses = slice
        ? listOf(object.endpoints).flatMap((endpoint) => listOf(mapOf(endpoint).addresses))
        : listOf(mapOf(set).addresses).map((entry) => mapOf(entry).ip);
      for (const address of addresses) {
        if (typeof address !== 'string' || !tryParseIpAddress(address)) continue;
        found.set(address, { address, ...(typeof port === 'number' ? { port } : {}) });
      }
    }
  }
  return [...found.values()];
}
