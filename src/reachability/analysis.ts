import { CompiledPolicy } from './compiled-policy';
import { EngineOptions } from './engine-options';
import { forEachIn } from './interval-set';
import { ClassMember } from './pod-classes';
import { PolicyCompiler } from './policy-compiler';
import { Row } from './row';
import { PolicyGroup, RowTable } from './row-table';
import { Universe } from './universe';
import { Vocabulary } from './vocabulary';
import { Inventory } from '../manifests/inventory';
import { ManifestDocument } from '../manifests/manifest-document';
import { Finding } from '../model/finding';
import { PolicyType } from '../model/network-policy';

const DIRECTIONS = Object.values(PolicyType);

/** What one direction of all policies means: for each class the groups that isolate it, and the row they make. */
interface DirectionState {
  readonly groups: readonly (readonly PolicyGroup[])[];
  readonly rows: readonly Row[];
  readonly table: RowTable;
}

type State = Readonly<Record<PolicyType, DirectionState>>;

const NO_GROUPS: readonly PolicyGroup[] = [];

/**
 * What a set of policies means for the pods of an inventory. Immutable: a changed policy makes a new analysis, which
 * shares with the old one whatever the change does not touch.
 */
export class Analysis {
  /** The analysis of one inventory. */
  public static of(inventory: Inventory, options: EngineOptions): Analysis {
    return Analysis.ofAll([inventory], options)[0]!;
  }

  /** Analyses of several inventories over one universe, so that what they say can be compared. */
  public static ofAll(inventories: readonly Inventory[], options: EngineOptions): Analysis[] {
    const compiler = new PolicyCompiler();
    const sides = inventories.map(({ policies }) => compileAll(compiler, policies));
    const vocabulary = Vocabulary.of(sides.flatMap(({ policies }) => policies));
    const universe = new Universe(inventories, vocabulary, options);
    return sides.map(
      ({ policies, findings }, side) =>
        new Analysis(universe, side, compiler, policies, findings, stateOf(universe, side, policies)),
    );
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

  /**
   * What would be allowed if every block matched pods, where nobody knows whether blocks do. Where somebody knows, there
   * is nothing more to allow than this analysis does.
   */
  public get possible(): Analysis {
    if (this.universe.options.ipBlockMatchesPods !== 'unknown') return this;
    this.possibly ??= new Analysis(
      this.universe,
      this.side,
      this.compiler,
      this.policies,
      this.findings,
      stateOf(this.universe, this.side, this.policies, true),
    );
    return this.possibly;
  }

  /** The different rows of the classes that have pods in this inventory. */
  public distinctRows(direction: PolicyType): readonly Row[] {
    const rows = this.state[direction].rows;
    return [...new Set(this.members.map(({ classId }) => rows[classId]!))];
  }

  public policiesIn(namespace: string): readonly CompiledPolicy[] {
    if (!this.policiesByNamespace) {
      const index = new Map<string, CompiledPolicy[]>();
      for (const policy of this.policies) {
        const same = index.get(policy.namespace);
        if (same) same.push(policy);
        else index.set(policy.namespace, [policy]);
      }
      this.policiesByNamespace = index;
    }
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
    const { universe, side } = this;
    if (
      added &&
      (!universe.vocabulary.covers(added) || universe.namespaces.tryIdOf(side, added.namespace) === undefined)
    ) {
      const vocabulary = Vocabulary.of(policies);
      const wider = new Universe([this.inventory], vocabulary, universe.options);
      return new Analysis(wider, 0, this.compiler, policies, findings, stateOf(wider, 0, policies));
    }
    const state = { ...this.state };
    for (const direction of DIRECTIONS) {
      state[direction] = changed(this.state[direction], direction, universe, side, removed, added);
    }
    return new Analysis(universe, side, this.compiler, policies, findings, state);
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

let groupCount = 0;

function newGroup(policies: readonly CompiledPolicy[]): PolicyGroup {
  return { id: groupCount++, policies };
}

function stateOf(
  universe: Universe,
  side: number,
  policies: readonly CompiledPolicy[],
  blocksMatchPods = universe.options.ipBlockMatchesPods === 'known-ips',
): State {
  const [ingress, egress] = [PolicyType.INGRESS, PolicyType.EGRESS].map((direction): DirectionState => {
    const groups: (readonly PolicyGroup[])[] = universe.classes.map(() => NO_GROUPS);
    for (const group of groupsOf(policies, direction)) {
      forEachIn(universe.subjectsOf(group.policies[0]!, side), (classId) => {
        const own = groups[classId]!;
        if (own === NO_GROUPS) groups[classId] = [group];
        else (own as PolicyGroup[]).push(group);
      });
    }
    const table = new RowTable(universe, direction, side, blocksMatchPods);
    return { groups, rows: groups.map((own, classId) => table.rowOf(own, classId)), table };
  });
  return { [PolicyType.INGRESS]: ingress!, [PolicyType.EGRESS]: egress! };
}

/** Policies with one subject, in the order of their first policy. */
function groupsOf(policies: readonly CompiledPolicy[], direction: PolicyType): PolicyGroup[] {
  const bySubject = new Map<string, CompiledPolicy[]>();
  for (const policy of policies) {
    if (!policy.rules[direction]) continue;
    const key = `${policy.subject.id}|${policy.namespace}`;
    const same = bySubject.get(key);
    if (same) same.push(policy);
    else bySubject.set(key, [policy]);
  }
  return [...bySubject.values()].map(newGroup);
}

function changed(
  { groups, rows, table }: DirectionState,
  direction: PolicyType,
  universe: Universe,
  side: number,
  removed: CompiledPolicy | undefined,
  added: CompiledPolicy | undefined,
): DirectionState {
  const newGroups = [...groups];
  const touched = new Set<number>();
  const replaceGroup = (policy: CompiledPolicy, policiesOf: (old: readonly CompiledPolicy[]) => CompiledPolicy[]) => {
    const replacements = new Map<PolicyGroup | undefined, PolicyGroup | undefined>();
    forEachIn(universe.subjectsOf(policy, side), (classId) => {
      const own = newGroups[classId]!;
      const old = own.find(({ policies: [first] }) => first!.subject === policy.subject);
      if (!replacements.has(old)) {
        const policies = policiesOf(old?.policies ?? []);
        replacements.set(old, policies.length > 0 ? newGroup(policies) : undefined);
      }
      const replacement = replacements.get(old);
      newGroups[classId] = [...own.filter((group) => group !== old), ...(replacement ? [replacement] : [])];
      touched.add(classId);
    });
  };
  if (removed?.rules[direction]) replaceGroup(removed, (old) => old.filter((policy) => policy !== removed));
  if (added?.rules[direction]) replaceGroup(added, (old) => [...old, added]);
  if (touched.size === 0) return { groups, rows, table };
  const newRows = [...rows];
  for (const classId of touched) newRows[classId] = table.rowOf(newGroups[classId]!, classId);
  return { groups: newGroups, rows: newRows, table };
}
