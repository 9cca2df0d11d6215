import { Construct } from 'constructs';
import { AllowProps } from './allow-props';
import { Peer } from './peer';
import { PolicyConstruct } from './policy-construct';
import { Workload } from './workload';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';

/** Options of an {@link AllowWebhook}. */
export interface AllowWebhookProps extends AllowProps {
  /** The pods that serve the webhook. */
  readonly to: Workload;
  /** The container port (often 9443, 8443 or 10250; not the Service's 443): one that `to` declares, by name, or `TCP/9443`. */
  readonly port: string;
}

/**
 * Lets the API server call an admission or conversion webhook. Without it, whatever the webhook guards can no longer be
 * created: "failed calling webhook … context deadline exceeded".
 *
 * ```yaml
 * metadata: { name: allow-webhook-validator }
 * spec:
 *   podSelector: { matchLabels: { app: validator } }
 *   policyTypes: [Ingress]
 *   ingress:
 *     - from: [{ ipBlock: { cidr: 10.0.0.10/32 } }]
 *       ports: [{ protocol: TCP, port: 9443 }]
 * ```
 *
 * @example
 * const validator = shop.workload('validator', { labels: { app: 'validator' }, ports: { webhook: Port.tcp(9443) } });
 * new AllowWebhook(shop, 'admission', { to: validator, port: 'webhook' });
 */
export class AllowWebhook extends PolicyConstruct {
  /**
   * @throws if the platform does not know from where webhooks are called, or `to` declares no such port
   */
  public constructor(scope: Construct, id: string, props: AllowWebhookProps) {
    super(scope, id);
    const { to, port } = props;
    this._allow(props, (registry) => {
      const callers = registry().platform.webhookCallers;
      if (callers.length === 0) {
        throw new InvalidInput(
          'The platform does not know from where the API server calls webhooks.',
          "Give the control-plane nodes: Platform.kubeadm({ webhookCallers: [Cidr.of('10.0.0.10/32')] }).",
        );
      }
      return {
        from: Peer.anyOf(...callers.map((address) => Peer.block(address))),
        to,
        ports: [to._portOrNotation(port)],
        ingressName: `allow-webhook-${to.name}`,
        mainEnd: PolicyType.INGRESS,
        reason: 'the API server calls the webhook',
      };
    });
  }
}
