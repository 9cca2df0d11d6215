import { MapEnds } from './map-data';
import { MapNames } from './map-names';
import { AddressRange } from '../../model/address-set';
import { Labels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { alikeClasses } from '../../reachability/relation/alike';
import { Analysis } from '../../reachability/relation/analysis';
import { Connections } from '../../reachability/relation/connections';
import { AddressEndpoint, Endpoint, WorkloadEndpoint, compareIds } from '../../reachability/relation/endpoints';
import { describeAddresses } from '../wording/address-text';

/** What the map calls the world outside, as if it were a namespace. */
export const OUTSIDE = 'outside the cluster';

/** Workloads that everyone may talk with alike, as one endpoint each, and which of them a workload is in. */
export interface AlikeWorkloads {
  readonly groups: readonly WorkloadEndpoint[];
  readonly groupOf: ReadonlyMap<WorkloadEndpoint, number>;
}

export function alikeWorkloads(analysis: Analysis, workloads: readonly WorkloadEndpoint[]): AlikeWorkloads {
  const alike = alikeClasses(
    analysis,
    workloads.map(({ classId }) => classId),
  );
  const members = new Map<number, WorkloadEndpoint[]>();
  for (const workload of workloads) {
    const key = alike.get(workload.classId)!;
    const same = members.get(key);
    if (same) same.push(workload);
    else members.set(key, [workload]);
  }
  const all = [...members.values()];
  const groupOf = new Map(all.flatMap((own, group) => own.map((workload) => [workload, group] as const)));
  const groups = all.map((own) => (own.length === 1 ? own[0]! : { ...own[0]!, group: own }));
  return { groups, groupOf };
}

/** Addresses that every workload may talk with alike, however many ranges they are. */
export interface OutsideEnd {
  readonly addresses: readonly AddressEndpoint[];
  readonly ranges: readonly AddressRange[];
}

export function outsideEnds({ addresses, allowed, conditional, undefinedByApi }: Connections): OutsideEnd[] {
  const talks = new Map<Endpoint, string[]>(addresses.map((address) => [address, []]));
  for (const [verdict, connections] of Object.entries({ allowed, conditional, undefinedByApi })) {
    for (const { from, to, ports } of connections) {
      talks.get(from)?.push(`${verdict} to ${to.id} ${ports.key}`);
      talks.get(to)?.push(`${verdict} from ${from.id} ${ports.key}`);
    }
  }
  const alike = new Map<string, AddressEndpoint[]>();
  for (const address of addresses) {
    const key = [String(address.range.family), ...talks.get(address)!.sort()].join('\n');
    const same = alike.get(key);
    if (same) same.push(address);
    else alike.set(key, [address]);
  }
  return [...alike.values()].map((own) => ({ addresses: own, ranges: own.map(({ range }) => range) }));
}

/** By namespace, then those with the same labels together, so that blocks of a matrix are easy to see. */
export function compareWorkloads(a: WorkloadEndpoint, b: WorkloadEndpoint): number {
  return (
    compareIds(a.workload.namespace, b.workload.namespace) ||
    compareIds(partOf(labelsOf(a)), partOf(labelsOf(b))) ||
    compareIds(a.id, b.id)
  );
}

/** The label by which the workloads of one application are told from others. */
const PART_OF = ['app.kubernetes.io/part-of', 'app.kubernetes.io/instance', 'app.kubernetes.io/name', 'app'];

function partOf(labels: Labels): string {
  const key = PART_OF.find((one) => labels[one] !== undefined);
  return key === undefined ? '' : labels[key]!;
}

function labelsOf({ members }: WorkloadEndpoint): Labels {
  return members[0]?.group.labels ?? {};
}

/**
 * The columns of all ends.
 *
 * @param gone workloads that are there no more, which have no connection
 */
export function endColumns(
  analysis: Analysis,
  { workloads, gone, outside }: MapEndpoints,
  { groups, groupOf }: AlikeWorkloads,
  names: MapNames,
): { ends: MapEnds; spaces: string[]; labels: string[] } {
  const namespaces = [...new Set([...workloads].map(({ workload }) => workload.namespace))];
  const spaceOf = new Map(namespaces.map((name, index) => [name, index]));
  const labels = new Map<string, number>();
  const numberOf = (text: string) => labels.get(text) ?? (labels.set(text, labels.size), labels.size - 1);
  const nobody = groups.length + outside.length;
  const column = <T>(ofWorkload: (one: WorkloadEndpoint) => T, ofOutside: (one: OutsideEnd, index: number) => T) => [
    ...workloads.map(ofWorkload),
    ...outside.map(ofOutside),
  ];
  const ends = {
    name: column(
      ({ id, workload }) => names.workload(id.slice(workload.namespace.length + 1)),
      ({ ranges }, index) => names.text(describeAddresses(ranges), `addresses ${index + 1}`),
    ),
    space: column(
      ({ workload }) => spaceOf.get(workload.namespace)!,
      () => namespaces.length,
    ),
    group: column(
      (one) => groupOf.get(one) ?? nobody,
      (_, index) => groups.length + index,
    ),
    atom: column(
      (one) => (gone.has(one) ? -1 : one.classId),
      ({ addresses }) => addresses[0]!.lo,
    ),
    labels: column(
      (one) => numberOf(names.labels(labelsOf(one))),
      () => -1,
    ),
    isolated: column(
      (one) => (gone.has(one) ? 0 : isolationOf(analysis, one)),
      () => 0,
    ),
  };
  return { ends, spaces: [...namespaces.map((name) => names.of(name)), OUTSIDE], labels: [...labels.keys()] };
}

export interface MapEndpoints {
  /** Those that are gone among them, in the order of the map. */
  readonly workloads: readonly WorkloadEndpoint[];
  readonly gone: ReadonlySet<WorkloadEndpoint>;
  readonly outside: readonly OutsideEnd[];
}

function isolationOf(analysis: Analysis, { classId }: WorkloadEndpoint): number {
  const isolated = (direction: PolicyType) => analysis.row(direction, classId).isolated;
  return (isolated(PolicyType.INGRESS) ? 1 : 0) + (isolated(PolicyType.EGRESS) ? 2 : 0);
}
