import { Construct } from 'constructs';
import { AllowIngressController } from './allow-ingress-controller';
import { AllowKubeApi } from './allow-kube-api';
import { AllowScrape } from './allow-scrape';
import { AllowWebhook } from './allow-webhook';
import { IPeer, Peer } from './ends/peer';
import { ServicePeers } from './ends/service-peers';
import { Workload } from './ends/workload';
import { PolicyRegistry } from './registry/policy-registry';
import { ServiceFlow } from './registry/service-flow';
import { ALL_PORTS } from '../model/intent';
import { InvalidInput, within } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { pushAll } from '../model/push-all';
import { FlowFact, PeerFact } from '../platform/service-facts';
import { SharedService } from '../platform/shared-service';

/** Options of a {@link RunService}. */
export interface RunServiceProps {
  /** What runs in the namespace, from {@link Catalog}. */
  readonly services: SharedService[];
  /**
   * Peers that no catalogue can know, by the names that docs/PLATFORMS.md and the error for a missing one give: `git`,
   * `acme`, `object-storage`, `nodes` and so on. `clients` are those who use the services beside the ones that an
   * {@link AllowService} of this app lets in; where everyone may use a service, giving `clients` narrows it to them.
   *
   * @default - none; the construct says what it misses
   */
  readonly peers?: { [name: string]: IPeer };
  /**
   * Names of such peers that this installation does not need, or that another construct opens. So can the roles
   * `api-server`, `webhook-callers`, `scraper` and `ingress-controller`.
   *
   * @default - none
   */
  readonly leaveOut?: string[];
  /**
   * Who answers for it.
   *
   * @default - the owner of the stack
   */
  readonly owner?: string;
}

/**
 * Opens what shared services need to run in the namespace of this stack, and no more: their parts among themselves, the
 * API server, calls to their webhooks, scraping, and what they are known to connect to. Labels, ports and their sources
 * are in docs/PLATFORMS.md. Clients come in by {@link AllowService}. It denies nothing itself; a
 * {@link NamespaceStack} does.
 *
 * ```yaml
 * # Of Catalog.vault(), beside others:
 * metadata: { name: allow-kube-api-vault-server }
 * metadata: { name: allow-webhook-vault-injector }
 * metadata: { name: allow-vault-server-from-vault-injector }
 * ```
 *
 * @example
 * const known = Platform.kubeadm({ apiServer: [Cidr.of('10.0.0.10/32')] });
 * const secrets = new NamespaceStack(app, 'vault', { platform: known });
 * new RunService(secrets, 'vault', { services: [Catalog.vault()] });
 */
export class RunService extends Construct {
  private readonly declared = new Map<string, Workload>();

  /**
   * @throws if a service has no pods in this namespace that a policy could select, the platform misses a fact, or
   * something that only you know is missing
   */
  public constructor(scope: Construct, id: string, props: RunServiceProps) {
    super(scope, id);
    within(
      () => `[${this.node.path}]`,
      () => {
        const registry = PolicyRegistry.of(this);
        const peers = new ServicePeers(registry.namespace, () => registry.platform, props, props.services);
        const clientsAreGiven = peers.said('clients') !== undefined;
        const ends = props.services.flatMap((service) => {
          const found = endsOf(service, this.workloadsOf(service), clientsAreGiven);
          if (found.length === 0 && !service._flows.some(isOwn)) refuseWithoutFlows(service);
          return found;
        });
        for (const end of ends) this.open(end, peers, props.owner);
        peers.check();
      },
    );
  }

  /** The pods of the services that run here, by the names that their policies use, for flows of your own. */
  public get workloads(): { [name: string]: Workload } {
    return Object.fromEntries(this.declared);
  }

  /** The pods of a service that are in this namespace, by the name its facts give to their kind. */
  private workloadsOf(service: SharedService): ReadonlyMap<string, Workload> {
    const { namespace } = PolicyRegistry.of(this);
    refuseWithoutPods(service);
    const here = new Map<string, Workload>();
    for (const { name: kind } of service._facts.pods) {
      const [pods] = service._pods(kind);
      if ((pods!.namespace ?? namespace) !== namespace) continue;
      const workload = Workload.of({ namespace, name: pods!.name, selector: pods!.selector });
      here.set(kind, workload);
      this.declared.set(workload.name, workload);
    }
    if (here.size > 0) return here;
    throw new InvalidInput(
      `${service.title} runs in namespace ${service.namespace}, and this stack is of ${namespace}.`,
      `If it runs here, say so: with({ namespace: '${namespace}' }). Otherwise declare it in the stack of ${service.namespace}.`,
    );
  }

  private open(end: ServiceEnd, peers: ServicePeers, owner: string | undefined): void {
    const { service, fact, workload } = end;
    const ports = service._portsOf(fact);
    const reason = fact.note;
    const others: IPeer[] = [];
    for (const peer of end.peers.filter(({ kind }) => !ROLES.includes(kind) || !peers.leavesOut(kind))) {
      switch (peer.kind) {
        case 'api-server':
          new AllowKubeApi(this, this.freeId('kube-api'), { from: workload, owner, reason });
          break;
        case 'webhook-callers':
          for (const port of numbersOf(ports)) {
            new AllowWebhook(this, this.freeId('webhook'), { to: workload, port, owner });
          }
          break;
        case 'scraper':
          for (const port of numbersOf(ports)) {
            new AllowScrape(this, this.freeId('scrape'), { target: workload, port, owner, reason });
          }
          break;
        case 'ingress-controller':
          new AllowIngressController(this, this.freeId('ingress-controller'), {
            to: workload,
            ports: ports === 'all' ? [Port.allTcp()] : ports,
            owner,
          });
          break;
        default:
          pushAll(others, peers.of(service, peer));
      }
    }
    if (others.length === 0) return;
    new ServiceFlow(this, this.freeId(`${fact.direction}-${workload.name}`), {
      workload,
      direction: fact.direction === 'ingress' ? PolicyType.INGRESS : PolicyType.EGRESS,
      others: Peer.anyOf(...others),
      ports: ports === 'all' ? ALL_PORTS : ports,
      owner,
      reason: reasonOf(end),
    });
  }

  private freeId(wanted: string): string {
    let [id, number] = [wanted, 1];
    while (this.node.tryFindChild(id)) id = `${wanted}-${++number}`;
    return id;
  }
}

/** Ends that other constructs open; an installation may do without some of them. */
const ROLES: readonly string[] = ['api-server', 'webhook-callers', 'scraper', 'ingress-controller'];

/** A flow of a service at one kind of its pods. */
interface ServiceEnd {
  readonly service: SharedService;
  readonly fact: FlowFact;
  readonly workload: Workload;
  readonly peers: readonly PeerFact[];
}

/** The flows of the pods that are here. Clients come in by AllowService; those that are given come in here. */
function endsOf(
  service: SharedService,
  workloads: ReadonlyMap<string, Workload>,
  clientsAreGiven: boolean,
): ServiceEnd[] {
  return service._flows.filter(isOwn).flatMap((fact) => {
    const peers = fact.peers.flatMap((peer): PeerFact[] => {
      const mayBeAnyone = fact.direction === 'ingress' && peer.kind === 'anyone';
      if (peer.kind !== 'clients' && !(mayBeAnyone && clientsAreGiven)) return [peer];
      return clientsAreGiven ? [{ kind: 'given', name: 'clients', meaning: 'who uses it' }] : [];
    });
    if (peers.length === 0) return [];
    const subjects = [...workloads].filter(([kind]) => fact.of === undefined || fact.of === kind);
    return subjects.map(([, workload]) => ({ service, fact, workload, peers }));
  });
}

/** Whether the flow is one of the service's own pods and not of who uses them. */
function isOwn({ direction }: FlowFact): boolean {
  return direction === 'ingress' || direction === 'egress';
}

/** What a reviewer reads where the facts have no note of their own. */
function reasonOf({ service: { title }, fact, peers }: ServiceEnd): string {
  if (fact.note) return fact.note;
  const given = peers.flatMap((peer) => (peer.kind === 'given' && peer.name !== 'clients' ? [peer.meaning] : []));
  if (given.length > 0) return `${title}: ${given.join(', ')}`;
  const inside = peers.every(({ kind }) => kind === 'own-pods' || kind === 'own-namespace');
  if (inside) return `${title}: its parts talk with each other`;
  return fact.direction === 'ingress' ? `${title}: who uses it` : `${title}: what it connects to`;
}

function refuseWithoutFlows(service: SharedService): never {
  throw new InvalidInput(
    `Nothing is known of ${service.title} that its own pods would have to open.`,
    'Take it out of services. For pods of a mesh use AllowMesh.',
  );
}

function refuseWithoutPods(service: SharedService): void {
  if (service.hostNetwork) {
    throw new InvalidInput(
      `${service.title} is on the host network, and no policy selects its pods.`,
      'Take it out of services; what reaches it is for the firewall of the nodes to say.',
    );
  }
  if (service._facts.pods.length === 0) {
    throw new InvalidInput(`${service.title} has no pods.`, 'Take it out of services; workloads use AllowService.');
  }
}

/** Ports in the notation that presets take. */
function numbersOf(ports: Port[] | 'all'): string[] {
  return ports === 'all' ? [] : ports.map((port) => port.toString());
}
