import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Platform } from '../platform/platform';
import { ALLOW } from './registry/allow-shape';
import { Shape } from '../model/given';
import { PORT_TEXT, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowWebhook}. */
export interface AllowWebhookProps extends AllowProps {
  /** The pods that serve the webhook. */
  readonly to: Workload;
  /** The container port (often 9443, 8443 or 10250; not the Service's 443): one that `to` declares, by name, or `TCP/9443`. */
  readonly port: string;
}

const SHAPE: Shape<AllowWebhookProps> = {
  ...ALLOW,
  to: WORKLOAD,
  port: PORT_TEXT,
};

/**
 * Lets the API server call an admission or conversion webhook. Without it, whatever the webhook guards can no longer be
 * created: "failed calling webhook … context deadline exceeded". On AKS, GKE and Gardener the calls come from pods that
 * tunnel for the API server, elsewhere from its own addresses; the platform knows which.
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
    super(scope, id, [props, SHAPE, AllowWebhook]);
    const { to, port } = props;
    this._allow(props, (registry) => {
      return {
        from: callersOf(registry().platform),
        to,
        ports: [to._portOrNotation(port)],
        ingressName: `allow-webhook-${to.name}`,
        mainEnd: PolicyType.INGRESS,
        reason: 'the API server calls the webhook',
      };
    });
  }
}

function callersOf({ name, webhookCallers, webhookCallerPods }: Platform): IPeer {
  const pods = webhookCallerPods ? [Peer.service(webhookCallerPods, 'api-server-tunnel')] : [];
  const callers = [...webhookCallers.map((address) => Peer.block(address)), ...pods];
  if (callers.length > 0) return Peer.anyOf(...callers);
  throw new InvalidInput(
    `Nobody has said from where the API server of this cluster (${name}) calls webhooks.`,
    "Give the addresses of the control plane where the platform is made: webhookCallers: [Cidr.of('10.0.0.10/32')].",
  );
}
