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
  readonly placement: Placement;
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
    const created = new ClusterRegistry();
    clusters.set(owner, created);
    owner.node.addValidation({ validate: () => [...created.flowsOfNoCluster(owner), ...created.flowsOfNobody(owner)] });
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
    if (member) end.opened.push(member.declare(end.intent, end.placement));
    else this.waiting.push(end);
  }

  /** The ends that nobody in this app has opened, and that somebody else must open. */
  public get unmanagedEnds(): AllowIntent[] {
    return this.waiting.filter(({ reported }) => reported).map(({ intent }) => intent);
  }

  /** Flows that say in no way which of the clusters they are for. */
  private flowsOfNoCluster(root: IConstruct): string[] {
    const example = exampleOfSeveral(root);
    if (!example) return [];
    const paths = new Set(this.waiting.filter(isOfNoChart).map(({ intent }) => intent.declaredBy));
    return [...paths].map(
      (path) =>
        `${path}: the program speaks for several clusters, and this flow says for none of them what it opens. Declare it in the scope of ${example.node.path} or another cluster, or between workloads of its stacks.`,
    );
  }

  /** Flows of which no end is written anywhere, because no stack manages the namespace of any. */
  private flowsOfNobody(owner: IConstruct): string[] {
    const lost = this.waiting.filter(({ opened }) => opened.length === 0);
    const saidAlready = exampleOfSeveral(owner) ? isOfNoChart : () => false;
    const namespaces = new Map<string, Set<string>>();
    for (const end of lost.filter((one) => !saidAlready(one))) {
      const { declaredBy, subject } = end.intent;
      namespaces.set(declaredBy, (namespaces.get(declaredBy) ?? new Set()).add(subject.namespace));
    }
    return [...namespaces].map(([path, missing]) => {
      const names = [...missing];
      const hints = names.flatMap((name) => this.namespaceMeantBy(name) ?? []);
      const hint = hints.length > 0 ? ` Did you mean ${hints.join(' and ')}?` : '';
      return `${path}: no stack of this app manages ${names.join(' or ')}, so nothing of this flow is written.${hint} Create the stack of one of its ends, or take the flow out.`;
    });
  }

  /** Ends that stay with somebody else, most likely because their namespace is misspelt, of flows that start or end in one. */
  public misspeltEnds(namespace: string): string[] {
    return this.waiting.flatMap(({ intent: { subject, declaredBy }, opened }) => {
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
  return !placement.under?.node.scopes.some((scope) => Chart.isChart(scope));
}
