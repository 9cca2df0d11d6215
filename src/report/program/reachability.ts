import { App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { cniOf, documentsOf } from './app-documents';
import { DeclaredWorkloads } from './declared-workloads';
import { Cluster } from '../../constructs/ends/cluster';
import { withoutRefused } from '../../lint/refused-policies';
import { plainDocuments } from '../../manifests/plain-document';
import { readManifests } from '../../manifests/read-manifests';
import { Finding } from '../../model/finding';
import { Shape, checkOptions, checkParameters, kind, listOf, oneOf, optional } from '../../model/given';
import { CLUSTER, CNI, END_TEXT, TEXTS } from '../../model/given-values';
import { InvalidInput } from '../../model/invalid-input';
import { ManifestDocument } from '../../model/manifest-document';
import { PolicyType } from '../../model/network-policy';
import { Cni } from '../../platform/cni';
import { inventoryOf } from '../../policy-kinds/inventory-of';
import {
  FlowAnswer,
  FlowQuestion,
  Verdict,
  answerQuestion,
  parseQuestion,
} from '../../reachability/question/flow-question';
import { exposures } from '../../reachability/reasoning/exposure';
import { allowsAll, redundantPolicies } from '../../reachability/reasoning/implication';
import { Analysis } from '../../reachability/relation/analysis';
import { notIsolated } from '../../reachability/relation/isolation';
import { requirePlain } from '../../reachability/relation/plain-only';
import { engineOptions, inEffect } from '../../reachability/universe/engine-options';
import { explainReport } from '../explain/explain-report';
import { explainText } from '../explain/explain-text';
import { exposureRows } from '../reach/exposure-report';
import { RelationMismatch, RelationSummary, portNotation } from '../wording/relation-summary';

/** What else an analysis goes by, beside the policies. */
export interface ReachabilityOptions {
  /**
   * Files and folders with manifests of what else runs in the cluster: namespaces, workloads, other policies.
   *
   * @default - nothing else
   */
  readonly manifests?: string[];
  /**
   * The network plugin, which decides what the API leaves open: whether an `ipBlock` matches pods, and what becomes of
   * pods with hostNetwork. Where nobody knows what it does, the verdict is undefined.
   *
   * @default - that of the platforms of the stacks; where there is none, an `ipBlock` matches addresses outside the
   * cluster only, and the rest is undefined
   */
  readonly cni?: Cni;
}

/** A flow to ask about. */
export interface FlowQuery {
  /**
   * Who connects: `namespace/name` for a workload or a pod, `namespace/*` for every pod of a namespace, an IP address
   * or block, or `namespace:{app=web}` for a pod that need not exist.
   */
  readonly from: string;
  /** Whom to, in the same notation. */
  readonly to: string;
  /**
   * On which port of the destination pod: `TCP/8443`, `UDP/53`, `TCP/8000-8100`, `SCTP/*`.
   *
   * @default - every port
   */
  readonly port?: string;
}

/** What one end may send to another. */
export interface AllowedFlow {
  /** A workload (`shop/web`), or addresses: `10.0.0.0/8`, `any IPv4 address except 10.0.0.0/8`, `any address`. */
  readonly from: string;
  /** A workload or addresses. */
  readonly to: string;
  /** `TCP/8443`, `TCP/8000-8100`, `UDP/*`; `*` alone for every port. */
  readonly ports: string[];
}

/** Who that need not exist yet could reach a workload, or be reached by it. */
export interface ExposedFlow {
  /** The workload whose policies say so: `shop/web`. */
  readonly workload: string;
  /** Ingress where the peer could reach the workload, egress where the workload could reach the peer. */
  readonly direction: PolicyType;
  /**
   * `anyone in the cluster`, pods by their labels (`pods app=web of the namespaces team=shop`), or addresses
   * (`10.0.0.0/8 except 10.1.0.0/16`).
   */
  readonly peer: string;
  /** `TCP/8443`, `TCP/8000-8100`, `UDP/*`; `*` alone for every port; `TCP/http` for a port that the peer names. */
  readonly ports: string[];
}

const has = (given: unknown, member: string) => typeof given === 'object' && given !== null && member in given;
const APP = kind(
  'an App',
  (given) => has(given, 'node') && has(given, 'synthYaml'),
  'Give the app itself: new NetpolApp().',
);
const CHART = kind(
  'a Chart',
  (given) => has(given, 'node') && has(given, 'toJson') && has(given, 'namespace'),
  'Give the stack or chart itself; Reachability.fromApp takes an app.',
);
const OBJECT = kind(
  'a Kubernetes object',
  (given) => has(given, 'kind'),
  'Give plain objects with apiVersion, kind and metadata.',
);
const REACHABILITY = kind(
  'a Reachability',
  (given) => has(given, 'analysis'),
  'Write Reachability.fromApp(app) or the like.',
);
const PORT_IN_QUESTION = kind(
  'a text',
  (given) => typeof given === 'string',
  (given) => `Write 'TCP/${typeof given === 'number' ? given : 8443}', or leave it out for every port.`,
);
const OPTIONS: Shape<ReachabilityOptions> = { manifests: optional(TEXTS), cni: optional(CNI) };
const QUERY: Shape<FlowQuery> = { from: END_TEXT, to: END_TEXT, port: optional(PORT_IN_QUESTION) };

/**
 * Who can reach whom, exactly, from manifests alone: for the tests of a program that makes policies.
 *
 * @example
 * const reach = Reachability.fromApp(app, { manifests: ['cluster.yaml'] });
 * const order = { from: 'shop/web', to: 'orders/orders-api', port: 'TCP/8443' };
 * const mayOrder = reach.allows(order);
 * const why = reach.explain(order);
 */
export class Reachability {
  /**
   * What everything in an app would mean in a cluster. A workload that a stack declares is the one of the app or of
   * `manifests` that has its name or carries its labels; where none does, it counts as a pod with its labels and ports
   * (`unmatchedWorkloads`).
   *
   * @throws if the app is not valid or speaks for several clusters, or a manifest cannot be read
   */
  public static fromApp(app: App, options: ReachabilityOptions = {}): Reachability {
    checkParameters('Reachability.fromApp', { app: [app, APP] });
    checkOptions('Reachability.fromApp', options, OPTIONS);
    const clusters = Cluster._all(app);
    if (clusters.length > 1) {
      throw new InvalidInput(
        `The app speaks for several clusters (${clusters.map(({ clusterName }) => clusterName).join(', ')}), and who reaches whom differs in each.`,
        'Ask of one of them: Reachability.fromCluster(cluster).',
      );
    }
    return Reachability.fromTree(app, options);
  }

  /**
   * What an app for several clusters would mean in one of them.
   *
   * @throws if the app is not valid, or a manifest cannot be read
   */
  public static fromCluster(cluster: Cluster, options: ReachabilityOptions = {}): Reachability {
    checkParameters('Reachability.fromCluster', { cluster: [cluster, CLUSTER] });
    checkOptions('Reachability.fromCluster', options, OPTIONS);
    return Reachability.fromTree(cluster, options);
  }

  /**
   * What one chart would mean in a cluster that holds nothing else.
   *
   * @throws if the app is not valid, or a manifest cannot be read
   */
  public static fromChart(chart: Chart, options: ReachabilityOptions = {}): Reachability {
    checkParameters('Reachability.fromChart', { chart: [chart, CHART] });
    checkOptions('Reachability.fromChart', options, OPTIONS);
    return Reachability.fromTree(chart, options);
  }

  /**
   * What manifests mean.
   *
   * @param paths files and folders
   * @throws if a path is not there, or something in it cannot be read
   */
  public static fromManifests(paths: string[], options: ReachabilityOptions = {}): Reachability {
    checkParameters('Reachability.fromManifests', { paths: [paths, TEXTS] });
    checkOptions('Reachability.fromManifests', options, OPTIONS);
    return Reachability.fromDocuments([], { ...options, manifests: [...paths, ...(options.manifests ?? [])] });
  }

  /**
   * What Kubernetes objects mean.
   *
   * @param objects plain objects, as `Testing.synth` of cdk8s returns them
   * @throws if one of them is malformed
   */
  public static fromObjects(objects: object[], options: ReachabilityOptions = {}): Reachability {
    checkParameters('Reachability.fromObjects', { objects: [objects, listOf(OBJECT)] });
    checkOptions('Reachability.fromObjects', options, OPTIONS);
    const findings: Finding[] = [];
    const documents = plainDocuments(objects, findings);
    refuseErrors(findings);
    return Reachability.fromDocuments(documents, options);
  }

  private static fromTree(scope: IConstruct, options: ReachabilityOptions): Reachability {
    const read = readManifests(options.manifests ?? []);
    const { documents, declared } = documentsOf(scope, read.documents);
    return Reachability.of(documents, read, options.cni ?? cniOf(scope), declared);
  }

  private static fromDocuments(own: readonly ManifestDocument[], options: ReachabilityOptions): Reachability {
    return Reachability.of(own, readManifests(options.manifests ?? []), options.cni, new DeclaredWorkloads([]));
  }

  private static of(
    own: readonly ManifestDocument[],
    { documents, findings }: ReturnType<typeof readManifests>,
    cni: Cni | undefined,
    declared: DeclaredWorkloads,
  ): Reachability {
    const taken = withoutRefused([...own, ...documents]);
    const inventory = inventoryOf(taken.documents);
    const plugin = cni?._profile;
    const counting = inEffect(inventory, plugin);
    const analysis = Analysis.of(counting, engineOptions(plugin));
    refuseErrors([...findings, ...taken.findings, ...counting.findings, ...analysis.findings]);
    return new Reachability(analysis, declared);
  }

  private relation?: RelationSummary;

  private constructor(
    private readonly analysis: Analysis,
    private readonly declared: DeclaredWorkloads,
  ) {}

  /**
   * The workloads, as `namespace/name`, that stacks declare and no manifest holds, neither by name nor by labels. Each
   * counts as a pod with the labels and ports of its declaration. With the manifests of the cluster at hand, one that
   * stands here is most likely declared with labels that its pods do not carry.
   */
  public get unmatchedWorkloads(): string[] {
    return this.declared.unmatched;
  }

  /**
   * What can be said about a flow: all of it together, where it stands for several pods, addresses or ports.
   *
   * @throws if an end or the port cannot be read
   */
  public verdict(flow: FlowQuery): Verdict {
    return this._answer(flow).answer.verdict;
  }

  /**
   * Whether all of a flow is allowed for sure.
   *
   * @throws if an end or the port cannot be read, or there is no such workload
   */
  public allows(flow: FlowQuery): boolean {
    const { answer } = this._answer(flow);
    if (answer.verdict === Verdict.UNKNOWN) {
      throw new InvalidInput(answer.nothing.join(' '), 'Nothing can be said about it.');
    }
    return answer.verdict === Verdict.ALLOW;
  }

  /**
   * Why a flow is allowed or not: who selects each end, which rules match, and what to change to turn it round.
   *
   * @throws if an end or the port cannot be read
   */
  public explain(flow: FlowQuery): string {
    const { question, answer } = this._answer(flow);
    if (answer.verdict === Verdict.UNKNOWN) return answer.nothing.join('\n');
    const notes = [flow.from, flow.to].flatMap((end) => this.declared.noteOn(end));
    return [...notes, explainText(explainReport(this.analysis, question, answer)).trimEnd()].join('\n');
  }

  /**
   * Every connection that is allowed for sure and that policies have a say in: at least one end is in a namespace with
   * policies. A workload and itself is left out.
   */
  public connections(): AllowedFlow[] {
    return this.summary()
      .connections()
      .map(({ from, to, ports }) => ({ from, to, ports: [...ports] }));
  }

  /**
   * Who that need not exist yet could reach a workload or be reached by it, as far as the workload's own policies go.
   */
  public exposures(): ExposedFlow[] {
    return exposureRows(exposures(this.analysis)).map(({ exposure, direction, peer, ports, names }) => ({
      workload: this.summary().nameOf(exposure.endpoint.id),
      direction,
      peer,
      ports: [...(ports.isEmpty ? [] : portNotation(ports)), ...names.map((one) => `${one.protocol}/${one.name}`)],
    }));
  }

  /**
   * The workloads that no policy isolates in a direction, so that everyone may talk with them as far as their own side
   * goes.
   */
  public notIsolated(direction: PolicyType): string[] {
    checkParameters('notIsolated', { direction: [direction, oneOf('PolicyType', PolicyType)] });
    return notIsolated(this.analysis)
      .filter((one) => one.direction === direction)
      .map(({ endpoint }) => this.summary().nameOf(endpoint.id));
  }

  /**
   * The policies, as `namespace/name`, each of which could be removed without changing what any pod may do, pods that do
   * not exist yet among them. Of two that say the same both are named.
   */
  public redundantPolicies(): string[] {
    requirePlain(this.analysis, 'Which policies are redundant');
    return redundantPolicies(this.analysis.policies).map(({ namespace, name }) => `${namespace}/${name}`);
  }

  /**
   * Whether these policies allow nothing that others deny, for any pod there could be, at either end of a connection.
   * Asked both ways round, it says that two sets of policies mean the same.
   *
   * @throws if there are policies of other kinds than NetworkPolicy, or if the policies are so many and so different that
   * an exact answer would take too long
   */
  public allowsNoMoreThan(other: Reachability): boolean {
    checkParameters('allowsNoMoreThan', { other: [other, REACHABILITY] });
    for (const { analysis } of [this, other]) requirePlain(analysis, 'Whether policies allow no more than others');
    const answer = allowsAll(this.analysis.policies, other.analysis.policies);
    if (answer !== undefined) return answer;
    throw new InvalidInput(
      'Whether these policies allow no more than the others would take too long to find out.',
      'Compare fewer policies at a time, such as those of one namespace.',
    );
  }

  /**
   * How the connections differ from expected ones.
   *
   * @internal
   */
  public _compare(expected: readonly AllowedFlow[]): RelationMismatch {
    const named = expected.map((flow) => ({
      ...flow,
      from: this.declared.nameOf(flow.from),
      to: this.declared.nameOf(flow.to),
    }));
    return this.summary().compare(named);
  }

  /**
   * A flow as it was understood, and all that is known of it.
   *
   * @internal
   */
  public _answer(flow: FlowQuery): { question: FlowQuestion; answer: FlowAnswer } {
    checkOptions('flow', flow, QUERY);
    const { from, to, port = '*' } = flow;
    const question = parseQuestion({ from: this.declared.nameOf(from), to: this.declared.nameOf(to), port });
    return { question, answer: answerQuestion(this.analysis, question) };
  }

  private summary(): RelationSummary {
    this.relation ??= new RelationSummary(this.analysis);
    return this.relation;
  }
}

function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.slice(0, 20).map(({ message, fix, origin, resource, position }) => {
    const place = origin?.file ?? origin?.constructPath;
    const line = position?.()?.line;
    const where = place === undefined ? '' : `${place}${line === undefined ? '' : `:${line}`}: `;
    const what = resource ? `${resource.kind} ${resource.namespace ?? 'default'}/${resource.name ?? ''}: ` : '';
    return `${where}${what}${message}${fix ? ` ${fix}` : ''}`;
  });
  throw new InvalidInput(`What is to be analysed has mistakes:\n  ${lines.join('\n  ')}\n`, 'Correct them first.');
}
