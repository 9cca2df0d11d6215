import { Analysis } from './analysis';
import { behaviourOf } from './class-behaviour';
import { OrdinalRange, Workload } from '../../manifests/inventory';
import { AddressRange, formatAddressRange } from '../../model/address-set';
import { PolicyType } from '../../model/network-policy';
import { ClassMember } from '../universe/pod-classes';

/** What a report calls one thing that sends or receives. */
export type Endpoint = WorkloadEndpoint | AddressEndpoint;

/** The pods of a workload, or those of them that are treated alike where policies treat them differently. */
export interface WorkloadEndpoint {
  readonly kind: 'workload';
  /** `namespace/owner[Kind]`, with `{pod}` behind it where the workload has several endpoints. */
  readonly id: string;
  readonly workload: Workload;
  /** A class that stands for all of the endpoint's pods. */
  readonly classId: number;
  readonly members: readonly ClassMember[];
  /** The endpoints that this one stands for, where several that are treated alike stand together. */
  readonly group?: readonly WorkloadEndpoint[];
}

/** Addresses outside the cluster that are alike for every workload: as many neighbours as possible. */
export interface AddressEndpoint {
  readonly kind: 'ip';
  readonly id: string;
  readonly range: AddressRange;
  /** The atoms from `lo` up to the last one before `hi`. */
  readonly lo: number;
  readonly hi: number;
}

/** The workload endpoints of an analysis, ordered by id. */
export function workloadEndpoints(analysis: Analysis): WorkloadEndpoint[] {
  const byWorkload = new Map<Workload, ClassMember[]>();
  for (const member of analysis.members) {
    const same = byWorkload.get(member.workload);
    if (same) same.push(member);
    else byWorkload.set(member.workload, [member]);
  }
  const differing = [...byWorkload.values()].filter((members) =>
    members.some((m) => m.classId !== members[0]!.classId),
  );
  const behaviour = behaviourOf(
    analysis,
    differing.flat().map(({ classId }) => classId),
  );

  const endpoints: WorkloadEndpoint[] = [];
  for (const [workload, members] of byWorkload) {
    const alike = groupBy(members, ({ classId }) => behaviour.get(classId) ?? '');
    for (const group of alike) {
      const id = alike.length === 1 ? workload.id : `${workload.id}{${nameOf(group, members)}}`;
      endpoints.push({ kind: 'workload', id, workload, classId: group[0]!.classId, members: group });
    }
  }
  return endpoints.sort((a, b) => compareIds(a.id, b.id));
}

/** The address endpoints of an analysis, in the order of their addresses. */
export function addressEndpoints(analysis: Analysis): AddressEndpoint[] {
  const { atoms } = analysis.universe;
  const edges = new Set([0, atoms.firstOfIpv6, atoms.count]);
  // What is uncertain can end at other addresses than what is sure.
  const judged = analysis.program ? analysis.bounds : [analysis];
  for (const one of judged) {
    const rows = Object.values(PolicyType).flatMap((direction) => one.distinctRows(direction));
    for (const { cells } of rows.flatMap((row) => [row.atoms, ...(row.conditions ? [row.conditions.atoms] : [])])) {
      for (let i = 0; i < cells.length; i += 3) edges.add(cells[i]!).add(cells[i + 1]!);
    }
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((lo, index) => addressEndpoint(analysis, lo, sorted[index + 1]!));
}

/** The whole address space, a family an endpoint. */
export function addressFamilies(analysis: Analysis): AddressEndpoint[] {
  const { firstOfIpv6, count } = analysis.universe.atoms;
  return [addressEndpoint(analysis, 0, firstOfIpv6), addressEndpoint(analysis, firstOfIpv6, count)];
}

/** The addresses from atom `lo` up to the last one before `hi`, both of one family. */
export function addressEndpoint(analysis: Analysis, lo: number, hi: number): AddressEndpoint {
  const range = analysis.universe.atoms.rangeOf(lo, hi);
  return { kind: 'ip', id: formatAddressRange(range), range, lo, hi };
}

export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first pod, and how many more there are; pods that nobody has named yet are those of the template. */
function nameOf(own: readonly ClassMember[], all: readonly ClassMember[]): string {
  const pods = own.flatMap((member) => member.group.podName ?? []);
  const replicas = own.filter(({ group }) => group.ordinals).map((member) => replicasIn(member, all));
  const count = pods.length + replicas.reduce((sum, one) => sum + one.count, 0);
  const more = count > 1 ? ` +${count - 1}` : '';
  if (pods.length > 0) return `${pods[0]}${more}`;
  if (replicas.length === 0) return 'template';
  const first = replicas.reduce((least, one) => Math.min(least, one.first), Infinity);
  return `${own[0]!.workload.name}-${first}${more}`;
}

/** The replica that a member is, or how many there are that no member singles out. */
function replicasIn(
  { group, ordinal }: ClassMember,
  all: readonly ClassMember[],
): Pick<OrdinalRange, 'first' | 'count'> {
  if (ordinal !== undefined) return { first: ordinal, count: 1 };
  const singled = new Set(all.flatMap((one) => (one.group === group ? (one.ordinal ?? []) : [])));
  let { first } = group.ordinals!;
  while (singled.has(first)) first++;
  return { first, count: group.ordinals!.count - singled.size };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
