import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AllowProps } from './registry/allow-props';
import { ALLOW } from './registry/allow-shape';
import { governanceOf } from './registry/governance-of';
import { PolicyRegistry } from './registry/policy-registry';
import { slug } from './registry/slug';
import { FIELDS, Shape, checkGiven } from '../model/given';
import { checkPlace } from '../model/given-values';
import { checkGovernance, governanceAnnotations } from '../model/governance';
import { within } from '../model/invalid-input';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, NetworkPolicySpec } from '../model/network-policy';

/** Options of a {@link RawPolicy}. */
export interface RawPolicyProps extends AllowProps {
  /** The spec, as it would stand in a manifest. */
  readonly spec: NetworkPolicySpec;
}

const SHAPE: Shape<RawPolicyProps> = {
  ...ALLOW,
  // Its content is for the API server's rules to judge, at synth.
  spec: FIELDS,
};

/**
 * A NetworkPolicy written out, for what no construct covers. It is validated at synth like every other, and carries
 * owner, reason and expiry like every other.
 *
 * @example
 * new RawPolicy(shop, 'by-hand', {
 *   spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: [PolicyType.INGRESS], ingress: [{}] },
 *   reason: 'copied from the vendor',
 * });
 */
export class RawPolicy extends Construct {
  /** The object itself. */
  public readonly policy: ApiObject;

  /**
   * @throws if the name is taken, or a text or date of the exception is not valid
   */
  public constructor(scope: Construct, id: string, props: RawPolicyProps) {
    checkPlace('RawPolicy', scope, id);
    super(scope, id);
    this.policy = within(
      () => `[${this.node.path}]`,
      () => {
        checkGiven(props, SHAPE);
        const registry = PolicyRegistry.of(this);
        const governance = { ...governanceOf(props), owner: props.owner ?? registry.owner };
        checkGovernance(governance);
        const name = props.metadata?.name ?? slug(id);
        registry.claimRaw(name, { declaredBy: this.node.path, governance });
        return new ApiObject(this, 'Resource', {
          apiVersion: NETWORK_POLICY_API_VERSION,
          kind: NETWORK_POLICY_KIND,
          metadata: {
            ...props.metadata,
            name,
            namespace: registry.namespace,
            annotations: { ...governanceAnnotations(governance), ...props.metadata?.annotations },
          },
          spec: props.spec,
        });
      },
    );
  }
}
