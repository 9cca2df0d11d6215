import { AddressAtoms } from './address-atoms';
import { labelKey } from './label-index';
import { NamespaceTable } from './namespace-table';
import { replicasOf } from './replicas';
import { DeclaredPort, namedPortKey } from './rule-ports';
import { Vocabulary } from './vocabulary';
import { Inventory, PodGroup, Workload } from '../manifests/inventory';
import { tryParseIpAddress } from '../model/ip-address';
import { Labels } from '../model/label-selector';

/** Pods that no policy can tell apart. */
export interface PodClass {
  readonly namespace: number;
  /** Only the labels that some selector mentions. */
  readonly labels: Labels;
  /** Only the ports whose names some rule mentions. */
  readonly ports: readonly DeclaredPort[];
  readonly portsKey: string;
  readonly hostNetwork: boolean;
  /** The atoms of the pods' addresses, where blocks match pods. */
  readonly atoms: readonly number[];
}

/** Pods of one group that are in one class: all of them, or those replicas of a StatefulSet that selectors can see. */
export interface ClassMember {
  readonly workload: Workload;
  readonly group: PodGroup;
  readonly classId: number;
  /** The replica, where replicas differ; undefined for the others together. */
  readonly ordinal?: number;
}

/** Classes in the order of their namespaces, and who is in them. */
export interface PodClasses {
  readonly classes: readonly PodClass[];
  /** The members of each inventory, in the order of its workloads. */
  readonly members: readonly (readonly ClassMember[])[];
}

const NO_LABELS: Labels = {};
const NO_PORTS: readonly DeclaredPort[] = [];
const NO_ATOMS: readonly number[] = [];

/** @param atoms the address space, where blocks match pods; undefined where they never do */
export function classifyPods(
  inventories: readonly Inventory[],
  namespaces: NamespaceTable,
  vocabulary: Vocabulary,
  atoms: AddressAtoms | undefined,
): PodClasses {
  const classes: PodClass[] = [];
  const byKey = new Map<string, number>();
  const classOf = (namespace: number, labels: Labels, group: PodGroup): number => {
    const ports = portsThatCount(group, vocabulary);
    const portsKey = ports.map(({ name, protocol, number }) => `${protocol}${number}${JSON.stringify(name)}`).join();
    const own = atoms ? atomsOf(group, atoms) : NO_ATOMS;
    const key = `${namespace}|${group.hostNetwork ? 'h' : ''}|${labelsKey(labels)}|${portsKey}|${own.join()}`;
    let id = byKey.get(key);
    if (id === undefined) {
      id = classes.length;
      classes.push({ namespace, labels, ports, portsKey, hostNetwork: group.hostNetwork, atoms: own });
      byKey.set(key, id);
    }
    return id;
  };

  const members = inventories.map((inventory, side) =>
    inventory.workloads.flatMap((workload) => {
      const namespace = namespaces.idOf(side, workload.namespace);
      return workload.podGroups.flatMap((group): ClassMember[] => {
        if (!group.ordinals) {
          const labels = labelsThatCount(group.labels, vocabulary);
          return [{ workload, group, classId: classOf(namespace, labels, group) }];
        }
        return replicasOf(workload.name, group, vocabulary).map(({ labels, ordinal }) => {
          const classId = classOf(namespace, labelsThatCount(labels, vocabulary), group);
          return { workload, group, classId, ...(ordinal === undefined ? {} : { ordinal }) };
        });
      });
    }),
  );
  return inNamespaceOrder(classes, members);
}

/** Renumbers so that the classes of one namespace are neighbours. */
function inNamespaceOrder(classes: PodClass[], members: ClassMember[][]): PodClasses {
  const order = classes.map((_, id) => id).sort((a, b) => classes[a]!.namespace - classes[b]!.namespace || a - b);
  const renumbered = new Int32Array(classes.length);
  order.forEach((old, id) => (renumbered[old] = id));
  for (const side of members) {
    for (const member of side) (member as { classId: number }).classId = renumbered[member.classId]!;
  }
  return { classes: order.map((old) => classes[old]!), members };
}

function labelsThatCount(labels: Labels, { podKeys }: Vocabulary): Labels {
  let counting: Record<string, string> | undefined;
  for (const key in labels) {
    if (podKeys.has(key)) (counting ??= Object.create(null) as Record<string, string>)[key] = labels[key]!;
  }
  return counting ?? NO_LABELS;
}

function labelsKey(labels: Labels): string {
  const keys = Object.keys(labels);
  if (keys.length > 1) keys.sort();
  return keys.map((key) => labelKey(key, labels[key]!)).join('');
}

function portsThatCount({ ports }: PodGroup, { portNames }: Vocabulary): readonly DeclaredPort[] {
  if (portNames.size === 0 || ports.length === 0) return NO_PORTS;
  const named = ports.filter(
    ({ name, protocol }) => name !== undefined && portNames.has(namedPortKey({ name, protocol })),
  );
  return named.sort((a, b) => (a.name! < b.name! ? -1 : a.name! > b.name! ? 1 : a.number - b.number));
}

function atomsOf({ podAddresses }: PodGroup, atoms: AddressAtoms): readonly number[] {
  if (podAddresses.length === 0) return NO_ATOMS;
  const own = new Set<number>();
  for (const text of podAddresses) {
    const address = tryParseIpAddress(text);
    if (address) own.add(atoms.atomOf(address));
  }
  return [...own].sort((a, b) => a - b);
}
