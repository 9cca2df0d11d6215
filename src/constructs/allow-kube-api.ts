import { Construct } from 'constructs';
import { AllowProps } from './allow-props';
import { Peer } from './peer';
import { PolicyConstruct } from './policy-construct';
import { Workload } from './workload';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';

/** Options of an {@link AllowKubeApi}. */
export interface AllowKubeApiProps extends AllowProps {
  /**
   * Who calls the API server.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
}

/**
 * Lets pods call the Kubernetes API server. It runs on the host network or outside the cluster, so no selector matches
 * it: its addresses come from the platform.
 *
 * ```yaml
 * metadata: { name: allow-kube-api }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ ipBlock: { cidr: 10.0.0.10/32 } }]
 *       ports: [{ protocol: TCP, port: 6443 }]
 * ```
 *
 * @example
 * new AllowKubeApi(shop, 'watch-config-maps', { reason: 'the operator watches config maps' });
 */
export class AllowKubeApi extends PolicyConstruct {
  /**
   * @throws if the platform does not know the API server's addresses
   */
  public constructor(scope: Construct, id: string, props: AllowKubeApiProps = {}) {
    super(scope, id);
    this._allow(props, (registry) => {
      const { platform } = registry();
      if (platform.apiServer.length === 0) {
        throw new InvalidInput(
          'The platform does not know the addresses of the API server, and no selector can match it.',
          "Give them: Platform.kubeadm({ apiServer: [Cidr.of('10.0.0.10/32')] }), as kubectl get endpointslices -n default shows for kubernetes.",
        );
      }
      return {
        from: registry().ownPods(props.from),
        to: Peer.anyOf(...platform.apiServer.map((address) => Peer.block(address))),
        ports: [platform.apiServerPort],
        egressName: props.from ? `allow-kube-api-${props.from.name}` : 'allow-kube-api',
        mainEnd: PolicyType.EGRESS,
        reason: 'calls the Kubernetes API',
      };
    });
  }
}
