import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Shape, checkGiven, optional } from '../../model/given';
import { PLATFORM, TEXT, checkPlace } from '../../model/given-values';
import { InvalidInput, within } from '../../model/invalid-input';
import { labelNameProblems } from '../../model/kubernetes-names';
import { Platform } from '../../platform/platform';

/** Options of a {@link Cluster}. */
export interface ClusterProps {
  /** The facts about the cluster, for every stack in it that names no other. */
  readonly platform: Platform;
  /**
   * Its name: of its folder in the output, and in what delivers it.
   *
   * @default - the id
   */
  readonly name?: string;
}

const SHAPE: Shape<ClusterProps> = { platform: PLATFORM, name: optional(TEXT) };

/** The clusters of each tree, by name. */
const clustersByRoot = new WeakMap<IConstruct, Map<string, Cluster>>();

/**
 * One cluster of several that a program speaks for. The stacks in its scope are written to a folder of its name, and
 * share nothing with those of other clusters: each may have the same namespaces, and no flow leads from one to another.
 *
 * ```text
 * prod-eu/orders.k8s.yaml
 * prod-eu/shop.k8s.yaml
 * prod-us/shop.k8s.yaml
 * ```
 *
 * @example
 * const fleet = new NetpolApp();
 * const eu = new Cluster(fleet, 'prod-eu', { platform: Platform.kubeadm({ cni: Cni.calico() }) });
 * const us = new Cluster(fleet, 'prod-us', { platform: Platform.kubeadm() });
 * for (const cluster of [eu, us]) new NamespaceStack(cluster, 'shop', { owner: 'team-shop' });
 */
export class Cluster extends Construct {
  /** The cluster around a construct. @internal */
  public static _around(scope: IConstruct): Cluster | undefined {
    let construct: IConstruct | undefined = scope;
    while (construct && !(construct instanceof Cluster)) construct = construct.node.scope;
    return construct;
  }

  /** Every cluster of the tree of `scope`. @internal */
  public static _all(scope: IConstruct): Cluster[] {
    return [...(clustersByRoot.get(scope.node.root)?.values() ?? [])];
  }

  /** Its name. */
  public readonly clusterName: string;
  /** The facts about it. */
  public readonly platform: Platform;

  /**
   * @throws if the name is not valid, another cluster of the program has it, or it stands inside a cluster or a chart
   */
  public constructor(scope: Construct, id: string, props: ClusterProps) {
    checkPlace('Cluster', scope, id);
    const path = scope.node.path === '' ? id : `${scope.node.path}/${id}`;
    within(`[${path}]`, () => checkGiven(props, SHAPE, new.target === Cluster));
    const name = props.name ?? id;
    within(`[${path}]`, () => checkSurroundings(scope, name));
    super(scope, id);
    this.clusterName = name;
    this.platform = props.platform;
    const { root } = this.node;
    clustersByRoot.set(root, (clustersByRoot.get(root) ?? new Map<string, Cluster>()).set(name, this));
  }
}

function checkSurroundings(scope: Construct, name: string): void {
  const around = Cluster._around(scope) ?? scope.node.scopes.find((construct) => Chart.isChart(construct));
  if (around) {
    throw new InvalidInput(
      `A cluster cannot stand inside ${around instanceof Cluster ? 'the cluster' : 'the chart'} ${around.node.path}.`,
      'Create it directly under the app.',
    );
  }
  const problems = labelNameProblems(name);
  if (problems.length > 0) {
    throw new InvalidInput(
      `The cluster name ${JSON.stringify(name)} is not valid: it ${problems.join(', and ')}.`,
      'It becomes a folder and a part of the names of delivery objects; write for example "prod-eu".',
    );
  }
  const namesake = Cluster._all(scope).find((cluster) => cluster.clusterName === name);
  if (namesake) {
    throw new InvalidInput(
      `The cluster ${name} is already declared: ${namesake.node.path}.`,
      'Give one of the two another name.',
    );
  }
}
