import { ClusterEnd, endsOfFlow } from './cluster-end';
import { DnsFacts } from './distributions/distribution-facts';
import { LabelFacts, ServiceFacts } from './service-facts';
import { ServiceLocation } from './service-location';
import { namespaceName } from './service-pods';
import { serviceFacts } from './services';
import { Cidr } from '../model/cidr';
import { Port } from '../model/port';

/** Those who answer questions about names on the same ports. */
export interface DnsServers {
  readonly ends: readonly ClusterEnd[];
  readonly ports: readonly Port[];
}

/** What somebody knows better than the distribution. */
export interface DnsOverrides {
  readonly dns?: ServiceLocation;
  readonly dnsAddresses?: readonly Cidr[];
}

const ON_NODES = 'dns.nodelocal';

/** The pods of the cluster's DNS itself. */
export function clusterDns({ service }: DnsFacts): ServiceLocation {
  const facts = serviceFacts(service);
  const [own] = facts.pods;
  return ServiceLocation.of({
    namespace: namespaceName(facts.namespace)!,
    podLabels: plainLabels(own!.labels),
    ports: portsOf(clientFlowsOf(facts)[0]!.ports),
  });
}

/** Everybody whom pods ask: the cluster's DNS, caches that are pods, and caches on the node. */
export function dnsServers(
  facts: DnsFacts,
  { dns, dnsAddresses = [] }: DnsOverrides,
  nodeLocal: Cidr | undefined,
): DnsServers[] {
  const servers = dns ? [serversAt(dns)] : serversOf(facts);
  const onNodes = [...(nodeLocal ? [nodeLocal] : []), ...dnsAddresses];
  if (onNodes.length > 0) {
    const ports = portsOf(clientFlowsOf(serviceFacts(ON_NODES))[0]!.ports);
    servers.push({ ends: onNodes.map((cidr) => ({ kind: 'addresses', cidr })), ports });
  }
  return joined(servers);
}

/** Labels that hold no parameter. */
export function plainLabels(labels: LabelFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function serversAt({ namespace, pods, ports }: ServiceLocation): DnsServers {
  return { ends: [{ kind: 'pods', namespaces: namespace, pods }], ports };
}

/** Addresses are left to whoever knows whether there is a cache on the node. */
function serversOf({ service, cachePods }: DnsFacts): DnsServers[] {
  const facts = serviceFacts(service);
  const own = clusterDns({ service, cachePods, nodeLocal: false }).pods.toString();
  return clientFlowsOf(facts).flatMap((flow) => {
    const pods = endsOfFlow(facts, flow).filter((end) => end.kind === 'pods');
    const ends = pods.filter((end) => cachePods || end.pods.toString() === own);
    return ends.length > 0 ? [{ ends, ports: portsOf(flow.ports) }] : [];
  });
}

function clientFlowsOf({ flows }: ServiceFacts) {
  return flows.filter(({ direction, optional }) => direction === 'client-egress' && !optional);
}

function portsOf(ports: ServiceFacts['flows'][number]['ports']): Port[] {
  return ports === 'all' ? [] : ports.filter((port): port is Port => port instanceof Port);
}

/** Servers on the same ports are one, so that they make one rule. */
function joined(servers: readonly DnsServers[]): DnsServers[] {
  const byPorts = new Map<string, DnsServers>();
  for (const { ends, ports } of servers) {
    const key = ports.map(String).sort().join();
    byPorts.set(key, { ends: [...(byPorts.get(key)?.ends ?? []), ...ends], ports });
  }
  return [...byPorts.values()];
}
