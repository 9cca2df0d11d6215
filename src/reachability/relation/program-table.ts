import { AllowanceSum, forEachAllowance, portsFor } from './allowance';
import { Bound, PortAlgebra, RuleInput, TierInput, evaluateTiers, listsIn } from './evaluate-tiers';
import { Row } from './row';
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
import { complementOf, contains, forEachIn, intersectionOf, unionOf } from '../sets/interval-set';
import { PortMap, combineMaps, portMapOf, uniformMap } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS } from '../sets/port-set-table';
import { SharedList } from '../sets/shared-list';
import { EngineOptions } from '../universe/engine-options';
import { PodClass } from '../universe/pod-classes';
import { Target, Universe } from '../universe/universe';

type Part = 'pods' | 'atoms';

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
  private readonly algebras: Readonly<Record<Part, PortAlgebra<PortMap>>>;
  /** Where each policy stands: its tier and its stage there. */
  private readonly places = new Map<ProgramPolicy, Place>();
  private placeOfNetworkPolicies: Place | undefined;
  /** What a rule matches, by all else that it hangs on. */
  private readonly matched = new Map<ProgramRule, Map<string, PortMap>>();

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    private readonly side: number,
    private readonly program: PolicyProgram,
    private readonly bound: Bound,
  ) {
    const nobody = SharedList.empty<ProgramPolicy>();
    this.policies = universe.classes.map(() => nobody);
    program.tiers.forEach(({ stages }, tier) =>
      stages.forEach(({ policies }, stage) => {
        for (const policy of policies) this.place(policy, { tier, stage });
      }),
    );
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
    const key = `${row.id} ${own.portsKey} ${this.narrowingOf(selecting, classId)}`;
    let composed = rows.get(key);
    if (!composed) {
      const mapOf = (part: Part) => {
        const tiers = this.tiersFor(selecting, row.isolated).map(({ definition, stages }): TierInput<PortMap> => {
          const inputs = stages.map((stage) => this.stageInput(stage, row, own, classId, part));
          const isolates = inputs.some((stage) => stage.isolates);
          return { undecided: definition.undecided, isolates, stages: inputs };
        });
        return evaluateTiers(this.algebras[part], tiers, this.bound);
      };
      const isolated = row.isolated || selecting.some(({ isolates }) => isolates);
      composed = this.interned({ ...row, composed: true, isolated, pods: mapOf('pods'), atoms: mapOf('atoms') }, newId);
      rows.set(key, composed);
    }
    return composed;
  }

  private interned(row: Row, newId: () => number): Row {
    const { isolated, undefinedSubject, pods, atoms } = row;
    const content = JSON.stringify([isolated, undefinedSubject, pods, atoms]);
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
    row: Row,
    own: PodClass,
    classId: number,
    part: Part,
  ): TierInput<PortMap>['stages'][number] & { isolates: boolean } {
    const inputs = policies.map(({ namespace, rules }) =>
      rules[this.direction]!.flatMap((rule) => this.ruleInput(rule, namespace, own, classId, part)),
    );
    let isolates = policies.some((policy) => policy.isolates);
    const lists = listsIn(among, policies, inputs);
    // Which NetworkPolicies they are, the row has settled already.
    if (hasNetworkPolicies) {
      const possible = part === 'pods' ? this.algebras.pods.union(row.pods, this.onHost) : row.atoms;
      lists.push([{ action: RuleAction.ALLOW, sure: row[part], possible }]);
      isolates = true;
    }
    return { among, policies: lists, isolates };
  }

  private ruleInput(
    rule: ProgramRule,
    namespace: string,
    own: PodClass,
    classId: number,
    part: Part,
  ): RuleInput<PortMap>[] {
    const about = this.isAbout(rule, namespace, classId);
    if (about === 'no') return [];
    const { action = RuleAction.ALLOW } = rule;
    const possible = this.matchedBy(rule, namespace, own, part, 'possible');
    if (about === 'unknown') return [{ action, possible, sure: this.algebras[part].none }];
    const isSure = isCertain(rule, this.universe);
    return [{ action, possible, sure: isSure ? possible : this.matchedBy(rule, namespace, own, part, 'sure') }];
  }

  private matchedBy(rule: ProgramRule, namespace: string, own: PodClass, part: Part, bound: Bound): PortMap {
    if (bound === 'sure' && rule.ports.sourcePorts) return this.algebras[part].none;
    const { names, exceptNames } = rule.ports;
    const isNamed = this.direction === PolicyType.INGRESS && (names.length > 0 || exceptNames !== undefined);
    let known = this.matched.get(rule);
    if (!known) this.matched.set(rule, (known = new Map<string, PortMap>()));
    const key = `${part} ${bound} ${namespace} ${isNamed ? own.portsKey : ''}`;
    let map = known.get(key);
    if (!map) known.set(key, (map = this.matchedAnew(rule, namespace, own, part, bound)));
    return map;
  }

  private matchedAnew(rule: ProgramRule, namespace: string, own: PodClass, part: Part, bound: Bound): PortMap {
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
      if (bound === 'sure') return universe.noTarget;
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
      const without = anyOf(peer.except, bound === 'sure' ? 'possible' : 'sure');
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

function mapAlgebra(universe: Universe, size: number): PortAlgebra<PortMap> {
  const { ports } = universe;
  return {
    none: uniformMap(NO_PORTS),
    all: uniformMap(ALL_PORTS),
    union: (a, b) => combineMaps(a, b, size, (one, other) => ports.union(one, other)),
    subtract: (a, b) => combineMaps(a, b, size, (one, other) => ports.subtract(one, other)),
  };
}
