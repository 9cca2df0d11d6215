import { Construct } from 'constructs';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { ALL_PORTS } from '../model/intent';
import { Port } from '../model/port';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PORTS } from '../model/given-values';

/** Options of an {@link AllowSameNamespace}. */
export interface AllowSameNamespaceProps extends AllowProps {
  /**
   * The container ports.
   *
   * @default - every port of every protocol
   */
  readonly ports?: Port[];
}

const SHAPE: Shape<AllowSameNamespaceProps> = {
  ...ALLOW,
  ports: optional(PORTS),
};

/**
 * Lets the pods of a namespace talk with each other, both ways.
 *
 * ```yaml
 * metadata: { name: allow-same-namespace }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Ingress, Egress]
 *   ingress: [{ from: [{ podSelector: {} }] }]
 *   egress: [{ to: [{ podSelector: {} }] }]
 * ```
 *
 * @example
 * new AllowSameNamespace(shop, 'among-themselves');
 */
export class AllowSameNamespace extends PolicyConstruct {
  public constructor(scope: Construct, id: string, props: AllowSameNamespaceProps = {}) {
    super(scope, id, [props, SHAPE, AllowSameNamespace]);
    this._allow(props, (registry) => {
      const everyPod = registry().ownPods();
      return {
        from: everyPod,
        to: everyPod,
        ports: props.ports ?? ALL_PORTS,
        egressName: 'allow-same-namespace',
        ingressName: 'allow-same-namespace',
        sharesPolicy: true,
        reason: 'the pods of the namespace talk with each other',
      };
    });
  }
}
