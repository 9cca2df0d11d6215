import { dayOf } from './evidence';
import { FlowEnds, portNameOf } from './flow-ends';
import { NeededFlow, withNeeds } from './needed-flows';
import { SeenFlow, SortedRecords, flowKey, sortRecords } from './sort-records';
import { Subject, Subjects } from './subjects';
import { WrittenFlows, writeFlows } from './write-flows';
import { Inventory } from '../../manifests/inventory';
import { Platform } from '../../platform/platform';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { Traffic } from '../../traffic/read-traffic';
import { EndFacts } from '../../traffic/record/end';
import { NamespaceFile } from '../program/namespace-file';
import { PodsOfCluster } from '../program/pods-of-cluster';

/** Exceptions end so many days after what they stand on was seen, or after today. */
const DAYS_OF_GRACE = 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** From so many workloads of a namespace on, and from this share, the whole namespace may be what is meant. */
const MANY_OF_NAMESPACE = 5;
const SHARE_OF_NAMESPACE = 0.8;

/** Namespaces of the cluster itself, which every workload uses and no log of a few shows whole. */
const SYSTEM = ['kube-system', 'kube-public', 'kube-node-lease'];

/** What flows are drafted from. */
export interface FlowInput {
  readonly inventory: Inventory;
  readonly traffic: Traffic;
  /** The namespaces to draft. @default - all but those of the cluster and of services that all share */
  readonly namespaces?: readonly string[];
  /** What manifests say is needed. @default - nothing */
  readonly needs?: readonly NeededFlow[];
  /** Flows that a program has already, as `flowKey` calls them. @default - none */
  readonly known?: ReadonlySet<string>;
  /** Milliseconds since 1970: what exceptions are dated from, where nothing newer was seen. */
  readonly today: number;
}

/** What became of the traffic. */
export interface DraftedFlows extends WrittenFlows {
  readonly flows: readonly SeenFlow[];
  readonly setAside: SortedRecords['setAside'];
  readonly namespaces: readonly string[];
  /** Namespaces of shared services, whose own policies are left to whoever runs them. */
  readonly shared: readonly string[];
  /** Workloads that no label tells apart, in sentences. */
  readonly alike: readonly string[];
  /** Needs that what was seen speaks against, in sentences. */
  readonly disputed: readonly string[];
  /** Where a whole namespace may be meant, in sentences. */
  readonly offers: readonly string[];
  /** With the ends called as the manifests call them. */
  readonly records: readonly TrafficRecord[];
}

/** Sorted traffic, before it is written: which namespaces it is about. */
export class TrafficDraft {
  public readonly namespaces: readonly string[];
  public readonly shared: readonly string[];
  private readonly records: readonly TrafficRecord[];
  private readonly disputed: readonly string[];
  private readonly sorted: SortedRecords;
  private readonly subjects: Subjects;

  public constructor(
    private readonly input: FlowInput,
    pods: PodsOfCluster,
    private readonly platform: Platform,
  ) {
    this.subjects = new Subjects(pods);
    this.records = input.traffic.records.map((one) => this.subjects.named(one));
    const sorted = sortRecords(this.records, this.subjects, apiServerTest(platform, input.inventory));
    const { flows, disputed } = withNeeds(sorted.flows, input.needs ?? [], this.subjects);
    this.disputed = disputed;
    this.sorted = { ...sorted, flows: flows.filter((flow) => !input.known?.has(flowKey(flow))) };
    const all = subjectsOf(this.sorted.flows);
    const shared = new Set([
      ...SYSTEM,
      platform.dns.namespace,
      platform.scraper.namespace,
      ...all.filter(isSharedService).map(({ namespace }) => namespace),
    ]);
    const met = [...new Set([...all.map(({ namespace }) => namespace), ...pods.namespaces])].sort();
    this.namespaces = met.filter((one) => input.namespaces?.includes(one) ?? !shared.has(one));
    this.shared = met.filter((one) => !this.namespaces.includes(one));
  }

  /** Writes the flows into the files of their namespaces. */
  public write(files: ReadonlyMap<string, NamespaceFile>): DraftedFlows {
    const { flows, setAside } = this.sorted;
    const { inventory } = this.input;
    const ends = new FlowEnds(files, new Set(this.namespaces), this.subjects, this.platform, inventory);
    const written = writeFlows(flows, ends, this.platform, this.expiry());
    return {
      ...written,
      flows,
      setAside,
      namespaces: this.namespaces,
      shared: this.shared,
      alike: subjectsOf(flows)
        .filter((subject) => subject.alike.length > 0 && ends.isDrafted(subject))
        .map(({ workload, alike }) => `${workload.id} and ${alike.map(({ id }) => id).join(', ')}`),
      offers: offersOf(flows, inventory),
      records: this.records,
      disputed: this.disputed,
    };
  }

  private expiry(): string {
    const newest = this.input.traffic.records.reduce((most, { last = 0 }) => Math.max(most, last), 0);
    return dayOf(Math.max(newest, this.input.today) + DAYS_OF_GRACE * DAY_MS);
  }
}

/** Services that bring traffic in, or ask everyone for metrics: what they need is not seen in one namespace. */
function isSharedService({ service }: Subject): boolean {
  return service !== undefined && ['ingress', 'gateway-api', 'monitoring', 'cluster-dns'].includes(service.category);
}

export function subjectsOf(flows: readonly SeenFlow[]): Subject[] {
  const found = new Map<string, Subject>();
  for (const { from, to } of flows) {
    for (const end of [from, to]) if (end.kind === 'pods') found.set(end.subject.workload.id, end.subject);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject);
}

function apiServerTest({ apiServer, apiServerClusterIps }: Platform, inventory: Inventory) {
  const known = new Set([
    ...apiServer
      .filter(({ prefix, family }) => prefix === (family === 4 ? 32 : 128))
      .map((one) => one.toString().split('/')[0]!),
    ...apiServerClusterIps.map((one) => one.toString().split('/')[0]!),
    ...(inventory.apiServerAddresses ?? []),
  ]);
  return ({ entity, ip, service, role }: EndFacts): boolean =>
    entity === 'kube-apiserver' ||
    (service?.name === 'kubernetes' && service.namespace === 'default') ||
    (ip !== undefined && role !== 'workload' && known.has(ip));
}

/** Where nearly every workload of a namespace does the same. */
function offersOf(flows: readonly SeenFlow[], inventory: Inventory): string[] {
  const groups = new Map<string, { from: string; to: Subject; port: string; sources: Set<string> }>();
  for (const { from, to, protocol, port } of flows) {
    if (from.kind !== 'pods' || to.kind !== 'pods') continue;
    const key = JSON.stringify([from.subject.namespace, to.subject.workload.id, protocol, port]);
    const group = groups.get(key) ?? {
      from: from.subject.namespace,
      to: to.subject,
      port: portNameOf(to.subject, { protocol, port }) ?? `${protocol}/${port}`,
      sources: new Set<string>(),
    };
    groups.set(key, group);
    group.sources.add(from.subject.workload.id);
  }
  return [...groups.values()].flatMap(({ from, to, port, sources }) => {
    const all = inventory.workloads.filter(({ namespace }) => namespace === from).length;
    if (sources.size < MANY_OF_NAMESPACE || sources.size < all * SHARE_OF_NAMESPACE || sources.size >= all) return [];
    return [
      `${sources.size} of ${all} workloads of ${from} use ${to.namespace}/${to.name} on ${port}: the whole namespace would add ${all - sources.size}`,
    ];
  });
}
