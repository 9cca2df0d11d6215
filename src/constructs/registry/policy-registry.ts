import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { clockOf } from './app-clock';
import { ClusterRegistry } from './cluster-registry';
import { expiredExceptions, toleratedExceptions } from './expired-exceptions';
import { foreignPolicies } from './foreign-policies';
import { oncePerSynth } from './once-per-synth';
import { Placement } from './placement';
import { PolicyFinding } from './policy-finding';
import { PolicyObject } from './policy-object';
import { LintedObject, StackLint, describeFinding } from './stack-lint';
import { Cidr } from '../../model/cidr';
import { ALL_PODS_NAME, Intent } from '../../model/intent';
import { InvalidInput } from '../../model/invalid-input';
import { subdomainProblems } from '../../model/kubernetes-names';
import { LabelSelector } from '../../model/label-selector';
import { Platform } from '../../platform/platform';
import { Rendering, policyNameOf } from '../../policy-kinds/networking/grouping';
import { Cluster } from '../ends/cluster';
import { Workload } from '../ends/workload';

/** What a registry knows about its chart. */
export interface PolicyRegistryProps {
  readonly namespace: string;
  readonly platform?: Platform;
  readonly owner?: string;
  readonly rendering?: Rendering;
  /** Whether this chart alone speaks for its namespace, as a NamespaceStack does. */
  readonly exclusive?: boolean;
}

/** What somebody declared, as far as governance goes. */
export type Declaration = Pick<Intent, 'declaredBy' | 'governance'>;

const registries = new WeakMap<Chart, PolicyRegistry>();

/** The policies of one chart, by name: where intents that belong together meet. */
export class PolicyRegistry {
  /**
   * The registry of the chart around `scope`. A plain cdk8s chart gets one when it is first asked for.
   *
   * @throws InvalidInput if there is no chart, or a plain chart without a namespace
   */
  public static of(scope: IConstruct): PolicyRegistry {
    const chart = nearestChart(scope);
    if (!chart) {
      throw new InvalidInput(
        `${scope.node.path || 'The app'} is in no chart, so its policy would be in no namespace.`,
        'Create it in a NamespaceStack, or in a cdk8s Chart with a namespace.',
      );
    }
    const existing = registries.get(chart);
    if (existing) return existing;
    if (!chart.namespace) {
      throw new InvalidInput(
        `The chart ${chart.node.path} has no namespace.`,
        "Use a NamespaceStack, or give the chart one: new Chart(app, 'shop', { namespace: 'shop' }).",
      );
    }
    return PolicyRegistry.attach(chart, { namespace: chart.namespace });
  }

  /** The registry of a chart, where it has one. */
  public static ofChart(chart: Chart): PolicyRegistry | undefined {
    return registries.get(chart);
  }

  /** Lets the chart around `scope`, where it has a namespace, manage that namespace from now on. */
  public static adopt(scope: IConstruct): void {
    if (nearestChart(scope)?.namespace) PolicyRegistry.of(scope);
  }

  /** Makes `chart` the home of its namespace's policies, and checks them at synth. */
  public static attach(chart: Chart, props: PolicyRegistryProps): PolicyRegistry {
    const registry = new PolicyRegistry(chart, props);
    registries.set(chart, registry);
    chart.node.addValidation({ validate: () => registry.problems });
    registry.cluster.join(registry);
    return registry;
  }

  public readonly namespace: string;
  public readonly owner?: string;
  public readonly rendering: Rendering;
  public readonly exclusive: boolean;
  public readonly cluster: ClusterRegistry;
  public readonly lint: StackLint;

  private readonly byName = new Map<string, PolicyObject>();
  private readonly temporary: Declaration[] = [];
  private readonly withheld = new Set<ApiObject>();
  /** The facts about the cluster, where the chart was given any. */
  public readonly knownPlatform?: Platform;

  private constructor(
    public readonly chart: Chart,
    props: PolicyRegistryProps,
  ) {
    this.namespace = props.namespace;
    this.knownPlatform = props.platform;
    this.owner = props.owner;
    this.rendering = props.rendering ?? Rendering.PER_FLOW;
    this.exclusive = props.exclusive ?? false;
    this.cluster = ClusterRegistry.of(chart);
    this.lint = new StackLint(chart.node.path, props.platform);
  }

  /**
   * The facts about the cluster.
   *
   * @throws InvalidInput if the chart was given none
   */
  public get platform(): Platform {
    if (this.knownPlatform) return this.knownPlatform;
    throw new InvalidInput(
      `The chart ${this.chart.node.path} knows no platform.`,
      "Use a NamespaceStack: new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() }).",
    );
  }

  /** The ranges of pods, Services and nodes, as far as they are known. */
  public get clusterRanges(): Cidr[] {
    const { podCidrs = [], serviceCidrs = [], nodeCidrs = [] } = this.knownPlatform ?? {};
    return [...podCidrs, ...serviceCidrs, ...nodeCidrs];
  }

  /** The workload `given`, or every pod of this namespace. @throws InvalidInput if it is of another namespace */
  public ownPods(given?: Workload): Workload {
    const cluster = Cluster._around(this.chart);
    if (!given) {
      const selector = LabelSelector.everything();
      return Workload.of({ namespace: this.namespace, name: ALL_PODS_NAME, selector, cluster });
    }
    if (given.cluster && given.cluster !== cluster) {
      throw new InvalidInput(
        `The workload ${given.toString()} is of cluster ${given.cluster.clusterName}, and this is declared in ${cluster ? `cluster ${cluster.clusterName}` : 'none'}.`,
        'Declare it in a stack of that cluster.',
      );
    }
    if (given.namespace === this.namespace) return given;
    throw new InvalidInput(
      `The workload ${given.toString()} is not of namespace ${this.namespace}, whose stack this is declared in.`,
      `Declare it in the stack of ${given.namespace}, or name a workload of ${this.namespace}.`,
    );
  }

  /**
   * Reserves the name of a policy that is written out, and watches its exception.
   *
   * @throws InvalidInput if the name is taken
   */
  public claimRaw(name: string, declaration: Declaration): void {
    this.cluster.claimPolicyName(this.namespace, name, declaration.declaredBy);
    this.watch(declaration);
  }

  /** What makes synth fail. */
  public get problems(): string[] {
    return oncePerSynth(this.chart, () => [
      ...this.lint.errors(this.lintedPolicies(), clockOf(this.chart).now).map(describeFinding),
      ...expiredExceptions(this.chart, this.temporary),
    ]);
  }

  /** What is worth knowing but does not make synth fail. */
  public get warnings(): string[] {
    const warnings = this.findings.filter(({ severity }) => severity === 'warning');
    return [...warnings.map(describeFinding), ...this.endedExceptions, ...this.misspeltEnds];
  }

  /** Those of the findings that are warnings, in less time. */
  public get warningFindings(): readonly PolicyFinding[] {
    return this.lint.warnings(this.lintedPolicies(), clockOf(this.chart).now);
  }

  /** The exceptions that have ended, where the app only wants to know. */
  public get endedExceptions(): string[] {
    return toleratedExceptions(this.chart, this.temporary);
  }

  /** Ends of its flows that are left to others, whose namespace is most likely misspelt. */
  public get misspeltEnds(): string[] {
    return this.cluster.misspeltEnds(this.namespace);
  }

  /** What the API server and lint say about the policies as they stand now. */
  public get findings(): readonly PolicyFinding[] {
    return this.lint.findings(this.lintedPolicies(), clockOf(this.chart).now);
  }

  private lintedPolicies(): LintedObject[] {
    const rendered = this.policies.map((object) => ({ object, declaredBy: () => object.declaredBy }));
    const own = new Set<ApiObject>(this.policies);
    const withheld = [...this.withheld].filter((object) => !own.has(object));
    const foreign = [...foreignPolicies(this.chart, this.policies), ...withheld];
    return [...rendered, ...foreign.map((object) => ({ object, declaredBy: () => [object.node.path] }))];
  }

  /** The policies that are left out of the output. */
  public get withheldPolicies(): ApiObject[] {
    return [...this.withheld];
  }

  /** Leaves a policy out of the output. It is judged like the others all the same, since its time will come. */
  public withhold(policy: ApiObject): void {
    this.withheld.add(policy);
    policy.node.scope!.node.tryRemoveChild(policy.node.id);
  }

  /** Every policy declared so far. */
  public get policies(): PolicyObject[] {
    return [...this.byName.values()];
  }

  /**
   * Turns an intent into a policy, or joins it to the one it belongs to.
   *
   * @throws InvalidInput if the name is not valid or is taken by something else
   */
  public declare(declared: Intent, placement: Placement = {}): PolicyObject {
    const intent = this.withOwner(declared);
    this.watch(intent);
    const name = policyNameOf(intent, this.rendering);
    const existing = this.byName.get(name);
    if (existing) {
      existing.join(intent, placement.metadata);
      return existing;
    }
    const problems = subdomainProblems(name);
    if (problems.length > 0) {
      throw new InvalidInput(
        `The policy name ${JSON.stringify(name)} is not valid: it ${problems.join(', and ')}.`,
        'Choose shorter or simpler ids, or name it yourself: metadata: { name: … }.',
      );
    }
    this.cluster.claimPolicyName(this.namespace, name, intent.declaredBy);
    const scope = this.scopeFor(placement.under);
    const id = scope === this.chart ? `policy:${name}` : uniqueId(scope, 'Resource');
    const policy = new PolicyObject(scope, id, intent, {
      name,
      metadata: placement.metadata,
      rendering: this.rendering,
    });
    this.byName.set(name, policy);
    return policy;
  }

  private watch(declaration: Declaration): void {
    if (declaration.governance.exception) this.temporary.push(declaration);
  }

  /** A policy of one construct stands under it; one that several may share stands under the chart. */
  private scopeFor(declaring: Construct | undefined): Construct {
    const own = declaring && this.rendering === Rendering.PER_FLOW && nearestChart(declaring) === this.chart;
    return own ? declaring : this.chart;
  }

  private withOwner(intent: Intent): Intent {
    return { ...intent, governance: { ...intent.governance, owner: intent.governance.owner ?? this.owner } };
  }
}

function nearestChart(scope: IConstruct): Chart | undefined {
  let construct: IConstruct | undefined = scope;
  while (construct && !Chart.isChart(construct)) construct = construct.node.scope;
  return construct as Chart | undefined;
}

function uniqueId(scope: Construct, id: string): string {
  if (!scope.node.tryFindChild(id)) return id;
  let number = 2;
  while (scope.node.tryFindChild(`${id}${number}`)) number++;
  return `${id}${number}`;
}
