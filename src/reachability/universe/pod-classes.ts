import { NamespaceTable } from './namespace-table';
import { OpenDirections, openDirections } from './open-directions';
import { replicasOf } from './replicas';
import { Vocabulary } from './vocabulary';
import { Inventory, PodGroup, Workload } from '../../manifests/inventory';
import { tryParseIpAddress } from '../../model/ip-address';
import { Labels } from '../../model/label-selector';
import { labelsWithFacts } from '../../model/pod-facts';
import { DeclaredPort, namedPortKey } from '../../model/rule-ports';
import { AddressAtoms } from '../sets/address-atoms';
import { LabelProjection } from '../sets/label-projection';

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
  /** The directions in which a policy that is not analysed could decide. */
  readonly open: OpenDirections;
}

/** Pods of one group that are in one class: all of them, or those replicas of a StatefulSet that selectors can see. */
export interface ClassMember {
  readonly workload: Workload;
  readonly group: PodGroup;
  readonly classId: number;
  /** The replica, where replicas differ; undefined for the others together. */
  readonly ordinal: number | undefined;
}

/** Classes in the order of their namespaces, and who is in them. */
export interface PodClasses {
  readonly classes: readonly PodClass[];
  /** The members of each inventory, in the order of its workloads. */
  readonly members: readonly (readonly ClassMember[])[];
}

/** The ports of a pod that some rule names. */
interface NamedPorts {
  readonly ports: readonly DeclaredPort[];
  /** Equal for equal ports. */
  readonly key: string;
}

const NO_PORTS: NamedPorts = { ports: [], key: '' };
const NO_ATOMS: readonly number[] = [];

/**
 * @param atoms the address space, where blocks match pods; undefined where they never do
 * @param enforced whether the network plugin enforces policies at all
 */
export function classifyPods(
  inventories: readonly Inventory[],
  namespaces: NamespaceTable,
  vocabulary: Vocabulary,
  atoms: AddressAtoms | undefined,
  enforced = true,
): PodClasses {
  const classifier = new Classifier(namespaces.all.length, vocabulary, atoms);
  const members = inventories.map((inventory, side) => {
    const { workloads } = inventory;
    const openOf = openDirections(inventory, enforced);
    const own: ClassMember[] = [];
    let name: string | undefined;
    let namespace = 0;
    let namespaceLabels: Labels | undefined;
    const labelsOf = ({ labels, serviceAccount }: PodGroup, written = labels) =>
      labelsWithFacts(written, serviceAccount, vocabulary.podKeys, namespaceLabels);
    for (const workload of workloads) {
      // Neighbours in the input are mostly neighbours in the cluster.
      if (workload.namespace !== name) {
        namespace = namespaces.idOf(side, (name = workload.namespace));
        namespaceLabels = inventory.namespaces.get(name)?.labels;
      }
      for (const group of workload.podGroups) {
        if (!group.ordinals) {
          const open = openOf(workload.namespace, group, group.labels);
          const classId = classifier.classOf(namespace, labelsOf(group), group, open);
          own.push({ workload, group, classId, ordinal: undefined });
          continue;
        }
        for (const { labels, ordinal } of replicasOf(workload.name, group, group.ordinals, vocabulary)) {
          const open = openOf(workload.namespace, group, labels);
          const classId = classifier.classOf(namespace, labelsOf(group, labels), group, open);
          own.push({ workload, group, classId, ordinal });
        }
      }
    }
    return own;
  });
  return inNamespaceOrder(classifier.classes, members);
}

/** Finds the class of a pod, and makes it where the pod is the first of its class. */
class Classifier {
  public readonly classes: PodClass[] = [];
  private readonly projection: LabelProjection;
  /** A number for each combination of all that counts beside the namespace. */
  private readonly kinds = new Map<string, number>();
  /** The same for pods that have their labels only, which are most. */
  private readonly plainKinds: number[] = [];
  private kindCount = 0;
  /** By kind and namespace in one number. */
  private readonly ids = new Map<number, number>();
  private readonly portsByList = new Map<PodGroup['ports'], NamedPorts>();

  public constructor(
    private readonly namespaceCount: number,
    private readonly vocabulary: Vocabulary,
    private readonly atoms: AddressAtoms | undefined,
  ) {
    this.projection = new LabelProjection(vocabulary.podKeys);
  }

  public classOf(namespace: number, allLabels: Labels, group: PodGroup, open: OpenDirections): number {
    const { id: labelsId, labels } = this.projection.of(allLabels);
    const { ports, key: portsKey } = this.portsThatCount(group);
    const atoms = this.atoms ? atomsOf(group, this.atoms) : NO_ATOMS;
    const { hostNetwork } = group;
    const key = this.kindOf(labelsId, hostNetwork, portsKey, atoms, open) * this.namespaceCount + namespace;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.classes.length;
      this.classes.push({ namespace, labels, ports, portsKey, hostNetwork, atoms, open });
      this.ids.set(key, id);
    }
    return id;
  }

  private kindOf(
    labelsId: number,
    hostNetwork: boolean,
    portsKey: string,
    atoms: readonly number[],
    open: OpenDirections,
  ): number {
    const isPlain = !hostNetwork && portsKey === '' && atoms.length === 0 && open.key === '';
    if (isPlain) return (this.plainKinds[labelsId] ??= this.kindCount++);
    const key = `${labelsId}|${hostNetwork ? 'h' : ''}${open.key}|${atoms.join()}|${portsKey}`;
    let kind = this.kinds.get(key);
    if (kind === undefined) this.kinds.set(key, (kind = this.kindCount++));
    return kind;
  }

  private portsThatCount({ ports: all }: PodGroup): NamedPorts {
    const { portNames } = this.vocabulary;
    if (portNames.size === 0 || all.length === 0) return NO_PORTS;
    let known = this.portsByList.get(all);
    if (!known) {
      const ports = all
        .filter(({ name, protocol }) => name !== undefined && portNames.has(namedPortKey({ name, protocol })))
        .sort((a, b) => (a.name! < b.name! ? -1 : a.name! > b.name! ? 1 : a.number - b.number));
      const key = ports.map(({ name, protocol, number }) => `${protocol}${number}${JSON.stringify(name)}`).join();
      this.portsByList.set(all, (known = { ports, key }));
    }
    return known;
  }
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

function atomsOf({ podAddresses }: PodGroup, atoms: AddressAtoms): readonly number[] {
  if (podAddresses.length === 0) return NO_ATOMS;
  const own = new Set<number>();
  for (const text of podAddresses) {
    const address = tryParseIpAddress(text);
    if (address) own.add(atoms.atomOf(address));
  }
  return [...own].sort((a, b) => a - b);
}
