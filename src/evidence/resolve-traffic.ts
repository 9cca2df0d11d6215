import { AddressBook, PodEntry, ServiceEntry } from './address-book';
import { isOutside } from './outside';
import { KubernetesObject } from '../model/kubernetes-object';
import { hasLabels } from '../model/label-selector';
import { Knowledge, Refined } from '../traffic/aggregation/attempt-table';
import { End, EndFacts, MOST_CANDIDATES } from '../traffic/record/end';
import { PortKind } from '../traffic/record/observation';

/** Clocks of nodes and of the API server differ by so much, and no more. */
const SKEW_MS = 5000;

/** Written on records of which a port says that the kubelet asked whether a pod is well. */
export const PROBE_NOTE = 'a probe of the kubelet, by its port';

/** What snapshots of a cluster say about the ends of connections, and what had to be assumed for it. */
export interface ClusterKnowledge extends Required<Knowledge> {
  /** Sentences; complete only after the last end was resolved. */
  readonly assumptions: () => string[];
}

/**
 * Turns addresses into workloads, by who had them at the moment in question.
 *
 * @param objects Pods, Nodes, Services, EndpointSlices and controllers, of one or several snapshots
 */
export function clusterKnowledge(objects: readonly KubernetesObject[]): ClusterKnowledge {
  const resolver = new Resolver(new AddressBook(objects));
  return {
    resolve: (end, at) => resolver.resolve(end, at),
    listens: (end, protocol, port) => resolver.listens(end, protocol, port),
    refine: (from, to, protocol, port, portKind) => resolver.refine(from, to, protocol, port, portKind),
    assumptions: () => resolver.assumptions(),
  };
}

class Resolver {
  private readonly listening = new Set<string>();
  private readonly probed = new Set<string>();
  private readonly ownersByName = new Map<string, Map<string, PodEntry>>();
  private readonly podsOfService = new Map<ServiceEntry, PodEntry[]>();
  private readonly podsByMention = new Map<string, PodEntry[]>();
  private skewed = 0;
  private timeless = 0;

  public constructor(private readonly book: AddressBook) {
    for (const pod of book.pods) {
      for (const { protocol, port } of pod.listeners) this.listening.add(`${pod.ns}/${pod.owner} ${protocol} ${port}`);
      for (const port of pod.probed) this.probed.add(`${pod.ns}/${pod.owner} ${port}`);
      const kinds = this.ownersByName.get(`${pod.ns}/${pod.owner}`) ?? new Map<string, PodEntry>();
      this.ownersByName.set(`${pod.ns}/${pod.owner}`, kinds.set(pod.kind, pod));
      const mention = `${pod.ns}/${pod.name}`;
      this.podsByMention.set(mention, [...(this.podsByMention.get(mention) ?? []), pod]);
    }
  }

  public resolve(end: End, at: number | undefined): End {
    const { role, ip, owner, entity } = end.facts;
    if (role === 'workload' && owner !== undefined) return this.named(end);
    if (role !== 'unknown' || ip === undefined || entity !== undefined) return end;
    return this.addressed(end, ip, at);
  }

  public listens(end: End, protocol: string | undefined, port: number): boolean {
    const { ns, owner, ip } = end.facts;
    if (owner !== undefined) return this.listening.has(`${ns}/${owner} ${protocol} ${port}`);
    const service = ip === undefined ? undefined : this.book.servicesByAddress.get(ip);
    return service?.ports.some((entry) => entry.port === port && entry.protocol === protocol) ?? false;
  }

  /** What policies see of a connection to a Service: the pods behind it, on their own port. */
  public refine(
    from: End,
    to: End,
    protocol: string | undefined,
    port: number | undefined,
    portKind: PortKind,
  ): Refined {
    const { role, service, owner, ns } = to.facts;
    if (port === undefined) return {};
    if (role === 'workload') {
      // The kubelet's probes come from the pod's node, and most plugins let them through whatever a policy says.
      const isProbe = from.facts.role === 'node' && this.probed.has(`${ns}/${owner} ${port}`);
      return {
        ...(portKind === 'unknown' ? { portKind: 'pod' as const } : {}),
        ...(isProbe ? { note: PROBE_NOTE } : {}),
      };
    }
    if (role === 'node') return portKind === 'unknown' ? { portKind: 'node' } : {};
    const name = service?.name === undefined ? undefined : `${service.namespace ?? 'default'}/${service.name}`;
    const known = name === undefined ? undefined : this.book.servicesByName.get(name);
    return known ? this.behind(known, to, protocol, port) : {};
  }

  public assumptions(): string[] {
    return [
      ...(this.skewed > 0
        ? [`Clocks may differ by ${SKEW_MS / 1000} seconds; ${this.skewed} addresses were resolved only with that.`]
        : []),
      ...(this.timeless > 0
        ? [`${this.timeless} addresses were resolved without a time: they are whose they are in the manifests.`]
        : []),
    ];
  }

  /** A pod or workload that the log names: the manifests know its controller and its labels. */
  private named(end: End): End {
    const { ns, pod, owner, kind, ownerGuessed, labels } = end.facts;
    const pods = pod === undefined ? undefined : this.podsByMention.get(`${ns}/${pod}`);
    if (pods && new Set(pods.map((entry) => `${entry.kind} ${entry.owner}`)).size === 1) {
      return workloadEnd(end, pods[0]!);
    }
    if (kind !== undefined && owner !== undefined && !ownerGuessed) {
      const meant = this.book.workloads.meantBy(ns ?? 'default', { owner, kind });
      return meant ? new End({ ...end.facts, ...meant }) : end;
    }
    const known = this.ownersByName.get(`${ns}/${owner}`);
    const kinds = [...(known?.keys() ?? [])];
    if (kinds.length === 1) {
      const { ownerGuessed: _guess, ...facts } = end.facts;
      const found = labels ?? known!.get(kinds[0]!)!.labels;
      return new End({ ...facts, kind: kinds[0]!, ...(found === undefined ? {} : { labels: found }) });
    }
    if (kinds.length > 1 && kind === undefined) {
      const candidates = kinds.map((each) => `${ns}/${owner}[${each}]`).sort();
      return new End({
        role: 'unknown',
        ...(ns === undefined ? {} : { ns }),
        entity: `${owner}-*`,
        candidates,
        why: 'the pods of several workloads begin with this name',
      });
    }
    return end;
  }

  private addressed(end: End, ip: string, at: number | undefined): End {
    const { book } = this;
    const node = book.nodesByAddress.get(ip);
    const pods = (book.podsByAddress.get(ip) ?? []).filter(({ hostNetwork }) => !hostNetwork);
    if (node !== undefined) {
      // Pods with hostNetwork have their node's address, so nobody knows which of them it was.
      const candidates = (book.podsByAddress.get(ip) ?? [])
        .filter(({ hostNetwork }) => hostNetwork)
        .map(({ ns, owner, kind }) => `${ns}/${owner}[${kind}]`);
      return new End({ role: 'node', node, ip, ...listed(candidates), ...serviceIn(end) });
    }
    const service = book.servicesByAddress.get(ip);
    if (service) {
      return new End({
        ...end.facts,
        service: { ...end.facts.service, namespace: service.ns, name: service.name, address: ip },
      });
    }
    if (pods.length > 0) return this.podAt(end, pods, at);
    if (isOutside(ip)) return new End({ ...end.facts, role: 'external' });
    return new End({ ...end.facts, why: 'no pod, node or Service in the manifests has this address' });
  }

  private podAt(end: End, pods: readonly PodEntry[], at: number | undefined): End {
    const alive = (tolerance: number) =>
      pods.filter(
        ({ from, until }) =>
          at === undefined ||
          ((from === undefined || from - tolerance <= at) && (until === undefined || at <= until + tolerance)),
      );
    const exact = alive(0);
    const candidates = exact.length > 0 ? exact : alive(SKEW_MS);
    const owners = new Set(candidates.map(({ ns, owner, kind }) => `${ns}/${owner}[${kind}]`));
    if (owners.size === 1) {
      if (exact.length === 0) this.skewed++;
      if (at === undefined) this.timeless++;
      return workloadEnd(end, candidates[0]!);
    }
    if (owners.size === 0) return new End({ ...end.facts, why: 'no pod had this address then' });
    return new End({ ...end.facts, ...listed([...owners]), why: 'several pods had this address then' });
  }

  private behind(service: ServiceEntry, to: End, protocol: string | undefined, port: number): Refined {
    const entry = service.ports.find((each) => each.port === port && each.protocol === (protocol ?? each.protocol));
    const stays = { portKind: 'service' as const };
    if (!entry) return stays;
    const pods = this.podsBehind(service);
    const owners = new Map(pods.map((pod) => [`${pod.ns}/${pod.owner}[${pod.kind}]`, pod]));
    const ports = new Set(pods.flatMap((pod) => targetOn(pod, entry.target, entry.protocol) ?? []));
    const [target] = ports;
    if (owners.size === 0) return { ...stays, note: 'the Service has no pod in the manifests' };
    if (owners.size > 1 || ports.size !== 1) {
      return {
        ...stays,
        to: new End({
          ...to.facts,
          ...listed([...owners.keys()]),
          why: 'several workloads, or ports, are behind the Service',
        }),
      };
    }
    const [pod] = owners.values();
    const dialled = {
      namespace: service.ns,
      name: service.name,
      ...(to.facts.ip === undefined ? {} : { address: to.facts.ip }),
      port,
    };
    const whole = new End({ ...to.facts, service: { ...to.facts.service, ...dialled } });
    return { to: workloadEnd(whole, pod!), port: target!, portKind: 'pod' };
  }

  private podsBehind(service: ServiceEntry): PodEntry[] {
    let pods = this.podsOfService.get(service);
    if (!pods) this.podsOfService.set(service, (pods = this.findPodsBehind(service)));
    return pods;
  }

  private findPodsBehind({ ns, name, selector }: ServiceEntry): PodEntry[] {
    const slices = this.book.endpoints.get(`${ns}/${name}`);
    if (slices) {
      return slices.flatMap(({ addresses }) => addresses).flatMap((ip) => this.book.podsByAddress.get(ip) ?? []);
    }
    if (!selector) return [];
    return this.book.pods.filter((pod) => pod.ns === ns && hasLabels(pod.allLabels, selector));
  }
}

/** The number of a port on a pod; a name means what the pod's own containers call so. */
function targetOn(pod: PodEntry, target: number | string, protocol: string): number | undefined {
  if (typeof target === 'number') return target;
  return pod.listeners.find((listener) => listener.name === target && listener.protocol === protocol)?.port;
}

function workloadEnd(end: End, { ns, name, owner, kind, labels }: PodEntry): End {
  const { ip } = end.facts;
  return new End({
    role: 'workload',
    ns,
    owner,
    kind,
    pod: name,
    ...(ip === undefined ? {} : { ip }),
    ...(labels === undefined ? {} : { labels }),
    ...serviceIn(end),
  });
}

function serviceIn({ facts: { service } }: End): Pick<EndFacts, 'service'> {
  return service ? { service } : {};
}

function listed(candidates: readonly string[]): Pick<EndFacts, 'candidates'> {
  const sorted = [...new Set(candidates)].sort();
  return sorted.length === 0 ? {} : { candidates: sorted.slice(0, MOST_CANDIDATES) };
}
