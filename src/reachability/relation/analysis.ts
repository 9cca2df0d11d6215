import { DirectionState } from './direction-state';
import { Row } from './row';
import { Reading } from './row-table';
import { Inventory } from '../../manifests/inventory';
import { ManifestDocument } from '../../manifests/manifest-document';
import { Finding } from '../../model/finding';
import { PolicyType } from '../../model/network-policy';
import { CompiledPolicy } from '../universe/compiled-policy';
import { EngineOptions } from '../universe/engine-options';
import { ClassMember } from '../universe/pod-classes';
import { PolicyCompiler } from '../universe/policy-compiler';
import { TierSource, TieredPolicy, inTierOrder } from '../universe/tiered-policy';
import { Universe } from '../universe/universe';
import { Vocabulary } from '../universe/vocabulary';

type State = Readonly<Record<PolicyType, DirectionState>>;

const NO_TIERS: TierSource = () => [];

/**
 * What a set of policies means for the pods of an inventory. Immutable: a changed policy makes a new analysis, which
 * shares with the old one whatever the change does not touch.
 */
export class Analysis {
  /** The analysis of one inventory. */
  public static of(inventory: Inventory, options: EngineOptions, tiers = NO_TIERS): Analysis {
    return Analysis.ofAll([inventory], options, tiers)[0]!;
  }

  /** Analyses of several inventories over one universe, so that what they say can be compared. */
  public static ofAll(inventories: readonly Inventory[], options: EngineOptions, tiers = NO_TIERS): Analysis[] {
    const compiler = new PolicyCompiler();
    const sides = inventories.map((inventory) => ({
      ...compileAll(compiler, inventory.policies),
      tiered: inTierOrder(tiers(inventory, compiler)),
    }));
    const vocabulary = Vocabulary.of(
      sides.flatMap(({ policies }) => policies),
      sides.flatMap(({ tiered }) => tiered),
    );
    const universe = new Universe(inventories, vocabulary, options);
    return sides.map(({ policies, tiered, findings }, side) => {
      const state = stateOf(universe, side, policies, tiered);
      return new Analysis(universe, side, compiler, policies, tiered, findings, state);
    });
  }

  private possibly?: Analysis;
  private policiesByNamespace?: ReadonlyMap<string, readonly CompiledPolicy[]>;

  private constructor(
    public readonly universe: Universe,
    /** Which inventory of the universe this is about. */
    public readonly side: number,
    private readonly compiler: PolicyCompiler,
    /** The policies in effect. */
    public readonly policies: readonly CompiledPolicy[],
    /** The policies of the Admin and the Baseline tier, in the order in which they are asked. */
    public readonly tiered: readonly TieredPolicy[],
    /** Policies that could not be taken into account. */
    public readonly findings: readonly Finding[],
    private readonly state: State,
  ) {}

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
   * What would be allowed if every block matched pods, where nobody knows whether blocks do, and every selector all
   * that it may match. Where somebody knows, there is nothing more to allow than this analysis does.
   */
  public get possible(): Analysis {
    const { options, hasUnknownLabels } = this.universe;
    if (options.ipBlockMatchesPods !== 'unknown' && !hasUnknownLabels) return this;
    this.possibly ??= new Analysis(
      this.universe,
      this.side,
      this.compiler,
      this.policies,
      this.tiered,
      this.findings,
      stateOf(this.universe, this.side, this.policies, this.tiered, {
        blocksMatchPods: options.ipBlockMatchesPods !== 'never',
        unknownLabelsMatch: true,
      }),
    );
    return this.possibly;
  }

  /** The different rows of the classes that have pods in this inventory. */
  public distinctRows(direction: PolicyType): readonly Row[] {
    const rows = this.state[direction].rows;
    return [...new Set(this.members.map(({ classId }) => rows[classId]!))];
  }

  public policiesIn(namespace: string): readonly CompiledPolicy[] {
    this.policiesByNamespace ??= groupByNamespace(this.policies);
    return this.policiesByNamespace.get(namespace) ?? [];
  }

  /**
   * The analysis with one policy more, less, or another in its place (the one of the same namespace and name). Costs
   * what the policy's own subjects cost, unless it mentions a label, a block or a port name that no policy mentioned
   * before: then the pods have to be told apart anew.
   */
  public withPolicy(document: ManifestDocument): Analysis {
    const failures = this.compiler.findings.length;
    const added = this.compiler.compile(document);
    const findings = [...this.findings, ...this.compiler.findings.slice(failures)];
    const { namespace, name } = added ?? { namespace: '', name: '' };
    const removed = this.policies.find((policy) => policy.name === name && policy.namespace === namespace);
    return this.replace(removed, added, findings);
  }

  /** The analysis without the policy of this namespace and name. */
  public withoutPolicy(namespace: string, name: string): Analysis {
    const removed = this.policies.find((policy) => policy.name === name && policy.namespace === namespace);
    return this.replace(removed, undefined, this.findings);
  }

  private replace(
    removed: CompiledPolicy | undefined,
    added: CompiledPolicy | undefined,
    findings: readonly Finding[],
  ): Analysis {
    const policies = this.policies.filter((policy) => policy !== removed);
    if (added) policies.push(added);
    const { universe, side, tiered } = this;
    if (
      added &&
      (!universe.vocabulary.covers(added) || universe.namespaces.tryIdOf(side, added.namespace) === undefined)
    ) {
      const wider = new Universe([this.inventory], Vocabulary.of(policies, tiered), universe.options);
      const state = stateOf(wider, 0, policies, tiered);
      return new Analysis(wider, 0, this.compiler, policies, tiered, findings, state);
    }
    const change = { removed, added };
    const state = {
      [PolicyType.INGRESS]: this.state[PolicyType.INGRESS].with(change),
      [PolicyType.EGRESS]: this.state[PolicyType.EGRESS].with(change),
    };
    return new Analysis(universe, side, this.compiler, policies, tiered, findings, state);
  }
}

function compileAll(
  compiler: PolicyCompiler,
  documents: readonly ManifestDocument[],
): { policies: CompiledPolicy[]; findings: Finding[] } {
  const failures = compiler.findings.length;
  const policies: CompiledPolicy[] = [];
  for (const document of documents) {
    const policy = compiler.compile(document);
    if (policy) policies.push(policy);
  }
  return { policies, findings: compiler.findings.slice(failures) };
}

function stateOf(
  universe: Universe,
  side: number,
  policies: readonly CompiledPolicy[],
  tiered: readonly TieredPolicy[],
  reading: Reading = {
    blocksMatchPods: universe.options.ipBlockMatchesPods === 'known-ips',
    unknownLabelsMatch: false,
  },
): State {
  const namespaces = groupByNamespace(policies);
  const stateFor = (direction: PolicyType) => DirectionState.of(universe, side, direction, namespaces, tiered, reading);
  return {
    [PolicyType.INGRESS]: stateFor(PolicyType.INGRESS),
    [PolicyType.EGRESS]: stateFor(PolicyType.EGRESS),
  };
}

function groupByNamespace(policies: readonly CompiledPolicy[]): Map<string, CompiledPolicy[]> {
  const index = new Map<string, CompiledPolicy[]>();
  for (const policy of policies) {
    const same = index.get(policy.namespace);
    if (same) same.push(policy);
    else index.set(policy.namespace, [policy]);
  }
  return index;
}
