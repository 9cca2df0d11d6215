import { AllowanceSum, forEachAllowance, portsFor } from './allowance';
import { Bound, PortAlgebra, RuleInput, TierInput, evaluateTiers, listsIn } from './evaluate-tiers';
import { Row, RowPart } from './row';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import {
  Among,
  CompoundPeer,
  PolicyProgram,
  ProgramPeer,
  ProgramPolicy,
  ProgramRule,
  RuleAction,
  TierDefinition,
} from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { NO_CONDITIONS } from '../sets/condition-table';
import { complementOf, contains, forEachIn, intersectionOf, unionOf } from '../sets/interval-set';
import { PortMap, combineMaps, portMapOf, uniformMap } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS } from '../sets/port-set-table';
import { SharedList } from '../sets/shared-list';
import { EngineOptions } from '../universe/engine-options';
import { PodClass } from '../universe/pod-classes';
import { Target, Universe } from '../universe/universe';

/** What a rule is asked for: what it matches at a bound, or on ports that it names one by one. */
type Question = Bound | 'singles';

/** Where a policy stands in its program. */
interface Place {
  readonly tier: number;
  readonly stage: number;
}

/** The policies of a stage that select a class. */
interface SelectingStage {
  readonly among: Among;
  readonly policies: readonly ProgramPolicy[];
  readonly hasNetworkPolicies: boolean;
}

/**
 * Puts what NetworkPolicies allow a class into its place among policies of other kinds. Those of NetworkPolicies alone
 * need none of this: `row-table.ts` makes their rows, which are shared across namespaces.
 */
export class ProgramTable {
  /** By class, the other policies that select it. */
  private readonly policies: SharedList<ProgramPolicy>[];
  private readonly composed = new Map<SharedList<ProgramPolicy>, Map<string, Row>>();
  /** Rows that say the same are one, so that classes are told apart by what they may do only. */
  private readonly byContent = new Map<string, Row>();
  /** What NetworkPolicies deny nobody for sure: pods with hostNetwork. */
  private readonly onHost: PortMap;
  private readonly algebras: Readonly<Record<RowPart, PortAlgebra<PortMap>>>;
  /** Where each policy stands: its tier and its stage there. */
  private readonly places = new Map<ProgramPolicy, Place>();
  private placeOfNetworkPolicies: Place | undefined;
  /** Whether some rule lets through only a part of the traffic on its ports. */
  private readonly hasFilters: boolean;
  /** What a rule matches, by all else that it hangs on. */
  private readonly matched = new Map<ProgramRule, Map<string, PortMap>>();

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    private readonly side: number,
    private readonly program: PolicyProgram,
    private readonly bound: Bound,
    /** The NetworkPolicies, by namespace. */
    private readonly plain: ReadonlyMap<string, readonly ProgramPolicy[]>,
  ) {
    const nobody = SharedList.empty<ProgramPolicy>();
    this.policies = universe.classes.map(() => nobody);
    program.tiers.forEach(({ stages }, tier) =>
      stages.forEach(({ policies }, stage) => {
        for (const policy of policies) this.place(policy, { tier, stage });
      }),
    );
    this.hasFilters = [...this.places.keys()].some(({ rules }) => hasFilters(rules[direction]));
    const { length } = universe.classes;
    this.onHost = portMapOf(NO_PORTS, [{ ids: universe.onHostNetwork, ports: ALL_PORTS }], length, universe.ports);
    this.algebras = {
      pods: mapAlgebra(universe, length),
      atoms: mapAlgebra(universe, universe.atoms.count),
    };
  }

  private place(policy: ProgramPolicy, place: Place): void {
    if (isNetworkPolicy(policy.document.object)) {
      this.placeOfNetworkPolicies = place;
      return;
    }
    if (!policy.rules[this.direction]) return;
    this.places.set(policy, place);
    forEachIn(this.universe.subjectsOnPodNetwork(policy, this.side), (classId) => {
      this.policies[classId] = this.policies[classId]!.with(policy);
    });
  }

  /** The row of a class for which NetworkPolicies make `row`. */
  public compose(row: Row, classId: number, newId: () => number): Row {
    const policies = this.policies[classId]!;
    if (policies.isEmpty) return row;
    const rows = this.composed.get(policies) ?? new Map<string, Row>();
    this.composed.set(policies, rows);
    const own = this.universe.classes[classId]!;
    const selecting = policies.toArray();
    const openers = this.openersOf(selecting, classId, own);
    const key = `${row.id} ${own.portsKey} ${this.narrowingOf(selecting, classId)} ${openers.key}`;
    let composed = rows.get(key);
    if (!composed) {
      const mapOf = (part: RowPart) => {
        const tiers = this.tiersFor(selecting, row.isolated).map(({ definition, stages }): TierInput<PortMap> => {
          const inputs = stages.map((stage) => this.stageInput(stage, openers.policies, row, own, classId, part));
          const isolates = inputs.some((stage) => stage.isolates);
          return { undecided: definition.undecided, isolates, stages: inputs };
        });
        return evaluateTiers(this.algebras[part], tiers, this.bound);
      };
      const isolated = row.isolated || selecting.some(({ isolates }) => isolates);
      const maps = { pods: mapOf('pods'), atoms: mapOf('atoms') };
      const conditions = this.conditionsFor(selecting, own, classId);
      composed = this.interned({ ...row, composed: true, isolated, ...maps, ...conditions }, newId);
      rows.set(key, composed);
    }
    return composed;
  }

  /** The conditions of a class, where they are asked for. */
  private conditionsFor(policies: readonly ProgramPolicy[], own: PodClass, classId: number): Pick<Row, 'conditions'> {
    const conditional = policies.some(({ rules }) => rules[this.direction]?.some(isConditional));
    if (this.bound !== 'conditional' || !conditional) return {};
    const mapOf = (part: RowPart) => this.conditionsOf(policies, own, classId, part);
    return { conditions: { pods: mapOf('pods'), atoms: mapOf('atoms') } };
  }

  /** What hangs on which conditions, whether something else opens it or not. */
  private conditionsOf(policies: readonly ProgramPolicy[], own: PodClass, classId: number, part: RowPart): PortMap {
    const { conditions, classes, atoms } = this.universe;
    const size = part === 'pods' ? classes.length : atoms.count;
    let map = uniformMap(NO_CONDITIONS);
    for (const { namespace, rules } of policies) {
      for (const rule of rules[this.direction] ?? []) {
        if (!isConditional(rule) || this.isAbout(rule, namespace, classId) === 'no') continue;
        for (const { peers, subjectTo } of conditionsOfRule(rule)) {
          const matched = this.matchedAnew({ ...rule, peers }, namespace, own, part, 'possible');
          map = combineMaps(map, matched, size, (known, ports) =>
            ports === NO_PORTS ? known : conditions.with(known, { subjectTo, ports }),
          );
        }
      }
    }
    return map;
  }

  /**
   * The NetworkPolicies of a class, where rules hold back a part of the traffic on their ports: what opens it again does
   * not show in the row that they make together.
   */
  private openersOf(
    selecting: readonly ProgramPolicy[],
    classId: number,
    own: PodClass,
  ): { readonly policies: readonly ProgramPolicy[]; readonly key: string } {
    const filters = this.hasFilters && selecting.some(({ rules }) => hasFilters(rules[this.direction]));
    if (!filters || !this.placeOfNetworkPolicies) return { policies: [], key: '' };
    const { name } = this.universe.namespaces.all[own.namespace]!;
    const inNamespace = this.plain.get(name) ?? [];
    const policies = inNamespace.filter(
      (policy) => policy.rules[this.direction] && contains(this.universe.subjectsOf(policy, this.side), classId),
    );
    return { policies, key: policies.map((policy) => `${name}/${inNamespace.indexOf(policy)}`).join() };
  }

  private interned(row: Row, newId: () => number): Row {
    const { isolated, undefinedSubject, pods, atoms, conditions } = row;
    const content = JSON.stringify([isolated, undefinedSubject, pods, atoms, conditions]);
    let known = this.byContent.get(content);
    if (!known) this.byContent.set(content, (known = { ...row, id: newId() }));
    return known;
  }

  /** Which rules leave the class out although their policies select it, as a key. */
  private narrowingOf(policies: readonly ProgramPolicy[], classId: number): string {
    let key = '';
    for (const { rules, namespace } of policies) {
      for (const rule of rules[this.direction] ?? []) {
        if (rule.subject) key += this.isAbout(rule, namespace, classId)[0];
      }
    }
    return key;
  }

  private isAbout({ subject }: ProgramRule, namespace: string, classId: number): 'yes' | 'no' | 'unknown' {
    if (!subject) return 'yes';
    const isIn = (bound: Bound) => {
      const target = this.targetOf(subject, namespace, bound);
      return !target || contains(target.pods, classId);
    };
    return isIn('sure') ? 'yes' : isIn('possible') ? 'unknown' : 'no';
  }

  /** The tiers and stages in which some of the policies stand, in order, and that of NetworkPolicies. */
  private tiersFor(
    policies: readonly ProgramPolicy[],
    withNetworkPolicies: boolean,
  ): { definition: TierDefinition; stages: SelectingStage[] }[] {
    const tiers = new Map<number, Map<number, ProgramPolicy[]>>();
    const at = ({ tier, stage }: Place) => {
      const stages = tiers.get(tier) ?? new Map<number, ProgramPolicy[]>();
      tiers.set(tier, stages);
      const own = stages.get(stage) ?? [];
      stages.set(stage, own);
      return own;
    };
    for (const policy of policies) at(this.places.get(policy)!).push(policy);
    const plain = withNetworkPolicies ? this.placeOfNetworkPolicies : undefined;
    if (plain) at(plain);
    const inOrder = <T>(map: Map<number, T>) => [...map].sort(([a], [b]) => a - b);
    return inOrder(tiers).map(([tier, stages]) => ({
      definition: this.program.tiers[tier]!.definition,
      stages: inOrder(stages).map(([stage, own]) => ({
        among: this.program.tiers[tier]!.stages[stage]!.among,
        policies: own,
        hasNetworkPolicies: plain?.tier === tier && plain.stage === stage,
      })),
    }));
  }

  private stageInput(
    { among, policies, hasNetworkPolicies }: SelectingStage,
    openers: readonly ProgramPolicy[],
    row: Row,
    own: PodClass,
    classId: number,
    part: RowPart,
  ): TierInput<PortMap>['stages'][number] & { isolates: boolean } {
    const inputs = policies.map(({ namespace, rules }) =>
      rules[this.direction]!.flatMap((rule) => this.ruleInput(rule, namespace, own, classId, part)),
    );
    let isolates = policies.some((policy) => policy.isolates);
    const lists = listsIn(among, policies, inputs);
    // Which NetworkPolicies they are, the row has settled already.
    if (hasNetworkPolicies) {
      const possible = part === 'pods' ? this.algebras.pods.union(row.pods, this.onHost) : row.atoms;
      const whole = { action: RuleAction.ALLOW, sure: row[part], possible };
      const opening = openers.flatMap(({ rules, namespace }) =>
        rules[this.direction]!.flatMap((rule) => this.ruleInput(rule, namespace, own, classId, part)),
      );
      lists.push([whole, ...opening]);
      isolates = true;
    }
    return { among, policies: lists, isolates };
  }

  private ruleInput(
    rule: ProgramRule,
    namespace: string,
    own: PodClass,
    classId: number,
    part: RowPart,
  ): RuleInput<PortMap>[] {
    const about = this.isAbout(rule, namespace, classId);
    if (about === 'no') return [];
    const { action = RuleAction.ALLOW, subjectTo, peers, ports } = rule;
    const matched = (question: Question) => this.matchedBy(rule, namespace, own, part, question);
    const isOpen = action === RuleAction.ALLOW && !subjectTo && (ports.singles !== undefined || ports.names.length > 0);
    // Only where something may be held back.
    const opens = isOpen && this.hasFilters && about === 'yes' ? { opens: matched('singles') } : {};
    const reach = peers ? 'named' : 'anyone';
    const common = { action, reach, filters: subjectTo !== undefined, ...opens } as const;
    const { none } = this.algebras[part];
    if (isCertain(rule, this.universe)) {
      const both = matched('possible');
      return [{ ...common, sure: about === 'yes' ? both : none, possible: both }];
    }
    const isMet = this.bound === 'conditional';
    const sure = about !== 'yes' ? none : matched(isMet && action === RuleAction.ALLOW ? 'conditional' : 'sure');
    // Conditions come true for what allows, and do not for what denies.
    if (!isMet || action === RuleAction.ALLOW) return [{ ...common, sure, possible: matched('possible') }];
    const known = peers?.filter((peer) => peer.kind !== 'unknown' || !peer.within);
    return [
      { ...common, sure, possible: this.matchedAnew({ ...rule, peers: known }, namespace, own, part, 'possible') },
    ];
  }

  private matchedBy(rule: ProgramRule, namespace: string, own: PodClass, part: RowPart, question: Question): PortMap {
    if (question !== 'possible' && rule.ports.sourcePorts) return this.algebras[part].none;
    const { names, exceptNames } = rule.ports;
    const isNamed = this.direction === PolicyType.INGRESS && (names.length > 0 || exceptNames !== undefined);
    let known = this.matched.get(rule);
    if (!known) this.matched.set(rule, (known = new Map<string, PortMap>()));
    const key = `${part} ${question} ${namespace} ${isNamed ? own.portsKey : ''}`;
    let map = known.get(key);
    if (!map) known.set(key, (map = this.answerTo(question, rule, namespace, own, part)));
    return map;
  }

  private answerTo(question: Question, rule: ProgramRule, namespace: string, own: PodClass, part: RowPart): PortMap {
    if (question !== 'singles') return this.matchedAnew(rule, namespace, own, part, question);
    const { singles = PortSet.EMPTY, names, exceptNames } = rule.ports;
    const ports = { numbers: singles, names, ...(exceptNames ? { exceptNames } : {}) };
    return this.matchedAnew({ ...rule, ports }, namespace, own, part, 'sure');
  }

  private matchedAnew(rule: ProgramRule, namespace: string, own: PodClass, part: RowPart, bound: Bound): PortMap {
    const { universe, direction } = this;
    const sum = new AllowanceSum(universe.ports);
    const targetOf = (peer: ProgramPeer): Target | undefined => this.targetOf(peer, namespace, bound);
    // On egress, the pods at the other end have resolved names already.
    const exceptNames = direction === PolicyType.INGRESS ? rule.ports.exceptNames : undefined;
    forEachAllowance(universe, direction, rule, targetOf, (target, ports, names) =>
      sum.add(target, portsFor({ ports, names, exceptNames }, own.ports, universe.ports)),
    );
    const entries = sum.targets.map((target, place) => ({ ids: target[part], ports: sum.ports[place]! }));
    const size = part === 'pods' ? universe.classes.length : universe.atoms.count;
    return portMapOf(sum.base, entries, size, universe.ports);
  }

  private targetOf(peer: ProgramPeer, namespace: string, bound: Bound): Target | undefined {
    const { universe } = this;
    if (peer.kind === 'pods') return universe.podsTarget(peer, namespace, this.side, bound === 'possible');
    if (peer.kind === 'unknown') {
      if (bound === 'sure' || (bound === 'conditional' && !peer.within)) return universe.noTarget;
      if (peer.within) return this.targetOf(peer.within, namespace, bound);
      return peer.neverPods ? universe.beyondPods : undefined;
    }
    if (peer.kind === 'compound') return this.compoundTarget(peer, namespace, bound);
    if (peer.matchesPods) return universe.addressTarget(peer, bound === 'possible');
    return universe.blockTarget(peer, peer.matchesPods ?? blocksMatchPods(universe.options, bound));
  }

  private compoundTarget(peer: CompoundPeer, namespace: string, bound: Bound): Target {
    const { universe } = this;
    const everyone = { pods: universe.allPods, atoms: universe.allAtoms };
    const anyOf = (peers: readonly ProgramPeer[], of: Bound) => {
      const targets = peers.map((one) => this.targetOf(one, namespace, of) ?? everyone);
      return { pods: unionOf(targets.map(({ pods }) => pods)), atoms: unionOf(targets.map(({ atoms }) => atoms)) };
    };
    return universe.compoundTarget(peer, `${this.side} ${bound} ${namespace}`, () => {
      const without = anyOf(peer.except, bound === 'possible' ? 'sure' : 'possible');
      return peer.all
        .map((peers) => anyOf(peers, bound))
        .reduce(
          (both, one) => ({
            pods: intersectionOf(both.pods, one.pods),
            atoms: intersectionOf(both.atoms, one.atoms),
          }),
          {
            pods: complementOf(without.pods, 0, universe.classes.length),
            atoms: complementOf(without.atoms, 0, universe.atoms.count),
          },
        );
    });
  }
}

/** Whether blocks match pods, for a bound of what is allowed where nobody knows it. */
export function blocksMatchPods({ ipBlockMatchesPods }: EngineOptions, bound: Bound): boolean {
  return ipBlockMatchesPods === 'known-ips' || (ipBlockMatchesPods === 'unknown' && bound === 'possible');
}

/** Whether manifests tell for sure what the rule matches. */
export function isCertain({ peers = [], ports, subject }: ProgramRule, universe: Universe): boolean {
  if (ports.sourcePorts) return false;
  return [...peers, ...(subject ? [subject] : [])].every((peer) => isCertainPeer(peer, universe));
}

function isCertainPeer(peer: ProgramPeer, universe: Universe): boolean {
  switch (peer.kind) {
    case 'pods':
      return !universe.hasUnknownLabels;
    case 'block':
      if (peer.matchesPods) return universe.addressTarget(peer, true) === universe.addressTarget(peer, false);
      return peer.matchesPods !== undefined || universe.options.ipBlockMatchesPods !== 'unknown';
    case 'compound':
      return [...peer.all.flat(), ...peer.except].every((one) => isCertainPeer(one, universe));
    default:
      return false;
  }
}

/** Whether what the rule lets through hangs on a condition that it names. */
export function isConditional({ peers = [], subjectTo }: ProgramRule): boolean {
  return subjectTo !== undefined || peers.some((peer) => conditionsOfPeer(peer).length > 0);
}

/** What a peer is subject to that only the running cluster knows. */
function conditionsOfPeer(peer: ProgramPeer): string[] {
  if (peer.kind === 'unknown') return peer.within ? [peer.subjectTo] : [];
  return peer.kind === 'compound' ? [...peer.all.flat(), ...peer.except].flatMap(conditionsOfPeer) : [];
}

/** The parts of a rule that hang on conditions: the peers, and on what. */
function conditionsOfRule(
  rule: ProgramRule,
): { readonly peers: readonly ProgramPeer[] | undefined; readonly subjectTo: string }[] {
  const { peers, subjectTo: filter, action } = rule;
  const isDenied = action === RuleAction.DENY;
  const parts = (peers ?? []).flatMap((peer) => {
    const named = conditionsOfPeer(peer);
    if (named.length === 0) return [];
    const subjectTo = [named.join(' or '), ...(filter === undefined ? [] : [filter])].join(', ');
    return [{ peers: [peer], subjectTo: isDenied ? `all but ${subjectTo}` : subjectTo }];
  });
  if (filter === undefined) return parts;
  const others = peers?.filter((peer) => conditionsOfPeer(peer).length === 0);
  return [...parts, { peers: others, subjectTo: filter }];
}

/** Whether some of the rules let through only a part of the traffic on their ports. */
export function hasFilters(rules: readonly ProgramRule[] | undefined): boolean {
  return rules?.some(({ subjectTo }) => subjectTo !== undefined) ?? false;
}

function mapAlgebra(universe: Universe, size: number): PortAlgebra<PortMap> {
  const { ports } = universe;
  return {
    none: uniformMap(NO_PORTS),
    all: uniformMap(ALL_PORTS),
    union: (a, b) => combineMaps(a, b, size, (one, other) => ports.union(one, other)),
    subtract: (a, b) => combineMaps(a, b, size, (one, other) => ports.subtract(one, other)),
  };
}
