import { Bound } from './evaluate-tiers';
import { PolicyGroup, groupsOf } from './policy-group';
import { ProgramTable } from './program-table';
import { Row } from './row';
import { RowTable } from './row-table';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { PolicyProgram, ProgramPolicy } from '../../model/policy-program';
import { forEachIn } from '../sets/interval-set';
import { SharedList } from '../sets/shared-list';
import { Universe } from '../universe/universe';

/** A policy that goes, one that comes, or both where one takes the place of the other. */
export interface PolicyChange {
  readonly removed: ProgramPolicy | undefined;
  readonly added: ProgramPolicy | undefined;
}

type Groups = SharedList<PolicyGroup>;

/** What one direction of all policies means: for each class the groups that isolate it, and the row they make. */
export class DirectionState {
  public static of(
    universe: Universe,
    side: number,
    direction: PolicyType,
    policies: ReadonlyMap<string, readonly ProgramPolicy[]>,
    /** The whole program, where there are policies of other kinds in it. */
    program: PolicyProgram | undefined,
    bound: Bound,
  ): DirectionState {
    const nobody = SharedList.empty<PolicyGroup>();
    const groups = universe.classes.map(() => nobody);
    const doubts = universe.hasUnknownLabels ? new Int32Array(universe.classes.length) : undefined;
    for (const ofNamespace of policies.values()) {
      for (const group of groupsOf(ofNamespace, direction)) {
        forEachIn(universe.subjectsOf(group.policies[0]!, side), (classId) => {
          groups[classId] = groups[classId]!.with(group);
        });
      }
      if (doubts) {
        for (const policy of ofNamespace) countDoubts(doubts, universe, policy, side, direction, 1);
      }
    }
    if (doubts) {
      const others = (program?.tiers ?? []).flatMap(({ stages }) => stages.flatMap(({ policies: all }) => all));
      for (const policy of others.filter(({ document }) => !isNetworkPolicy(document.object))) {
        countDoubts(doubts, universe, policy, side, direction, 1);
      }
    }
    const others = program && new ProgramTable(universe, direction, side, program, bound, policies);
    const table = new RowTable(universe, direction, side, others, bound);
    const rows = groups.map((own, classId) => table.rowOf(own, classId, isDoubtful(doubts, classId)));
    return new DirectionState(universe, side, direction, table, groups, doubts, rows);
  }

  private constructor(
    private readonly universe: Universe,
    private readonly side: number,
    private readonly direction: PolicyType,
    private readonly table: RowTable,
    private readonly groups: readonly Groups[],
    /** How many policies select a class or not, by a label whose value nobody knows; undefined where none can. */
    private readonly doubts: Int32Array | undefined,
    /** By class. */
    public readonly rows: readonly Row[],
  ) {}

  /** The state after a change, which may mention nothing that the universe does not know. */
  public with({ removed, added }: PolicyChange): DirectionState {
    const groups = [...this.groups];
    const touched = new Set<number>();
    const replace = (policy: ProgramPolicy, policiesOf: (old: readonly ProgramPolicy[]) => ProgramPolicy[]) => {
      const replacement = new GroupReplacement(policy, policiesOf);
      forEachIn(this.universe.subjectsOf(policy, this.side), (classId) => {
        groups[classId] = replacement.in(groups[classId]!);
        touched.add(classId);
      });
    };
    if (removed?.rules[this.direction]) replace(removed, (old) => old.filter((policy) => policy !== removed));
    if (added?.rules[this.direction]) replace(added, (old) => [...old, added]);
    const doubts = this.doubts && Int32Array.from(this.doubts);
    if (doubts) {
      const count = (policy: ProgramPolicy | undefined, by: number) => {
        if (!policy) return;
        countDoubts(doubts, this.universe, policy, this.side, this.direction, by, (classId) => touched.add(classId));
      };
      count(removed, -1);
      count(added, 1);
    }
    if (touched.size === 0) return this;
    const rows = [...this.rows];
    for (const classId of touched) {
      rows[classId] = this.table.rowOf(groups[classId]!, classId, isDoubtful(doubts, classId));
    }
    return new DirectionState(this.universe, this.side, this.direction, this.table, groups, doubts, rows);
  }
}

function countDoubts(
  doubts: Int32Array,
  universe: Universe,
  policy: ProgramPolicy,
  side: number,
  direction: PolicyType,
  by: number,
  visit?: (classId: number) => void,
): void {
  if (!policy.rules[direction]) return;
  forEachIn(universe.doubtfulSubjectsOf(policy, side), (classId) => {
    doubts[classId]! += by;
    visit?.(classId);
  });
}

function isDoubtful(doubts: Int32Array | undefined, classId: number): boolean {
  return doubts !== undefined && doubts[classId]! > 0;
}

/** Puts another group in the place of that with the subject of a policy, for each class that the policy selects. */
class GroupReplacement {
  private readonly lists = new Map<Groups, Groups>();
  private readonly groups = new Map<PolicyGroup | undefined, PolicyGroup | undefined>();

  public constructor(
    private readonly policy: ProgramPolicy,
    private readonly policiesOf: (old: readonly ProgramPolicy[]) => ProgramPolicy[],
  ) {}

  public in(list: Groups): Groups {
    let replaced = this.lists.get(list);
    if (!replaced) {
      const all = list.toArray();
      const old = all.find(({ subject }) => subject === this.policy.subject);
      const group = this.replacementOf(old);
      const kept = all.filter((one) => one !== old);
      replaced = (group ? [...kept, group] : kept).reduce(
        (longer, one) => longer.with(one),
        SharedList.empty<PolicyGroup>(),
      );
      this.lists.set(list, replaced);
    }
    return replaced;
  }

  private replacementOf(old: PolicyGroup | undefined): PolicyGroup | undefined {
    if (!this.groups.has(old)) {
      const policies = this.policiesOf(old?.policies ?? []);
      this.groups.set(old, policies.length > 0 ? new PolicyGroup(policies) : undefined);
    }
    return this.groups.get(old);
  }
}
