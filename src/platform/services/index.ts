import { CERT_MANAGER } from './cert-manager';
import { CLUSTER_DNS } from './cluster-dns';
import { CONTROL_PLANE } from './control-plane';
import { DATA } from './data';
import { GATEWAY_API } from './gateway-api';
import { GITOPS } from './gitops';
import { INGRESS_SERVICES } from './ingress';
import { LOAD_BALANCER } from './load-balancer';
import { LOGGING_SERVICES } from './logging';
import { MONITORING_SERVICES } from './monitoring';
import { PLATFORM_SERVICES } from './platform';
import { SECRETS } from './secrets';
import { SERVICE_MESH } from './service-mesh';
import { closestWord } from '../../model/closest-word';
import { InvalidInput } from '../../model/invalid-input';
import { ServiceFacts } from '../service-facts';

/** Every service that is known, in the order in which documents show them. */
export const SERVICES: readonly ServiceFacts[] = [
  ...CLUSTER_DNS,
  ...CONTROL_PLANE,
  ...INGRESS_SERVICES,
  ...GATEWAY_API,
  ...LOAD_BALANCER,
  ...MONITORING_SERVICES,
  ...LOGGING_SERVICES,
  ...SERVICE_MESH,
  ...CERT_MANAGER,
  ...DATA,
  ...SECRETS,
  ...PLATFORM_SERVICES,
  ...GITOPS,
];

const BY_ID: ReadonlyMap<string, ServiceFacts> = new Map(SERVICES.map((service) => [service.id, service]));

/**
 * What is known about one service.
 *
 * @throws InvalidInput if no service has that id
 */
export function serviceFacts(id: string): ServiceFacts {
  const facts = BY_ID.get(id);
  if (facts) return facts;
  const ids = [...BY_ID.keys()];
  // The last word of an id is what people call the service.
  const closest = ids.find((known) => known.endsWith(`.${id}`)) ?? closestWord(id, ids);
  throw new InvalidInput(
    `The catalogue has no service ${JSON.stringify(id)}.`,
    `${closest ? `Did you mean ${closest}? ` : ''}docs/PLATFORMS.md and "netpol platforms" list all of them.`,
  );
}
