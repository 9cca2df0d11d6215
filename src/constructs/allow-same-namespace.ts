import { Construct } from 'constructs';
import { AllowProps } from './allow-props';
import { PolicyConstruct } from './policy-construct';
import { ALL_PORTS } from '../model/intent';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';

/** Options of an {@link AllowSameNamespace}. */
export interface AllowSameNamespaceProps extends AllowProps {
  /**
   * The container ports.
   *
   * @default - every port of every protocol
   */
  readonly ports?: Port[];
}

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
    super(scope, id);
    const name = props.metadata?.name ?? 'allow-same-namespace';
    this._allow({ ...props, metadata: { ...props.metadata, name: undefined } }, (registry) => {
      const everyPod = registry().ownPods();
      return {
        from: everyPod,
        to: everyPod,
        ports: props.ports ?? ALL_PORTS,
        egressName: name,
        ingressName: name,
        topic: 'same namespace',
        mainEnd: PolicyType.EGRESS,
        reason: 'the pods of the namespace talk with each other',
      };
    });
  }
}
