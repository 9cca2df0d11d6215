import { EngineOptions } from './engine-options';
import { NamespaceTable } from './namespace-table';
import { holdsEveryPod, mayHoldPods } from './pod-addresses';
import { ClassMember, PodClass, classifyPods } from './pod-classes';
import { Vocabulary } from './vocabulary';
import { Inventory } from '../../manifests/inventory';
import { UNKNOWN_LABEL_VALUE } from '../../model/label-selector';
import { BlockPeer, ClusterPods, CompoundPeer, PodsPeer, ProgramPolicy } from '../../model/policy-program';
import { NamedPort, RulePorts, namedPortKey, resolveName, resolvePorts } from '../../model/rule-ports';
import { Selector } from '../../model/selector-table';
import { AddressAtoms } from '../sets/address-atoms';
import { ConditionTable } from '../sets/condition-table';
import {
  EMPTY_SET,
  IntervalSet,
  areEqual,
  complementOf,
  contains,
  forEachIn,
  intersectionOf,
  interval,
  ofSortedIds,
  unionOf,
} from '../sets/interval-set';
import { LabelIndex } from '../sets/label-index';
import { PortSetId, PortSetTable } from '../sets/port-set-table';

/** What a peer stands for: classes of pods and atoms of the address space. Equal targets have equal ids. */
export interface Target {
  readonly id: number;
  readonly pods: IntervalSet;
  readonly atoms: IntervalSet;
}

/** Pods that give a name the same numbers. */
interface Resolution {
  readonly ports: PortSetId;
  readonly pods: IntervalSet;
}

/**
 * Everything that can be asked about: the pods of one or two inventories as classes, and the address space as atoms,
 * with the sets that selectors and blocks stand for. Nothing in it depends on which policies are in effect.
 */
export class Universe {
  public readonly namespaces: NamespaceTable;
  public readonly atoms: AddressAtoms;
  public readonly classes: readonly PodClass[];
  /** By inventory. */
  public readonly members: readonly (readonly ClassMember[])[];
  public readonly ports = new PortSetTable();
  public readonly conditions = new ConditionTable();
  public readonly allPods: IntervalSet;
  public readonly allAtoms: IntervalSet;
  /** Nobody. */
  public readonly noTarget: Target;

  /** Whether some pod has a label whose value nobody knows and selectors compare with others. */
  public readonly hasUnknownLabels: boolean;

  private readonly podIndex: LabelIndex;
  private readonly namespaceIndex: LabelIndex;
  /** The first class of each namespace, and one more for the end. */
  private readonly firstClass: Int32Array;
  /** The classes with hostNetwork. */
  public readonly onHostNetwork: IntervalSet;
  /** Undefined where no pod has hostNetwork. */
  private readonly onPodNetwork: IntervalSet | undefined;
  private targetCount = 0;
  /** By selector and namespace in one number. */
  private readonly namespaceTargets = new Map<number, Target>();
  private readonly possibleNamespaceTargets = new Map<number, Target>();
  private readonly clusterTargets = new Map<string, Target>();
  private readonly blockTargets = new Map<string, Target>();
  private readonly compoundTargets = new Map<CompoundPeer, Map<string, Target>>();
  private readonly namedTargets = new Map<string, Target>();
  private readonly podsInAnyNamespace = new Map<number, IntervalSet>();
  private readonly rangesByNamespaceSelector = new Map<number, IntervalSet>();
  private readonly resolutions = new Map<string, readonly Resolution[]>();

  public constructor(
    public readonly inventories: readonly Inventory[],
    public readonly vocabulary: Vocabulary,
    public readonly options: EngineOptions,
  ) {
    this.namespaces = new NamespaceTable(inventories, vocabulary.namespaceKeys);
    this.atoms = new AddressAtoms([...vocabulary.blocks.values()].flat());
    const blocksMatchPods =
      vocabulary.blocksMatchPods || (options.ipBlockMatchesPods !== 'never' && vocabulary.blocks.size > 0);
    const { classes, members } = classifyPods(
      inventories,
      this.namespaces,
      vocabulary,
      blocksMatchPods ? this.atoms : undefined,
      options.plugin?.enforces.support !== 'no',
    );
    this.classes = classes;
    this.members = members;
    this.allPods = interval(0, classes.length);
    this.hasUnknownLabels = classes.some(({ labels }) =>
      Object.entries(labels).some(
        ([key, value]) =>
          value === UNKNOWN_LABEL_VALUE &&
          ((vocabulary.podValues.get(key)?.size ?? 0) > 0 || vocabulary.podTexts.has(key)),
      ),
    );
    this.allAtoms = interval(0, this.atoms.count);
    this.noTarget = { id: this.targetCount++, pods: EMPTY_SET, atoms: EMPTY_SET };
    this.podIndex = new LabelIndex(
      classes.map(({ labels }) => labels),
      vocabulary.podKeys,
    );
    this.namespaceIndex = new LabelIndex(
      this.namespaces.all.map(({ labels }) => labels),
      vocabulary.namespaceKeys,
    );
    this.firstClass = new Int32Array(this.namespaces.all.length + 1).fill(classes.length);
    for (let id = classes.length - 1; id >= 0; id--) this.firstClass[classes[id]!.namespace] = id;
    for (let ns = this.namespaces.all.length - 1; ns >= 0; ns--) {
      this.firstClass[ns] = Math.min(this.firstClass[ns]!, this.firstClass[ns + 1]!);
    }
    const onHost = classes.flatMap(({ hostNetwork }, id) => (hostNetwork ? [id] : []));
    this.onHostNetwork = ofSortedIds(onHost);
    if (onHost.length > 0) this.onPodNetwork = complementOf(ofSortedIds(onHost), 0, classes.length);
  }

  /** The pods of one inventory that a policy selects. */
  public subjectsOf({ namespace, subject }: ProgramPolicy, side: number): IntervalSet {
    const id = this.namespaces.tryIdOf(side, namespace);
    if (id === undefined) return EMPTY_SET;
    return this.podIndex.select(subject.requirements, this.firstClass[id]!, this.firstClass[id + 1]!);
  }

  /** The pods of one inventory that a policy selects or not, which hangs on a label whose value nobody knows. */
  public doubtfulSubjectsOf(policy: ProgramPolicy, side: number): IntervalSet {
    if (!this.hasUnknownLabels) return EMPTY_SET;
    const { subject, subjectNamespaces } = policy;
    if (subjectNamespaces) {
      const { pods } = this.possibleClusterTarget(subjectNamespaces, subject);
      const sure = this.podsSelectedBy({ namespaces: subjectNamespaces, pods: subject });
      return intersectionOf(pods, complementOf(sure, 0, this.classes.length));
    }
    const id = this.namespaces.tryIdOf(side, policy.namespace);
    if (id === undefined) return EMPTY_SET;
    const [lo, hi] = [this.firstClass[id]!, this.firstClass[id + 1]!];
    const possible = this.podIndex.select(subject.requirements, lo, hi, true);
    return intersectionOf(possible, complementOf(this.subjectsOf(policy, side), lo, hi));
  }

  /** The pods that a policy selects, without those that have hostNetwork, in its namespace or in several. */
  public subjectsOnPodNetwork(policy: ProgramPolicy, side: number): IntervalSet {
    const { subjectNamespaces, subject } = policy;
    if (subjectNamespaces) return this.podsSelectedBy({ namespaces: subjectNamespaces, pods: subject });
    return this.withoutHostNetwork(this.subjectsOf(policy, side));
  }

  /** Pods of all inventories, without those that have hostNetwork. */
  public podsSelectedBy({ namespaces, pods }: ClusterPods): IntervalSet {
    return this.withoutHostNetwork(this.podsInNamespaces(namespaces, pods));
  }

  /**
   * Who a peer with selectors stands for. Never pods with hostNetwork: whether a selector matches them is left to the
   * network plugin.
   *
   * @param ifUnknown whether to count pods that it may match, by a label whose value nobody knows
   */
  public podsTarget(peer: PodsPeer, policyNamespace: string, side: number, ifUnknown = false): Target {
    const possibly = ifUnknown && this.hasUnknownLabels;
    if (peer.namespaces && !possibly) return this.clusterTarget(peer.namespaces, peer.pods);
    if (peer.namespaces) return this.possibleClusterTarget(peer.namespaces, peer.pods);
    const namespace = this.namespaces.idOf(side, policyNamespace);
    const known = possibly ? this.possibleNamespaceTargets : this.namespaceTargets;
    return this.target(known, peer.pods.id * this.namespaces.all.length + namespace, () => ({
      pods: this.withoutHostNetwork(this.podsInOneNamespace(namespace, peer.pods, possibly)),
      atoms: EMPTY_SET,
    }));
  }

  private possibleClusterTarget(namespaces: Selector, pods: Selector): Target {
    return this.target(this.clusterTargets, `possibly ${namespaces.id}|${pods.id}`, () => ({
      pods: this.withoutHostNetwork(
        intersectionOf(
          this.podIndex.select(pods.requirements, 0, this.classes.length, true),
          this.classesOfNamespaces(namespaces),
        ),
      ),
      atoms: EMPTY_SET,
    }));
  }

  /** Pods anywhere in the cluster, without those that have hostNetwork. */
  private clusterTarget(namespaces: Selector, pods: Selector): Target {
    return this.target(this.clusterTargets, `${namespaces.id}|${pods.id}`, () => ({
      pods: this.podsSelectedBy({ namespaces, pods }),
      atoms: EMPTY_SET,
    }));
  }

  public blockTarget(peer: BlockPeer, matchesPods: boolean): Target {
    return this.target(this.blockTargets, `${matchesPods ? 'pods too' : ''}|${peer.key}`, () => {
      const atoms = this.atoms.atomsOf(peer.addresses.ranges);
      if (!matchesPods) return { pods: EMPTY_SET, atoms };
      const inside = new Set<number>();
      forEachIn(atoms, (atom) => inside.add(atom));
      const pods = this.classes.flatMap((own, id) => (own.atoms.some((atom) => inside.has(atom)) ? [id] : []));
      return { pods: this.withoutHostNetwork(ofSortedIds(pods)), atoms };
    });
  }

  /**
   * Whoever has an address of the block: pods too, and those with hostNetwork by that of their node.
   *
   * @param ifUnknown whether to count pods whose address nobody knows and that may be there
   */
  public addressTarget(peer: BlockPeer, ifUnknown: boolean): Target {
    const sure = this.target(this.blockTargets, `by address|${peer.ofNodes ? 'nodes' : ''}|${peer.key}`, () => {
      const atoms = this.atoms.atomsOf(peer.addresses.ranges);
      const isSure = ({ atoms: own }: PodClass) =>
        own.length === 0 ? holdsEveryPod(peer.addresses) : own.some((atom) => contains(atoms, atom));
      return { pods: this.amongPodsOf(peer, this.classesThat(isSure)), atoms };
    });
    if (!ifUnknown || this.options.networksMatchPods === false) return sure;
    const mayHold = { pod: !peer.ofNodes && mayHoldPods(peer.addresses), node: !peer.addresses.isEmpty };
    const isDoubtful = ({ atoms, hostNetwork }: PodClass) =>
      atoms.length === 0 && (hostNetwork ? mayHold.node : mayHold.pod);
    const pods = unionOf([sure.pods, this.classesThat(isDoubtful)]);
    if (areEqual(pods, sure.pods)) return sure;
    return this.target(this.blockTargets, `perhaps by address|${peer.ofNodes ? 'nodes' : ''}|${peer.key}`, () => ({
      pods,
      atoms: sure.atoms,
    }));
  }

  /** Of the pods that have an address of a block, those that it can be about. */
  private amongPodsOf({ ofNodes }: BlockPeer, pods: IntervalSet): IntervalSet {
    if (this.options.networksMatchPods === false) return EMPTY_SET;
    return ofNodes ? intersectionOf(pods, this.onHostNetwork) : pods;
  }

  /** Whoever has no address of its own on the pod network: what is outside, and pods with hostNetwork. */
  public get beyondPods(): Target {
    return this.target(this.blockTargets, 'beyond pods', () => ({ pods: this.onHostNetwork, atoms: this.allAtoms }));
  }

  /** What is put together from other targets, for a peer and a key of all else that it hangs on. */
  public compoundTarget(peer: CompoundPeer, key: string, make: () => Omit<Target, 'id'>): Target {
    let known = this.compoundTargets.get(peer);
    if (!known) this.compoundTargets.set(peer, (known = new Map()));
    return this.target(known, key, make);
  }

  /** The parts of a target towards which ports have different numbers, and addresses, which have no names. */
  public resolvedTargets(ports: RulePorts, of: Target | undefined): { target: Target; ports: PortSetId }[] {
    const byPorts = new Map<PortSetId, number[]>();
    this.classes.forEach(({ ports: declared }, id) => {
      const numbers = this.ports.idOf(resolvePorts(ports, declared));
      const same = byPorts.get(numbers);
      if (same) same.push(id);
      else byPorts.set(numbers, [id]);
    });
    const numbers = this.ports.idOf(ports.numbers);
    const key = JSON.stringify([of?.id, ports.numbers.key, ports.names, ports.exceptNames]);
    const part = (name: string, pods: IntervalSet, atoms: IntervalSet) =>
      this.target(this.namedTargets, `${name} ${key}`, () => ({ pods, atoms }));
    return [
      { ports: numbers, target: part('addresses', EMPTY_SET, of ? of.atoms : this.allAtoms) },
      ...Array.from(byPorts, ([id, classes]) => {
        const pods = ofSortedIds(classes);
        return { ports: id, target: part(`${id}`, of ? intersectionOf(of.pods, pods) : pods, EMPTY_SET) };
      }),
    ];
  }

  private classesThat(test: (own: PodClass) => boolean): IntervalSet {
    return ofSortedIds(this.classes.flatMap((own, id) => (test(own) ? [id] : [])));
  }

  /** The part of a target whose pods give a name a number, for each such number. */
  public namedPortTargets(name: NamedPort, of: Target | undefined): { target: Target; ports: PortSetId }[] {
    return this.resolutionsOf(name).map(({ ports, pods }, index) => ({
      ports,
      target: this.target(this.namedTargets, `${of ? of.id : 'any'}@${namedPortKey(name)}#${index}`, () => ({
        pods: of ? intersectionOf(of.pods, pods) : pods,
        atoms: EMPTY_SET,
      })),
    }));
  }

  private resolutionsOf(name: NamedPort): readonly Resolution[] {
    const key = namedPortKey(name);
    let found = this.resolutions.get(key);
    if (!found) {
      const byPorts = new Map<PortSetId, number[]>();
      this.classes.forEach(({ ports }, id) => {
        const numbers = this.ports.idOf(resolveName(name, ports));
        if (this.ports.get(numbers).isEmpty) return;
        const same = byPorts.get(numbers);
        if (same) same.push(id);
        else byPorts.set(numbers, [id]);
      });
      found = [...byPorts].map(([ports, ids]) => ({ ports, pods: ofSortedIds(ids) }));
      this.resolutions.set(key, found);
    }
    return found;
  }

  private withoutHostNetwork(pods: IntervalSet): IntervalSet {
    return this.onPodNetwork ? intersectionOf(pods, this.onPodNetwork) : pods;
  }

  private podsInOneNamespace(namespace: number, pods: Selector, ifUnknown: boolean): IntervalSet {
    const [lo, hi] = [this.firstClass[namespace]!, this.firstClass[namespace + 1]!];
    return this.podIndex.select(pods.requirements, lo, hi, ifUnknown);
  }

  private podsInNamespaces(namespaces: Selector, pods: Selector): IntervalSet {
    const ranges = this.classesOfNamespaces(namespaces);
    if (pods.requirements.length === 0) return ranges;
    if (ranges.length === 2) return this.podIndex.select(pods.requirements, ranges[0], ranges[1]);
    let everywhere = this.podsInAnyNamespace.get(pods.id);
    if (!everywhere) {
      everywhere = this.podIndex.select(pods.requirements);
      this.podsInAnyNamespace.set(pods.id, everywhere);
    }
    return intersectionOf(everywhere, ranges);
  }

  private classesOfNamespaces(selector: Selector): IntervalSet {
    let ranges = this.rangesByNamespaceSelector.get(selector.id);
    if (!ranges) {
      const namespaces = this.namespaceIndex.select(selector.requirements);
      const parts: IntervalSet[] = [];
      for (let i = 0; i < namespaces.length; i += 2) {
        parts.push(interval(this.firstClass[namespaces[i]!]!, this.firstClass[namespaces[i + 1]!]!));
      }
      ranges = unionOf(parts);
      this.rangesByNamespaceSelector.set(selector.id, ranges);
    }
    return ranges;
  }

  private target<K>(known: Map<K, Target>, key: K, make: () => Omit<Target, 'id'>): Target {
    let target = known.get(key);
    if (!target) {
      const { pods, atoms } = make();
      known.set(key, (target = { id: this.targetCount++, pods, atoms }));
    }
    return target;
  }
}
