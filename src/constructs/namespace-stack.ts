import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { AllowDns } from './allow-dns';
import { AllowSameNamespace } from './allow-same-namespace';
import { Baseline } from './baseline';
import { DefaultDeny } from './default-deny';
import { Cluster } from './ends/cluster';
import { checkNamespaceName } from './ends/peer-checks';
import { Workload, WorkloadPodsProps } from './ends/workload';
import { AcknowledgementProps } from './registry/acknowledgement-props';
import { checkAcknowledgement } from './registry/check-acknowledgement';
import { PolicyFinding } from './registry/policy-finding';
import { PolicyRegistry } from './registry/policy-registry';
import { UnmanagedEnd } from './registry/unmanaged-end';
import { unmanagedEndsOf } from './registry/unmanaged-ends';
import { Shape, checkGiven, oneOf, optional } from '../model/given';
import { BASELINE, LABELS, PLATFORM, TEXT, checkPlace } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';
import { Platform } from '../platform/platform';
import { Rendering } from '../policy-kinds/networking/grouping';

/** Options of a {@link NamespaceStack}. */
export interface NamespaceStackProps {
  /**
   * The facts about the cluster the namespace is in.
   *
   * @default - those of the Cluster around the stack; without one they have to be given
   */
  readonly platform?: Platform;
  /**
   * The namespace.
   *
   * @default - the id of the stack
   */
  readonly namespace?: string;
  /**
   * Who answers for the namespace; every policy of the stack that names nobody else carries it.
   *
   * @default - nobody is named
   */
  readonly owner?: string;
  /**
   * What the namespace starts from.
   *
   * @default Baseline.denyAll()
   */
  readonly baseline?: Baseline;
  /**
   * How flows become policies.
   *
   * @default Rendering.PER_FLOW
   */
  readonly rendering?: Rendering;
  /**
   * Labels for every object of the stack.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * Labels of the Namespace object. Giving them, even `{}`, makes the stack write that object, with annotations that
   * keep Argo CD and Flux from deleting the namespace, and all that runs in it, when the stack is removed or renamed.
   *
   * @default - the namespace is created elsewhere
   */
  readonly namespaceLabels?: { [name: string]: string };
}

const SHAPE: Shape<NamespaceStackProps> = {
  platform: optional(PLATFORM),
  namespace: optional(TEXT),
  owner: optional(TEXT),
  baseline: optional(BASELINE),
  rendering: optional(oneOf('Rendering', Rendering)),
  labels: optional(LABELS),
  namespaceLabels: optional(LABELS),
};

/**
 * The policies of one namespace: a cdk8s chart that starts from a baseline.
 *
 * ```yaml
 * # With the default baseline:
 * kind: NetworkPolicy
 * metadata: { name: default-deny, namespace: shop }
 * spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
 * ---
 * kind: NetworkPolicy
 * metadata: { name: allow-dns, namespace: shop }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } },
 *              podSelector: { matchLabels: { k8s-app: kube-dns } } }]
 *       ports: [{ protocol: TCP, port: 53 }, { protocol: UDP, port: 53 }]
 * ```
 *
 * @example
 * const app = new NetpolApp();
 * const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm(), owner: 'team-shop' });
 * const web = shop.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
 * new AllowIngressController(shop, 'storefront', { to: web });
 */
export class NamespaceStack extends Chart {
  /**
   * Makes `instanceof` mean what it says again: cdk8s has it answer for a subclass of Chart whether a thing is a chart.
   *
   * @internal
   */
  public static [Symbol.hasInstance](candidate: unknown): candidate is NamespaceStack {
    return Function.prototype[Symbol.hasInstance].call(this, candidate);
  }

  /** The namespace. */
  public readonly namespaceName: string;
  /** The facts about its cluster. */
  public readonly platform: Platform;
  /** Who answers for it. @default - nobody is named */
  public readonly owner?: string;

  private readonly registry: PolicyRegistry;
  private readonly declaredWorkloads: Workload[] = [];

  /**
   * @throws if the namespace's name is not valid, another stack of the cluster has it, the stack stands inside another
   * chart, or its platform is not known
   */
  public constructor(scope: Construct, id: string, props: NamespaceStackProps = {}) {
    checkPlace(new.target.name, scope, id);
    const path = scope.node.path === '' ? id : `${scope.node.path}/${id}`;
    within(`[${path}]`, () => checkGiven(props, SHAPE, new.target === NamespaceStack));
    const namespace = props.namespace ?? id;
    const platform = within(`[${path}]`, () => {
      checkNamespaceName(namespace);
      refuseChartAround(scope);
      return props.platform ?? platformAround(scope);
    });
    super(scope, id, { namespace, labels: props.labels, disableResourceNameHashes: true });
    this.namespaceName = namespace;
    this.platform = platform;
    this.owner = props.owner;
    const { owner, rendering } = props;
    this.registry = within(`[${path}]`, () =>
      PolicyRegistry.attach(this, { namespace, platform, owner, rendering, exclusive: true }),
    );
    if (props.namespaceLabels) this.createNamespace(props.namespaceLabels);
    this.applyBaseline(props.baseline ?? Baseline.denyAll());
  }

  /**
   * A workload of this namespace.
   *
   * @param name its name in policy names and reports
   * @throws if the name, a label or a port is not valid
   */
  public workload(name: string, props: WorkloadPodsProps): Workload {
    const workload = within(
      () => `[${this.node.path}]`,
      () => Workload.of({ ...props, namespace: this.namespaceName, name, cluster: Cluster._around(this) }),
    );
    this.declaredWorkloads.push(workload);
    return workload;
  }

  /**
   * The workloads made here, of which the app may hold no manifests.
   *
   * @internal
   */
  public get _workloads(): readonly Workload[] {
    return this.declaredWorkloads;
  }

  /** Every pod of this namespace, as the end of a flow or the subject of an allow. */
  public get allPods(): Workload {
    return this.registry.ownPods();
  }

  /**
   * What others have to open for the flows of this namespace to work, because no stack of this app manages the other
   * end.
   */
  public get unmanagedEnds(): UnmanagedEnd[] {
    return unmanagedEndsOf(this, this.namespaceName);
  }

  /** What lint says about the policies of this stack, in every severity. */
  public get findings(): PolicyFinding[] {
    return [...this.registry.findings];
  }

  /**
   * What synth only warns about: warnings of lint, ends of flows in a namespace whose name is likely misspelt, and with
   * `ExpiredExceptions.WARN` the exceptions that have ended.
   */
  public get warnings(): string[] {
    return this.registry.warnings;
  }

  /**
   * Accepts what a rule of lint finds anywhere in this stack. An acknowledgement that matches nothing is itself a
   * finding, and so is one that has expired.
   *
   * @param rule the id of the rule; docs/RULES.md has all of them
   * @throws if there is no such rule, the reason is empty or the day does not exist
   */
  public acknowledge(rule: string, props: AcknowledgementProps): void {
    within(
      () => `[${this.node.path}] acknowledgement of ${rule}`,
      () => checkAcknowledgement(rule, props),
    );
    this.registry.lint.acknowledge(rule, props, this.owner);
  }

  private createNamespace(labels: { [name: string]: string }): void {
    const namespace = new ApiObject(this, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.namespaceName, labels, annotations: NEVER_PRUNED },
    });
    // A chart puts its namespace on every object; a Namespace is in none.
    namespace.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }

  private applyBaseline(baseline: Baseline): void {
    if (baseline.isolate.length > 0) new DefaultDeny(this, 'DefaultDeny', { directions: baseline.isolate });
    if (baseline.dns) new AllowDns(this, 'AllowDns');
    if (baseline.sameNamespace) new AllowSameNamespace(this, 'AllowSameNamespace');
  }
}

/**
 * Sources: argo-cd docs/user-guide/sync-options.md (No Prune Resources), kustomize-controller
 * docs/spec/v1/kustomizations.md (Prune).
 */
const NEVER_PRUNED = {
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

function platformAround(scope: Construct): Platform {
  const platform = Cluster._around(scope)?.platform;
  if (platform) return platform;
  throw new InvalidInput(
    'The stack knows no platform.',
    'Give it one, platform: Platform.kubeadm(), or create it in the scope of a Cluster.',
  );
}

function refuseChartAround(scope: Construct): void {
  const chart = scope.node.scopes.find((construct) => Chart.isChart(construct));
  if (chart) {
    throw new InvalidInput(
      `A NamespaceStack inside the chart ${chart.node.path} would make cdk8s number its files and slow down synth.`,
      'Create it directly under the app, or under a Cluster.',
    );
  }
}
