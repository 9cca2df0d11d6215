import { PlatformProps } from './platform-props';
import { Shape, optional } from '../model/given';
import { CIDRS, CNI, INGRESS_CONTROLLER, MESH, PORT, SERVICE_LOCATION, TEXT, TRUTH } from '../model/given-values';

/** What the options of every platform have to be. */
export const PLATFORM_SHAPE: Shape<PlatformProps> = {
  cni: optional(CNI),
  kubernetesVersion: optional(TEXT),
  dns: optional(SERVICE_LOCATION),
  nodeLocalDns: optional(TRUTH),
  dnsAddresses: optional(CIDRS),
  scraper: optional(SERVICE_LOCATION),
  ingressController: optional(INGRESS_CONTROLLER),
  logCollector: optional(SERVICE_LOCATION),
  kafka: optional(SERVICE_LOCATION),
  mesh: optional(MESH),
  apiServer: optional(CIDRS),
  apiServerPort: optional(PORT),
  apiServerOnNodes: optional(TRUTH),
  apiServerClusterIps: optional(CIDRS),
  webhookCallers: optional(CIDRS),
  webhookCallerPods: optional(SERVICE_LOCATION),
  podCidrs: optional(CIDRS),
  serviceCidrs: optional(CIDRS),
  nodeCidrs: optional(CIDRS),
};
