import { DirectionState } from './direction-state';
import { Bound } from './evaluate-tiers';
import { hasFilters, isCertain, isConditional } from './program-table';
import { Row } from './row';
import { Inventory } from '../../manifests/inventory';
import { Finding } from '../../model/finding';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { PolicyType } from '../../model/network-policy';
import { Among, PolicyProgram, ProgramPolicy, ProgramRule, programOf } from '../../model/policy-program';
import { pushAll } from '../../model/push-all';
import { PolicyKind } from '../../policy-kinds/policy-kind';
import { POLICY_KINDS } from '../../policy-kinds/policy-kinds';
import { ProgramReader } from '../../policy-kinds/program-reader';
import { EngineOptions } from '../universe/engine-options';
import { ClassMember } from '../universe/pod-classes';
import { Universe } from '../universe/universe';
import { Vocabulary } from '../universe/vocabulary';

type State = Readonly<Record<PolicyType, DirectionState>>;

/** The policies of one inventory. */
interface Policies {
  /** The NetworkPolicies, which most of the engine reasons about by themselves. */
  readonly plain: readonly ProgramPolicy[];
  /** Those of other kinds, in the order in which they are asked. */
  readonly others: readonly ProgramPolicy[];
  readonly findings: readonly Finding[];
}

/**
 * What a set of policies means for the pods of an inventory. Immutable: a changed policy makes a new analysis, which
 * shares with the old one whatever the change does not touch.
 */
export class Analysis {
  /** The analysis of one inventory. */
  public static of(inventory: Inventory, options: EngineOptions, kinds = POLICY_KINDS): Analysis {
    return Analysis.ofAll([inventory], options, kinds)[0]!;
  }

  /** Analyses of several inventories over one universe, so that what they say can be compared. */
  public static ofAll(
    inventories: readonly Inventory[],
    options: EngineOptions,
    kinds: readonly PolicyKind[] = POLICY_KINDS,
  ): Analysis[] {
    const first = new ProgramReader(kinds, inventories[0]);
    const readers = inventories.map((inventory, side) => (side === 0 ? first : first.forInput(inventory)));
    const sides = inventories.map((inventory, side) => readAll(readers[side]!, inventory.policies));
    const vocabulary = Vocabulary.of(sides.flatMap(({ plain, others }) => [...plain, ...others]));
    const universe = new Universe(inventories, vocabulary, options);
    return sides.map(
      (own, side) => new Analysis(universe, side, readers[side]!, own, stateOf(universe, side, own, 'sure')),
    );
  }

  /** What the policies mean together; undefined where there are NetworkPolicies only. */
  public readonly program: PolicyProgram | undefined;
  private possibly?: Analysis;
  private conditionally?: Analysis;
  private rulesOfOthers?: readonly ProgramRule[];
  private policiesByNamespace?: ReadonlyMap<string, readonly ProgramPolicy[]>;

  private constructor(
    public readonly universe: Universe,
    /** Which inventory of the universe this is about. */
    public readonly side: number,
    private readonly reader: ProgramReader,
    private readonly own: Policies,
    private readonly state: State,
  ) {
    this.program = programIn(own);
  }

  /** The NetworkPolicies in effect. */
  public get policies(): readonly ProgramPolicy[] {
    return this.own.plain;
  }

  /** The policies of other kinds, in the order in which they are asked. */
  public get otherPolicies(): readonly ProgramPolicy[] {
    return this.own.others;
  }

  /** Policies that could not be taken into account. */
  public get findings(): readonly Finding[] {
    return this.own.findings;
  }

  public get inventory(): Inventory {
    return this.universe.inventories[this.side]!;
  }

  /** The pods of this inventory, with the class that each is in. */
  public get members(): readonly ClassMember[] {
    return this.universe.members[this.side]!;
  }

  public row(direction: PolicyType, classId: number): Row {
    return this.state[direction].rows[classId]!;
  }

  /** The row of every class, by its number. */
  public rows(direction: PolicyType): readonly Row[] {
    return this.state[direction].rows;
  }

  /** Whether what the class's rows do not allow may be undefined, towards everyone. */
  public isUnsure(classId: number): boolean {
    const { hostNetwork } = this.universe.classes[classId]!;
    return hostNetwork || Object.values(PolicyType).some((type) => this.row(type, classId).undefinedSubject);
  }

  /**
   * What would be allowed if everything that is uncertain turned out that way: blocks and selectors that may match pods,
   * policies of which nobody promises which comes first, peers that only a running cluster knows. Where all is certain,
   * there is nothing more to allow than this analysis does.
   */
  public get possible(): Analysis {
    const { options, hasUnknownLabels } = this.universe;
    if (options.ipBlockMatchesPods !== 'unknown' && !hasUnknownLabels && this.isCertain()) return this;
    const { universe, side, reader, own } = this;
    this.possibly ??= new Analysis(universe, side, reader, own, stateOf(universe, side, own, 'possible'));
    return this.possibly;
  }

  /**
   * What would be allowed if the conditions came true that rules name, and everything else that is uncertain turned out
   * at its worst. Where no rule names any, there is nothing more to allow than this analysis does.
   */
  public get conditional(): Analysis {
    if (!this.otherRules().some(isConditional)) return this;
    const { universe, side, reader, own } = this;
    this.conditionally ??= new Analysis(universe, side, reader, own, stateOf(universe, side, own, 'conditional'));
    return this.conditionally;
  }

  /** All that this means: what is sure, what hangs on conditions, what is possible. Each once, where they are the same. */
  public get bounds(): readonly Analysis[] {
    return [...new Set([this, this.conditional, this.possible])];
  }

  private otherRules(): readonly ProgramRule[] {
    this.rulesOfOthers ??= this.own.others.flatMap(({ rules }) =>
      Object.values(PolicyType).flatMap((type) => rules[type] ?? []),
    );
    return this.rulesOfOthers;
  }

  private isCertain(): boolean {
    if (this.program && this.universe.onHostNetwork.length > 0) return false;
    const stages = (this.program?.tiers ?? []).flatMap((tier) => tier.stages);
    if (stages.some(({ among, policies }) => among !== Among.UNION && policies.length > 1)) return false;
    return this.otherRules().every((rule) => isCertain(rule, this.universe) && !isConditional(rule));
  }

  /** The different rows of the classes that have pods in this inventory. */
  public distinctRows(direction: PolicyType): readonly Row[] {
    const rows = this.state[direction].rows;
    return [...new Set(this.members.map(({ classId }) => rows[classId]!))];
  }

  /** Analyses of other inventories under the options and kinds of this one, over one universe. */
  public ofOthers(inventories: readonly Inventory[]): Analysis[] {
    return Analysis.ofAll(inventories, this.universe.options, this.reader.kinds);
  }

  public policiesIn(namespace: string): readonly ProgramPolicy[] {
    this.policiesByNamespace ??= groupByNamespace(this.policies);
    return this.policiesByNamespace.get(namespace) ?? [];
  }

  /**
   * The analysis with one policy more, less, or another in its place (the one of the same namespace and name). Costs
   * what the policy's own subjects cost, unless it mentions a label, a block or a port name that no policy mentioned
   * before: then the pods have to be told apart anew.
   */
  public withPolicy(document: ManifestDocument): Analysis {
    const failures = this.reader.findings.length;
    const added = this.reader.read(document);
    const findings = [...this.findings, ...this.reader.findings.slice(failures)];
    return this.replace(added.length === 0 ? [] : this.sameObject(added[0]!), added, findings);
  }

  /** The analysis without the NetworkPolicy of this namespace and name. */
  public withoutPolicy(namespace: string, name: string): Analysis {
    const removed = this.policies.filter((policy) => policy.name === name && policy.namespace === namespace);
    return this.replace(removed, [], this.findings);
  }

  /** The policies of the object of this kind, namespace and name. */
  private sameObject({ document: { object }, namespace, name }: ProgramPolicy): ProgramPolicy[] {
    const isSame = (policy: ProgramPolicy) => {
      const { kind, apiVersion } = policy.document.object;
      return (
        policy.name === name &&
        policy.namespace === namespace &&
        kind === object.kind &&
        apiVersion === object.apiVersion
      );
    };
    return [...this.own.plain, ...this.own.others].filter(isSame);
  }

  private replace(
    removed: readonly ProgramPolicy[],
    added: readonly ProgramPolicy[],
    findings: readonly Finding[],
  ): Analysis {
    const { universe, side, reader } = this;
    const isPlain = [...removed, ...added].every(({ document }) => isNetworkPolicy(document.object));
    const gone = new Set(removed);
    const remaining = [...this.own.plain.filter((policy) => !gone.has(policy)), ...(isPlain ? added : [])];
    const own = isPlain
      ? { ...this.own, plain: remaining, findings }
      : sorted([...remaining, ...this.own.others.filter((policy) => !gone.has(policy)), ...added], findings);
    // What opens a port that is filtered is not kept row by row.
    const isFiltered = hasFilters(this.otherRules());
    if (!isPlain || isFiltered || !added.every((policy) => this.knows(policy))) {
      const vocabulary = Vocabulary.of([...own.plain, ...own.others]);
      const wider = new Universe([this.inventory], vocabulary, universe.options);
      return new Analysis(wider, 0, reader, own, stateOf(wider, 0, own, 'sure'));
    }
    // A NetworkPolicy is one policy of a program.
    const change = { removed: removed[0], added: added[0] };
    const state = {
      [PolicyType.INGRESS]: this.state[PolicyType.INGRESS].with(change),
      [PolicyType.EGRESS]: this.state[PolicyType.EGRESS].with(change),
    };
    return new Analysis(universe, side, reader, own, state);
  }

  private knows(policy: ProgramPolicy): boolean {
    const { vocabulary, namespaces } = this.universe;
    return vocabulary.covers(policy) && namespaces.tryIdOf(this.side, policy.namespace) !== undefined;
  }
}

function readAll(reader: ProgramReader, documents: readonly ManifestDocument[]): Policies {
  const failures = reader.findings.length;
  const policies: ProgramPolicy[] = [];
  for (const document of documents) {
    pushAll(policies, reader.read(document));
  }
  return sorted(policies, reader.findings.slice(failures));
}

function sorted(policies: readonly ProgramPolicy[], findings: readonly Finding[]): Policies {
  const isPlain = ({ document }: ProgramPolicy) => isNetworkPolicy(document.object);
  const others = policies.filter((policy) => !isPlain(policy));
  if (others.length === 0) return { plain: policies, others, findings };
  const inOrder = programOf(others).tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies));
  return { plain: policies.filter(isPlain), others: inOrder, findings };
}

function programIn({ plain, others }: Policies): PolicyProgram | undefined {
  return others.length === 0 ? undefined : programOf([...plain, ...others]);
}

function stateOf(universe: Universe, side: number, policies: Policies, bound: Bound): State {
  const namespaces = groupByNamespace(policies.plain);
  const program = programIn(policies);
  const stateFor = (direction: PolicyType) => DirectionState.of(universe, side, direction, namespaces, program, bound);
  return {
    [PolicyType.INGRESS]: stateFor(PolicyType.INGRESS),
    [PolicyType.EGRESS]: stateFor(PolicyType.EGRESS),
  };
}

function groupByNamespace(policies: readonly ProgramPolicy[]): Map<string, ProgramPolicy[]> {
  const index = new Map<string, ProgramPolicy[]>();
  for (const policy of policies) {
    const same = index.get(policy.namespace);
    if (same) same.push(policy);
    else index.set(policy.namespace, [policy]);
  }
  return index;
}
