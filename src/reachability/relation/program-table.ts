import { AllowanceSum, forEachAllowance, portsFor } from './allowance';
import { Bound, PortAlgebra, RuleInput, TierInput, evaluateTiers } from './evaluate-tiers';
import { Row } from './row';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import {
  PolicyProgram,
  ProgramPeer,
  ProgramPolicy,
  ProgramRule,
  ProgramStage,
  RuleAction,
} from '../../model/policy-program';
import { contains, forEachIn } from '../sets/interval-set';
import { PortMap, combineMaps, portMapOf, uniformMap } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS } from '../sets/port-set-table';
import { SharedList } from '../sets/shared-list';
import { PodClass } from '../universe/pod-classes';
import { Target, Universe } from '../universe/universe';

type Part = 'pods' | 'atoms';

/**
 * Puts what NetworkPolicies allow a class into its place among policies of other kinds. Those of NetworkPolicies alone
 * need none of this: `row-table.ts` makes their rows, which are shared across namespaces.
 */
export class ProgramTable {
  /** By class, the other policies that select it. */
  private readonly policies: SharedList<ProgramPolicy>[];
  private readonly composed = new Map<SharedList<ProgramPolicy>, Map<string, Row>>();
  /** What NetworkPolicies deny nobody for sure: pods with hostNetwork. */
  private readonly onHost: PortMap;
  private readonly algebras: Readonly<Record<Part, PortAlgebra<PortMap>>>;

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    private readonly side: number,
    private readonly program: PolicyProgram,
    private readonly bound: Bound,
  ) {
    const nobody = SharedList.empty<ProgramPolicy>();
    this.policies = universe.classes.map(() => nobody);
    for (const policy of program.tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies))) {
      if (isNetworkPolicy(policy.document.object) || !policy.rules[direction]) continue;
      forEachIn(universe.subjectsOnPodNetwork(policy, side), (classId) => {
        this.policies[classId] = this.policies[classId]!.with(policy);
      });
    }
    const { length } = universe.classes;
    this.onHost = portMapOf(NO_PORTS, [{ ids: universe.onHostNetwork, ports: ALL_PORTS }], length, universe.ports);
    this.algebras = {
      pods: mapAlgebra(universe, length),
      atoms: mapAlgebra(universe, universe.atoms.count),
    };
  }

  /** The row of a class for which NetworkPolicies make `row`. */
  public compose(row: Row, classId: number, newId: () => number): Row {
    const policies = this.policies[classId]!;
    if (policies.isEmpty) return row;
    const rows = this.composed.get(policies) ?? new Map<string, Row>();
    this.composed.set(policies, rows);
    const own = this.universe.classes[classId]!;
    const selecting = new Set(policies.toArray());
    const key = `${row.id} ${own.portsKey} ${this.narrowingOf(selecting, classId)}`;
    let composed = rows.get(key);
    if (!composed) {
      const mapOf = (part: Part) => {
        const tiers = this.program.tiers.flatMap((tier) => {
          const stages = tier.stages.flatMap((stage) => this.stageInput(stage, selecting, row, own, classId, part));
          if (stages.length === 0) return [];
          const isolates = stages.some((stage) => stage.isolates);
          return [{ undecided: tier.definition.undecided, isolates, stages } satisfies TierInput<PortMap>];
        });
        return evaluateTiers(this.algebras[part], tiers, this.bound);
      };
      const isolated = row.isolated || [...selecting].some(({ isolates }) => isolates);
      composed = { ...row, id: newId(), composed: true, isolated, pods: mapOf('pods'), atoms: mapOf('atoms') };
      rows.set(key, composed);
    }
    return composed;
  }

  /** Which rules leave the class out although their policies select it, as a key. */
  private narrowingOf(policies: ReadonlySet<ProgramPolicy>, classId: number): string {
    const narrowed = [...policies].flatMap(({ rules }) =>
      (rules[this.direction] ?? []).filter(({ subject }) => subject),
    );
    return narrowed.map((rule) => (this.isAbout(rule, classId) ? '1' : '0')).join('');
  }

  private isAbout({ subject }: ProgramRule, classId: number): boolean {
    return !subject || contains(this.universe.podsSelectedBy(subject), classId);
  }

  private stageInput(
    stage: ProgramStage,
    selecting: ReadonlySet<ProgramPolicy>,
    row: Row,
    own: PodClass,
    classId: number,
    part: Part,
  ): (TierInput<PortMap>['stages'][number] & { isolates: boolean })[] {
    const others = stage.policies.filter((policy) => selecting.has(policy));
    const policies = others.map(({ namespace, rules }) =>
      (rules[this.direction] ?? [])
        .filter((rule) => this.isAbout(rule, classId))
        .map((rule) => this.ruleInput(rule, namespace, own, part)),
    );
    let isolates = others.some((policy) => policy.isolates);
    // Which NetworkPolicies they are, the row has settled already.
    if (row.isolated && stage.policies.some(({ document }) => isNetworkPolicy(document.object))) {
      const possible = part === 'pods' ? this.algebras.pods.union(row.pods, this.onHost) : row.atoms;
      policies.push([{ action: RuleAction.ALLOW, sure: row[part], possible }]);
      isolates = true;
    }
    return policies.length === 0 ? [] : [{ among: stage.among, policies, isolates }];
  }

  private ruleInput(rule: ProgramRule, namespace: string, own: PodClass, part: Part): RuleInput<PortMap> {
    const { action = RuleAction.ALLOW } = rule;
    const possible = this.matchedBy(rule, namespace, own, part, 'possible');
    const isSure = isCertain(rule, this.universe);
    return { action, possible, sure: isSure ? possible : this.matchedBy(rule, namespace, own, part, 'sure') };
  }

  private matchedBy(rule: ProgramRule, namespace: string, own: PodClass, part: Part, bound: Bound): PortMap {
    const { universe, direction } = this;
    if (bound === 'sure' && rule.ports.sourcePorts) return this.algebras[part].none;
    const sum = new AllowanceSum(universe.ports);
    const targetOf = (peer: ProgramPeer): Target | undefined => this.targetOf(peer, namespace, bound);
    forEachAllowance(universe, direction, rule, targetOf, (target, ports, names) =>
      sum.add(target, portsFor({ ports, names }, own.ports, universe.ports)),
    );
    const entries = sum.targets.map((target, place) => ({ ids: target[part], ports: sum.ports[place]! }));
    const size = part === 'pods' ? universe.classes.length : universe.atoms.count;
    return portMapOf(sum.base, entries, size, universe.ports);
  }

  private targetOf(peer: ProgramPeer, namespace: string, bound: Bound): Target | undefined {
    const { universe } = this;
    if (peer.kind === 'pods') return universe.podsTarget(peer, namespace, this.side);
    if (peer.kind === 'unknown') return bound === 'possible' ? undefined : universe.noTarget;
    const { ipBlockMatchesPods } = universe.options;
    const byOption = ipBlockMatchesPods === 'known-ips' || (ipBlockMatchesPods === 'unknown' && bound === 'possible');
    return universe.blockTarget(peer, peer.matchesPods ?? byOption);
  }
}

/** Whether manifests tell for sure what the rule matches. */
export function isCertain({ peers, ports }: ProgramRule, { options }: Universe): boolean {
  if (ports.sourcePorts) return false;
  return (peers ?? []).every(
    (peer) =>
      peer.kind === 'pods' ||
      (peer.kind === 'block' && (peer.matchesPods !== undefined || options.ipBlockMatchesPods !== 'unknown')),
  );
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
