import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Placement } from './placement';
import type { PolicyObject } from './policy-object';
import { AllowIntent } from '../../model/intent';
import { InvalidInput } from '../../model/invalid-input';
import { Cluster } from '../ends/cluster';

/** The part of a namespace's registry that the cluster needs. */
export interface NamespaceMember {
  readonly namespace: string;
  readonly chart: IConstruct;
  readonly exclusive: boolean;
  declare(intent: AllowIntent, placement?: Placement): PolicyObject;
}

/** One end of a flow whose namespace no stack of the app manages (yet). */
export interface OpenEnd {
  readonly intent: AllowIntent;
  readonly placement: Placement;
  /** Whether the other side has to be told: false for shared services that are not isolated as a rule. */
  readonly reported: boolean;
  readonly onDeclared: (policy: PolicyObject) => void;
}

const clusters = new WeakMap<IConstruct, ClusterRegistry>();

/** What the charts of one cluster have to agree on: namespaces, policy names, both ends of flows. */
export class ClusterRegistry {
  /** That of the cluster around `scope`, or of the whole tree, where it speaks for one cluster that has no name. */
  public static of(scope: IConstruct): ClusterRegistry {
    const cluster = Cluster._around(scope);
    const owner = cluster ?? scope.node.root;
    const existing = clusters.get(owner);
    if (existing) return existing;
    const created = new ClusterRegistry();
    clusters.set(owner, created);
    if (!cluster) owner.node.addValidation({ validate: () => created.flowsOfNoCluster(owner) });
    return created;
  }

  private readonly members = new Map<string, NamespaceMember>();
  private readonly policyNames = new Map<string, string>();
  private waiting: OpenEnd[] = [];

  /**
   * Makes a chart responsible for its namespace, and gives it the ends of flows that were waiting for it.
   *
   * @throws InvalidInput if another stack is responsible already
   */
  public join(member: NamespaceMember): void {
    const present = this.members.get(member.namespace);
    if (present?.exclusive && member.exclusive) {
      throw new InvalidInput(
        `The namespace ${member.namespace} already has a stack: ${present.chart.node.path}.`,
        'Declare its policies there; one namespace has one stack.',
      );
    }
    // A NamespaceStack takes over from a plain chart that happens to name the same namespace.
    if (!present || member.exclusive) this.members.set(member.namespace, member);
    const mine = this.waiting.filter(({ intent }) => intent.subject.namespace === member.namespace);
    this.waiting = this.waiting.filter((end) => !mine.includes(end));
    for (const end of mine) this.open(end);
  }

  /** Opens one end of a flow: now, or as soon as a stack manages its namespace. */
  public open(end: OpenEnd): void {
    const member = this.members.get(end.intent.subject.namespace);
    if (member) end.onDeclared(member.declare(end.intent, end.placement));
    else this.waiting.push(end);
  }

  /** The ends that nobody in this app has opened, and that somebody else must open. */
  public get unmanagedEnds(): AllowIntent[] {
    return this.waiting.filter(({ reported }) => reported).map(({ intent }) => intent);
  }

  /** Flows that say in no way which of the clusters they are for. */
  private flowsOfNoCluster(root: IConstruct): string[] {
    const [example] = Cluster._all(root);
    if (!example) return [];
    const ofNoChart = this.waiting.filter(
      ({ placement }) => !placement.under?.node.scopes.some((scope) => Chart.isChart(scope)),
    );
    const paths = new Set(ofNoChart.map(({ intent }) => intent.declaredBy));
    return [...paths].map(
      (path) =>
        `${path}: the program speaks for several clusters, and this flow says for none of them what it opens. Declare it in the scope of ${example.node.path} or another cluster, or between workloads of its stacks.`,
    );
  }

  /** Whether a stack manages the namespace. */
  public manages(namespace: string): boolean {
    return this.members.has(namespace);
  }

  /**
   * Reserves the name of a policy.
   *
   * @throws InvalidInput if another chart of the same namespace uses it
   */
  public claimPolicyName(namespace: string, name: string, path: string): void {
    const key = `${namespace}/${name}`;
    const taken = this.policyNames.get(key);
    if (taken !== undefined) {
      throw new InvalidInput(
        `The policy ${key} is declared by ${taken} and by ${path}.`,
        'Give one of the two another name: metadata: { name: … }.',
      );
    }
    this.policyNames.set(key, path);
  }
}
