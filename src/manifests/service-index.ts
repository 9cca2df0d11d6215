import { EndpointFacts, Inventory, PodGroup, ServiceFacts, ServicePortFacts, Workload } from './inventory';
import { POD_NAME_LABEL } from '../model/controller-labels';
import { joinedKey } from '../model/joined-key';
import { hasLabels } from '../model/label-selector';

/** Pods that are alike, with the workload they belong to. */
export interface PodsOf {
  readonly workload: Workload;
  readonly group: PodGroup;
}

const NOTHING: readonly never[] = [];

/** Services by name and address, and what is behind them. Each answer costs what it holds. */
export class ServiceIndex {
  private readonly services = new Map<string, Map<string, ServiceFacts>>();
  private readonly byAddress = new Map<string, ServiceFacts>();
  private readonly endpoints = new Map<string, EndpointFacts[]>();
  private readonly behind = new Map<ServiceFacts, readonly PodsOf[]>();
  private podsByLabel?: ReadonlyMap<string, readonly PodsOf[]>;

  public constructor(private readonly inventory: Inventory) {
    for (const service of inventory.services) {
      let own = this.services.get(service.namespace);
      if (!own) this.services.set(service.namespace, (own = new Map<string, ServiceFacts>()));
      own.set(service.name, service);
      for (const address of service.clusterAddresses) this.byAddress.set(address, service);
    }
    for (const one of inventory.endpoints ?? []) {
      const key = joinedKey(one.namespace, one.service);
      const known = this.endpoints.get(key);
      if (known) known.push(one);
      else this.endpoints.set(key, [one]);
    }
  }

  public get(namespace: string, name: string): ServiceFacts | undefined {
    return this.services.get(namespace)?.get(name);
  }

  /** The Service that has this cluster address. */
  public at(address: string): ServiceFacts | undefined {
    return this.byAddress.get(address);
  }

  /** The names of the Services of a namespace. */
  public namesIn(namespace: string): Iterable<string> {
    return this.services.get(namespace)?.keys() ?? NOTHING;
  }

  /** The addresses that objects say are behind a Service. */
  public endpointsOf({ namespace, name }: ServiceFacts): readonly EndpointFacts[] {
    return this.endpoints.get(joinedKey(namespace, name)) ?? NOTHING;
  }

  /** The pods that a Service selects; none for one without selector. */
  public podsBehind(service: ServiceFacts): readonly PodsOf[] {
    let found = this.behind.get(service);
    if (!found) this.behind.set(service, (found = this.find(service)));
    return found;
  }

  private find({ namespace, selector }: ServiceFacts): readonly PodsOf[] {
    const entries = Object.entries(selector ?? {});
    if (entries.length === 0) return NOTHING;
    this.podsByLabel ??= podsByLabel(this.inventory);
    const { [POD_NAME_LABEL]: podName, ...plain } = selector!;
    let fewest: readonly PodsOf[] | undefined;
    for (const [key, value] of Object.entries(plain)) {
      const having = this.podsByLabel.get(joinedKey(namespace, key, value)) ?? NOTHING;
      if (!fewest || having.length < fewest.length) fewest = having;
    }
    // By the name of a pod alone, as charts select one replica of a StatefulSet.
    fewest ??= this.podsByLabel.get(namespace) ?? NOTHING;
    return fewest.filter(({ workload, group }) => {
      if (!hasLabels(group.labels, plain)) return false;
      return podName === undefined || group.labels[POD_NAME_LABEL] === podName || isReplica(workload, group, podName);
    });
  }
}

/** Whether the name is that of a replica of a StatefulSet. */
function isReplica({ name }: Workload, { ordinals }: PodGroup, podName: string): boolean {
  if (!ordinals || !podName.startsWith(`${name}-`)) return false;
  const ordinal = Number(podName.slice(name.length + 1));
  return Number.isInteger(ordinal) && ordinal >= ordinals.first && ordinal < ordinals.first + ordinals.count;
}

/** Pods by namespace, key and value of each label, and all of each namespace by its name. */
function podsByLabel({ workloads }: Inventory): ReadonlyMap<string, readonly PodsOf[]> {
  const index = new Map<string, PodsOf[]>();
  const put = (key: string, pods: PodsOf) => {
    const known = index.get(key);
    if (known) known.push(pods);
    else index.set(key, [pods]);
  };
  for (const workload of workloads) {
    for (const group of workload.podGroups) {
      const pods = { workload, group };
      put(workload.namespace, pods);
      for (const [key, value] of Object.entries(group.labels)) put(joinedKey(workload.namespace, key, value), pods);
    }
  }
  return index;
}

/** Whether a Service has no address of its own, so that its clients connect to its pods, on their ports. */
export function isHeadless({ document }: ServiceFacts): boolean {
  return ((document.object.spec ?? {}) as { clusterIP?: unknown }).clusterIP === 'None';
}

/** The name outside that a Service of type ExternalName stands for. */
export function externalNameOf({ document }: ServiceFacts): string | undefined {
  const { type, externalName } = (document.object.spec ?? {}) as { type?: unknown; externalName?: unknown };
  return type === 'ExternalName' && typeof externalName === 'string' && externalName !== '' ? externalName : undefined;
}

/** The ports of a Service that a number or name stands for. */
export function exposedPorts({ ports }: ServiceFacts, port: number | string | undefined): readonly ServicePortFacts[] {
  return port === undefined ? ports : ports.filter((one) => one.port === port || one.name === port);
}

/** The container port of these pods behind a port of a Service; undefined where no container gives it that name. */
export function targetOn({ targetPort, protocol }: ServicePortFacts, { ports }: PodGroup): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return ports.find((one) => one.name === targetPort && one.protocol === protocol)?.number;
}
