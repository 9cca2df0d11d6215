import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Placement } from './placement';
import type { PolicyObject } from './policy-object';
import { closestWord } from '../../model/closest-word';
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
  readonly placement: Required<Pick<Placement, 'under'>> & Placement;
  /** Whether the other side has to be told: false for shared services that are not isolated as a rule. */
  readonly reported: boolean;
  /** What the flow has become so far, at all of its ends. */
  readonly opened: PolicyObject[];
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
    const created = new ClusterRegistry(owner);
    clusters.set(owner, created);
    return created;
  }

  private readonly members = new Map<string, NamespaceMember>();
  private readonly policyNames = new Map<string, string>();
  private readonly waiting = new Set<OpenEnd>();
  /** The ends that waited once, by the construct that declares them: where it is said what became of them. */
  private readonly declared = new Map<IConstruct, OpenEnd[]>();

  private constructor(private readonly owner: IConstruct) {}

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
    const mine = [...this.waiting].filter(({ intent }) => intent.subject.namespace === member.namespace);
    for (const end of mine) {
      this.waiting.delete(end);
      this.open(end);
    }
  }

  /** Opens one end of a flow: now, or as soon as a stack manages its namespace. */
  public open(end: OpenEnd): void {
    const member = this.members.get(end.intent.subject.namespace);
    if (member) {
      end.opened.push(member.declare(end.intent, end.placement));
      return;
    }
    this.waiting.add(end);
    const { under } = end.placement;
    const beside = this.declared.get(under);
    if (beside) {
      beside.push(end);
      return;
    }
    const ends = [end];
    this.declared.set(under, ends);
    under.node.addValidation({ validate: () => this.problemsOf(ends) });
  }

  /** The ends that nobody in this app has opened, and that somebody else must open. */
  public get unmanagedEnds(): AllowIntent[] {
    return [...this.waiting].filter(({ reported }) => reported).map(({ intent }) => intent);
  }

  /** What is wrong with the flows of one construct: nothing of them is written, or nothing says for which cluster. */
  private problemsOf(declared: readonly OpenEnd[]): string[] {
    const ends = declared.filter((end) => this.waiting.has(end));
    const example = exampleOfSeveral(this.owner);
    if (example && ends.some(isOfNoChart)) {
      return [
        `the program speaks for several clusters, and this flow says for none of them what it opens. Declare it in the scope of ${example.node.path} or another cluster, or between workloads of its stacks.`,
      ];
    }
    const lost = ends.filter(({ opened }) => opened.length === 0);
    if (lost.length === 0) return [];
    const names = [...new Set(lost.map(({ intent }) => intent.subject.namespace))];
    const hints = names.flatMap((name) => this.namespaceMeantBy(name) ?? []);
    const hint = hints.length > 0 ? ` Did you mean ${hints.join(' and ')}?` : '';
    return [
      `no stack of this app manages ${names.join(' or ')}, so nothing of this flow is written.${hint} Create the stack of one of its ends, or take the flow out.`,
    ];
  }

  /** Ends that stay with somebody else, most likely because their namespace is misspelt, of flows that start or end in one. */
  public misspeltEnds(namespace: string): string[] {
    return [...this.waiting].flatMap(({ intent: { subject, declaredBy }, opened }) => {
      if (!opened.some(({ metadata }) => metadata.namespace === namespace)) return [];
      const meant = this.namespaceMeantBy(subject.namespace);
      if (meant === undefined) return [];
      return `${declaredBy}: no stack of this app manages the namespace ${subject.namespace}, so that end is left to its owner. Did you mean ${meant}?`;
    });
  }

  /** The managed namespace that a misspelt one most likely means. */
  public namespaceMeantBy(name: string): string | undefined {
    return this.members.has(name) ? undefined : closestWord(name, this.members.keys());
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

/** A cluster of the program, where the registry is that of flows outside of all clusters. */
function exampleOfSeveral(owner: IConstruct): Cluster | undefined {
  return owner instanceof Cluster ? undefined : Cluster._all(owner)[0];
}

function isOfNoChart({ placement }: OpenEnd): boolean {
  return !placement.under.node.scopes.some((scope) => Chart.isChart(scope));
}
