import { Shape, checkOptions, optional, refuseNew } from '../model/given';
import { DIRECTIONS, TRUTH } from '../model/given-values';
import { PolicyType } from '../model/network-policy';

/** What a baseline consists of. */
export interface BaselineProps {
  /**
   * The directions in which every pod of the namespace is isolated.
   *
   * @default - both
   */
  readonly isolate?: PolicyType[];
  /**
   * Whether every pod may ask the cluster's DNS. Without it, isolating egress breaks name resolution.
   *
   * @default true
   */
  readonly dns?: boolean;
  /**
   * Whether the pods of the namespace may talk with each other.
   *
   * @default false
   */
  readonly sameNamespace?: boolean;
}

const SHAPE: Shape<BaselineProps> = {
  isolate: optional(DIRECTIONS),
  dns: optional(TRUTH),
  sameNamespace: optional(TRUTH),
};

/**
 * What every namespace starts from.
 *
 * @example
 * const open = Baseline.of({ isolate: [PolicyType.INGRESS], sameNamespace: true });
 */
export class Baseline {
  /** Nothing goes in or out but DNS: the baseline of a NamespaceStack. */
  public static denyAll(): Baseline {
    return Baseline.of({});
  }

  /** No isolation at all: only what a policy selects is isolated. */
  public static none(): Baseline {
    return Baseline.of({ isolate: [], dns: false });
  }

  /** A baseline put together from its parts. */
  public static of(props: BaselineProps): Baseline {
    checkOptions('Baseline.of', props, SHAPE);
    const directions = props.isolate ?? [PolicyType.INGRESS, PolicyType.EGRESS];
    return new Baseline([...new Set(directions)], props.dns ?? true, props.sameNamespace ?? false);
  }

  private constructor(
    private readonly directions: PolicyType[],
    /** Whether every pod may ask the cluster's DNS. */
    public readonly dns: boolean,
    /** Whether the pods of the namespace may talk with each other. */
    public readonly sameNamespace: boolean,
  ) {
    refuseNew(Array.isArray(directions), 'Baseline', 'Baseline.of({ … })');
  }

  /** The directions in which every pod is isolated. */
  public get isolate(): PolicyType[] {
    return [...this.directions];
  }
}
