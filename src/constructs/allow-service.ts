import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { ServicePeers } from './ends/service-peers';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { DeclaredFlow, PolicyConstruct } from './registry/policy-construct';
import { PolicyRegistry } from './registry/policy-registry';
import { ALL_PORTS } from '../model/intent';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { FlowFact } from '../platform/service-facts';
import { SharedService } from '../platform/shared-service';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PEERS_BY_NAME, PORTS, SHARED_SERVICE, TEXTS, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowService}. */
export interface AllowServiceProps extends AllowProps {
  /** The service, from {@link Catalog}. */
  readonly service: SharedService;
  /**
   * Who uses it.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
  /**
   * The container ports of `from` at which the service calls it, for services that do: ingress controllers, load
   * balancers, scrapers.
   *
   * @default - the port that `from` declares, where it declares exactly one
   */
  readonly ports?: Port[];
  /**
   * Peers that no catalogue can know, by the names that docs/PLATFORMS.md and the error for a missing one give: `nodes`,
   * `load-balancer-subnets` and so on.
   *
   * @default - none; the construct says what it misses
   */
  readonly peers?: { [name: string]: IPeer };
  /**
   * Names of such peers that this cluster does not need, or that another construct opens.
   *
   * @default - none
   */
  readonly leaveOut?: string[];
}

const SHAPE: Shape<AllowServiceProps> = {
  ...ALLOW,
  service: SHARED_SERVICE,
  from: optional(WORKLOAD),
  ports: optional(PORTS),
  peers: optional(PEERS_BY_NAME),
  leaveOut: optional(TEXTS),
};

/**
 * Opens what a workload needs to use a shared service: its egress to the service's pods, on their container ports, and
 * its ingress where the service calls the workload. Labels, ports and their sources are in docs/PLATFORMS.md. Where a
 * stack of the app manages the service's namespace, the other end is opened there.
 *
 * ```yaml
 * metadata: { name: allow-orders-api-to-vault }
 * spec:
 *   podSelector: { matchLabels: { app: orders-api } }
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: vault } },
 *              podSelector: { matchLabels: { app.kubernetes.io/name: vault, component: server } } }]
 *       ports: [{ protocol: TCP, port: 8200 }]
 * ```
 *
 * @example
 * const api = orders.workload('orders-api', { labels: { app: 'orders-api' } });
 * new AllowService(orders, 'secrets', { from: api, service: Catalog.vault(), reason: 'reads its database password' });
 */
export class AllowService extends PolicyConstruct {
  /**
   * @throws if nothing of the service concerns workloads, no NetworkPolicy can name it, or something that only you know
   * is missing
   */
  public constructor(scope: Construct, id: string, props: AllowServiceProps) {
    super(scope, id, [props, SHAPE, AllowService]);
    const flows = this._checked((registry) => flowsOf(props, registry()));
    for (const flow of flows) {
      const { metadata } = props;
      // Both policies are of one namespace where the service is also a client, so only one can have the name.
      const both = flow.mainEnd === PolicyType.INGRESS && flows[0]!.mainEnd === PolicyType.EGRESS;
      const named = both && metadata?.name ? { ...metadata, name: `${metadata.name}-ingress` } : metadata;
      this._allow({ ...props, metadata: named }, () => flow);
    }
  }
}

function flowsOf(props: AllowServiceProps, registry: PolicyRegistry): DeclaredFlow[] {
  const { service } = props;
  const workload = registry.ownPods(props.from);
  const peers = new ServicePeers(registry.namespace, () => registry.platform, props);
  const out = service._clientFlows.flatMap((flow) => towards(service, workload, flow, peers));
  const back = service._flows
    .filter(({ direction }) => direction === 'workload-ingress')
    .flatMap((flow) => backFrom(service, workload, flow, peers, props.ports));
  peers.check();
  if (out.length + back.length === 0) {
    throw new InvalidInput(
      `Nothing is known of ${service.title} that a workload which uses it would have to open.`,
      'For its own namespace use RunService; for pods of a mesh AllowMesh; for anything else AllowFlow.',
    );
  }
  return [...out, ...back];
}

function towards(service: SharedService, from: Workload, flow: FlowFact, peers: ServicePeers): DeclaredFlow[] {
  const to = flow.peers.flatMap((peer) => peers.of(service, peer));
  if (to.length === 0) return [];
  return [
    {
      from,
      to: Peer.anyOf(...to),
      ports: portsOrAll(service._portsOf(flow)),
      egressName: `allow-${from.name}-to-${service._name}`,
      reportUnmanagedEnds: true,
      mainEnd: PolicyType.EGRESS,
      topic: `uses ${service.id}`,
      reason: flow.note ?? `uses ${service.title}`,
    },
  ];
}

function backFrom(
  service: SharedService,
  to: Workload,
  flow: FlowFact,
  peers: ServicePeers,
  given: Port[] | undefined,
): DeclaredFlow[] {
  const from = flow.peers.flatMap((peer) => peers.of(service, peer));
  if (from.length === 0) return [];
  return [
    {
      from: Peer.anyOf(...from),
      to,
      ports: portsOfWorkload(service, to, flow, given),
      ingressName: `allow-${to.name}-from-${service._name}`,
      reportUnmanagedEnds: true,
      mainEnd: PolicyType.INGRESS,
      topic: `used by ${service.id}`,
      reason: flow.note ?? `${service.title} connects to it`,
    },
  ];
}

function portsOfWorkload(
  service: SharedService,
  workload: Workload,
  flow: FlowFact,
  given: Port[] | undefined,
): Port[] | typeof ALL_PORTS {
  const fixed = portsOrAll(service._portsOf(flow));
  const asksForPorts =
    flow.ports !== 'all' && flow.ports.some((port) => !(port instanceof Port) && port.of === 'workload');
  if (!asksForPorts || fixed === ALL_PORTS) return fixed;
  return [...fixed, ...(given ?? workload._onlyPort())];
}

function portsOrAll(ports: Port[] | 'all'): Port[] | typeof ALL_PORTS {
  return ports === 'all' ? ALL_PORTS : ports;
}
