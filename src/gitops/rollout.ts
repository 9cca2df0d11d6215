import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { checkChoice } from './check-choice';
import { bringIntoPhase } from './phased-chart';
import { RolloutPhase } from './rollout-phase';
import { beforeSynth } from '../constructs/registry/once-per-synth';
import { FlowException } from '../model/flow-exception';
import { Shape, checkGiven, optional } from '../model/given';
import { EXCEPTION, TEXT, TRUTH, checkPlace } from '../model/given-values';
import { checkGovernance } from '../model/governance';
import { InvalidInput, within } from '../model/invalid-input';

/** Options of a {@link Rollout}. */
export interface RolloutProps {
  /** How far the policies are in force. */
  readonly phase: RolloutPhase;
  /**
   * Whether objects carry Argo CD's sync waves and prune option, so that one sync brings the companion before the allows
   * and the allows before default deny. Other engines ignore the annotations.
   *
   * @default true
   */
  readonly syncWaves?: boolean;
  /**
   * Why the companion stands. Written as annotation `cdk8s-netpol/reason`.
   *
   * @default - it says that it is the companion of a rollout
   */
  readonly reason?: string;
  /**
   * Who answers for the companion.
   *
   * @default - the owner of the stack
   */
  readonly owner?: string;
  /**
   * Makes the companion temporary: after the last day, synth fails until the phase has none.
   *
   * @default - it may stand for good
   */
  readonly exception?: FlowException;
}

/** The rollouts of a tree, by the scope that they govern. */
const rollouts = new WeakMap<IConstruct, Rollout>();
const prepared = new WeakSet<IConstruct>();

const SHAPE: Shape<RolloutProps> = {
  // A word that is no phase is answered with the one that is meant.
  phase: TEXT,
  syncWaves: optional(TRUTH),
  reason: optional(TEXT),
  owner: optional(TEXT),
  exception: optional(EXCEPTION),
};

/**
 * Brings the policies of a stack, a cluster or a whole app into force step by step. Set the phase, commit, let the
 * cluster follow, go on. The rollout nearest to a stack counts, so that namespaces can go one by one.
 *
 * ```yaml
 * # RolloutPhase.PREPARE: beside every policy that allows something, and in place of default deny
 * kind: NetworkPolicy
 * metadata:
 *   name: rollout-companion
 *   annotations: { argocd.argoproj.io/sync-wave: "-30" }
 * spec: { podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }
 * ```
 *
 * The companion selects the pods that the policies select, in the same directions. Policies that are not delivered yet
 * are validated and linted all the same, and their exceptions end.
 *
 * @example
 * new Rollout(app, 'rollout', { phase: RolloutPhase.ENFORCE });
 * new Rollout(shop, 'rollout', { phase: RolloutPhase.PREPARE });
 */
export class Rollout extends Construct {
  /** How far the policies are in force. */
  public readonly phase: RolloutPhase;

  private readonly props: RolloutProps;

  /**
   * @throws if the phase is none, the scope has a rollout already or is only a part of a chart, or a text or date is not
   * valid
   */
  public constructor(scope: Construct, id: string, props: RolloutProps) {
    checkPlace('Rollout', scope, id);
    super(scope, id);
    within(
      () => `[${this.node.path}]`,
      () => {
        checkGiven(props, SHAPE, new.target === Rollout);
        checkChoice('phase of a rollout', props.phase, Object.values(RolloutPhase));
        checkGovernance(props);
        checkScope(scope);
      },
    );
    this.phase = props.phase;
    this.props = props;
    rollouts.set(scope, this);
    const { root } = this.node;
    if (!prepared.has(root)) beforeSynth(root, () => bringAllIntoPhase(root));
    prepared.add(root);
  }

  /**
   * Brings the policies of one chart into the phase.
   *
   * @internal
   */
  public _govern(chart: Chart): void {
    const { phase, syncWaves = true, reason = DEFAULT_REASON, owner, exception } = this.props;
    const declaredBy = this.node.path;
    within(
      () => `[${declaredBy}]`,
      () => bringIntoPhase(chart, { phase, syncWaves, declaredBy, governance: { reason, owner, exception } }),
    );
  }
}

const DEFAULT_REASON = 'companion of a rollout: keeps connections open while policies come and go';

function bringAllIntoPhase(root: IConstruct): void {
  const constructs = root.node.findAll();
  for (const construct of constructs) {
    if (Chart.isChart(construct)) nearestRollout(construct)?._govern(construct as Chart);
  }
  refuseLostDependencies(constructs);
}

function nearestRollout(chart: IConstruct): Rollout | undefined {
  return chart.node.scopes.reverse().flatMap((scope) => rollouts.get(scope) ?? [])[0];
}

/** cdk8s would deliver a policy that is left out of the tree if something depends on it. */
function refuseLostDependencies(constructs: readonly IConstruct[]): void {
  const present = new Set(constructs.filter((construct) => construct.node.scope?.node.tryFindChild(construct.node.id)));
  for (const construct of present) {
    for (const dependency of construct.node.dependencies) {
      if (dependency === dependency.node.root || isInTree(dependency)) continue;
      throw new InvalidInput(
        `${construct.node.path} depends on the policy ${dependency.node.path}, which this phase of the rollout leaves out.`,
        'Remove the dependency: sync waves give policies their order.',
      );
    }
  }
}

function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every(
    ({ node }) => node.scope === undefined || node.scope.node.tryFindChild(node.id) !== undefined,
  );
}

function checkScope(scope: Construct): void {
  const present = rollouts.get(scope);
  if (present) {
    throw new InvalidInput(
      `${scope.node.path || 'The app'} already has a rollout: ${present.node.path}.`,
      'Keep one of the two.',
    );
  }
  const chart = scope.node.scopes.find((construct) => Chart.isChart(construct));
  if (chart && chart !== scope) {
    throw new InvalidInput(
      `${scope.node.path} is a part of the chart ${chart.node.path}, and a namespace is in one phase as a whole.`,
      'Create the rollout directly in the stack, or above it.',
    );
  }
}
