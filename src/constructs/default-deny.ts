import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { Workload } from './ends/workload';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyRegistry } from './registry/policy-registry';
import { Shape, optional } from '../model/given';
import { DIRECTIONS, METADATA, TEXT, WORKLOAD } from '../model/given-values';
import { checkGovernance } from '../model/governance';
import { PolicyType } from '../model/network-policy';

/** Options of a {@link DefaultDeny}. */
export interface DefaultDenyProps {
  /**
   * The directions to isolate.
   *
   * @default - both
   */
  readonly directions?: PolicyType[];
  /**
   * The pods to isolate.
   *
   * @default - every pod of the namespace
   */
  readonly workload?: Workload;
  /**
   * Why. Written as annotation `cdk8s-netpol/reason`.
   *
   * @default - none
   */
  readonly reason?: string;
  /**
   * Who answers for it.
   *
   * @default - the owner of the stack
   */
  readonly owner?: string;
  /**
   * Name, labels and annotations of the policy.
   *
   * @default - `default-deny`, with `-ingress` or `-egress` where it is one direction, and the workload's name
   */
  readonly metadata?: ApiObjectMetadata;
}

const SHAPE: Shape<DefaultDenyProps> = {
  directions: optional(DIRECTIONS),
  workload: optional(WORKLOAD),
  reason: optional(TEXT),
  owner: optional(TEXT),
  metadata: optional(METADATA),
};

/**
 * Isolates pods: from here on their traffic needs an allow. `policyTypes` is always written, because `egress: []`
 * alone, as it is often published, isolates ingress and leaves egress open.
 *
 * ```yaml
 * metadata: { name: default-deny }
 * spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
 * ```
 *
 * Kubernetes never cuts a pod off from itself or from its own node, and replies need no allow.
 *
 * @example
 * new DefaultDeny(shop, 'no-way-out', { directions: [PolicyType.EGRESS] });
 */
export class DefaultDeny extends PolicyConstruct {
  /**
   * @throws if the construct is in no chart, or the workload is of another namespace
   */
  public constructor(scope: Construct, id: string, props: DefaultDenyProps = {}) {
    super(scope, id, [props, SHAPE, DefaultDeny]);
    this._declare(() => {
      const registry = PolicyRegistry.of(this);
      const directions = [...new Set(props.directions ?? [PolicyType.INGRESS, PolicyType.EGRESS])];
      const governance = { reason: props.reason, owner: props.owner };
      checkGovernance(governance);
      const pods = registry.ownPods(props.workload);
      const { name, ...metadata } = props.metadata ?? {};
      const policy = registry.declare(
        {
          kind: 'isolate',
          subject: { name: pods.name, namespace: pods.namespace, pods: pods.pods },
          directions,
          policyName: name ?? nameOf(directions, props.workload),
          governance,
          declaredBy: this.node.path,
        },
        { under: this, metadata },
      );
      return [policy];
    });
  }
}

function nameOf(directions: readonly PolicyType[], workload: Workload | undefined): string {
  const suffix = directions.length === 1 ? `-${directions[0]!.toLowerCase()}` : '';
  return `default-deny${suffix}${workload ? `-${workload.name}` : ''}`;
}
