import { Construct } from 'constructs';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { governanceOf } from './registry/governance-of';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyRegistry } from './registry/policy-registry';
import { checkGovernance } from '../model/governance';
import { ALL_PORTS, ANY_PEER } from '../model/intent';
import { PolicyType } from '../model/network-policy';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { DIRECTIONS, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowAll}. */
export interface AllowAllProps extends AllowProps {
  /**
   * The directions to open.
   *
   * @default - both
   */
  readonly directions?: PolicyType[];
  /**
   * The pods.
   *
   * @default - every pod of the namespace
   */
  readonly workload?: Workload;
}

const SHAPE: Shape<AllowAllProps> = {
  ...ALLOW,
  directions: optional(DIRECTIONS),
  workload: optional(WORKLOAD),
};

/**
 * Opens pods to everyone and everything. It takes the force out of every other policy on them, which makes it the
 * companion of a rollout (bring the allows in while nothing is cut off, then remove it) and never a default.
 *
 * ```yaml
 * metadata: { name: allow-all }
 * spec: { podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }
 * ```
 *
 * @example
 * new AllowAll(shop, 'until-observed', {
 *   reason: 'rollout of default deny',
 *   exception: { owner: 'team-shop', ticket: 'NET-7', expires: '2099-01-31' },
 * });
 */
export class AllowAll extends PolicyConstruct {
  /**
   * @throws if the construct is in no chart, or the workload is of another namespace
   */
  public constructor(scope: Construct, id: string, props: AllowAllProps = {}) {
    super(scope, id, [props, SHAPE, AllowAll]);
    this._declare(() => {
      const registry = PolicyRegistry.of(this);
      const governance = governanceOf(props);
      checkGovernance(governance);
      const subject = registry.ownPods(props.workload);
      const { name, ...metadata } = props.metadata ?? {};
      const directions = props.directions ?? [PolicyType.INGRESS, PolicyType.EGRESS];
      return [...new Set(directions)].map((direction) =>
        registry.declare(
          {
            kind: 'allow',
            subject: { name: subject.name, namespace: subject.namespace, pods: subject.pods },
            direction,
            peers: ANY_PEER,
            ports: ALL_PORTS,
            policyName: name ?? `allow-all${props.workload ? `-${props.workload.name}` : ''}`,
            topic: 'allow all',
            governance,
            declaredBy: this.node.path,
          },
          { under: this, metadata },
        ),
      );
    });
  }
}
