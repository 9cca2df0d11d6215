import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { folderOf } from './file-name';
import { DELIVERY_FOLDER } from './home-of';
import { Shape, checkGiven, optional } from '../model/given';
import { TEXT, checkPlace } from '../model/given-values';
import { InvalidInput, within } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';

/** Options of a {@link Delivery}. */
export interface DeliveryProps {
  /**
   * The namespace that the engine reads its objects from: `argocd`, `flux-system`.
   *
   * @default - the id
   */
  readonly namespace?: string;
}

const SHAPE: Shape<DeliveryProps> = { namespace: optional(TEXT) };

/**
 * What tells a delivery engine to apply the output: Argo CD or Flux objects, and whatever else belongs to them (an
 * AppProject, a GitRepository). Each has a file of its own in `_delivery/ID/` of the output folder, apart from the
 * namespaces' files, so that an engine which applies those never applies its own instructions along with them.
 *
 * @example
 * const argocd = new Delivery(app, 'argocd');
 * new ArgoApplication(argocd, 'network-policies', { repoUrl: 'https://git.example.com/platform/policies.git' });
 */
export class Delivery extends Chart {
  /**
   * Makes `instanceof` mean what it says again: cdk8s has it answer for a subclass of Chart whether a thing is a chart.
   *
   * @internal
   */
  public static [Symbol.hasInstance](candidate: unknown): candidate is Delivery {
    return Function.prototype[Symbol.hasInstance].call(this, candidate);
  }

  /** The delivery around a construct. @throws if there is none @internal */
  public static _around(scope: Construct): Delivery {
    const delivery = scope.node.scopes.find((construct) => construct instanceof Delivery);
    if (delivery) return delivery;
    throw new InvalidInput(
      'This is in no Delivery, so its file would stand among those that it delivers.',
      "Create it under one: new Delivery(app, 'argocd').",
    );
  }

  private readonly clusterFolders = new Map<IConstruct, string>();

  /**
   * @throws if the id cannot be a folder or the namespace's name is not valid, or it does not stand directly under the
   * app
   */
  public constructor(scope: Construct, id: string, props: DeliveryProps = {}) {
    checkPlace('Delivery', scope, id);
    within(`[${scope.node.path === '' ? id : `${scope.node.path}/${id}`}]`, () => {
      checkGiven(props, SHAPE, new.target === Delivery);
      checkLabel('id', id);
      checkLabel('namespace', props.namespace ?? id);
      if (scope.node.scope) {
        throw new InvalidInput('A Delivery serves the whole program.', 'Create it directly under the app.');
      }
    });
    super(scope, id, { namespace: props.namespace ?? id, disableResourceNameHashes: true });
  }

  /** The folder of one of its objects. @internal */
  public _folderOf(object: IConstruct): string {
    const cluster = this.clusterFolders.get(object);
    const own = [DELIVERY_FOLDER, folderOf('delivery', this.node.id)];
    return [...own, ...(cluster === undefined ? [] : [folderOf('cluster', cluster)])].join('/');
  }

  /** Gives an object a place among those for one cluster. @internal */
  public _placeForCluster(object: ApiObject, cluster: string): void {
    this.clusterFolders.set(object, cluster);
  }
}

function checkLabel(what: string, text: string): void {
  const problems = labelNameProblems(text);
  if (problems.length === 0) return;
  throw new InvalidInput(
    `The ${what} ${JSON.stringify(text)} is not valid: it ${problems.join(', and ')}.`,
    'Write for example "argocd".',
  );
}
