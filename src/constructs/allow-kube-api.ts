import { Construct } from 'constructs';
import { Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { Platform } from '../platform/platform';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowKubeApi}. */
export interface AllowKubeApiProps extends AllowProps {
  /**
   * Who calls the API server.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
}

const SHAPE: Shape<AllowKubeApiProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
};

/**
 * Lets pods call the Kubernetes API server. It runs on the host network or outside the cluster, so no selector matches
 * it: its addresses come from the platform. Where the network plugin judges egress before the address of a Service is
 * translated (AWS VPC CNI, kube-router), the address of the Service is opened as well.
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
   * @throws if the platform does not know the API server's addresses, or the Service's where they are needed
   */
  public constructor(scope: Construct, id: string, props: AllowKubeApiProps = {}) {
    super(scope, id, [props, SHAPE, AllowKubeApi]);
    const { from, targets } = this._checked((registry) => ({
      from: registry().ownPods(props.from),
      targets: targetsOf(registry().platform),
    }));
    const egressName = props.from ? `allow-kube-api-${props.from.name}` : 'allow-kube-api';
    for (const { addresses, port } of targets) {
      this._allow(props, () => ({
        from,
        to: Peer.anyOf(...addresses.map((address) => Peer.block(address))),
        ports: [port],
        egressName,
        mainEnd: PolicyType.EGRESS,
        topic: targets.length > 1 ? egressName : undefined,
        reason: 'calls the Kubernetes API',
      }));
    }
  }
}

/** Addresses that answer for the API server, and the port on which they do. */
interface ApiServerTarget {
  readonly addresses: readonly Cidr[];
  readonly port: Port;
}

/** The port at which the Service `kubernetes` offers the API server, whatever the port behind it. */
const SERVICE_PORT = Port.tcp(443);

function targetsOf({ name, cni, apiServer, apiServerPort, apiServerClusterIps }: Platform): ApiServerTarget[] {
  if (apiServer.length === 0) {
    throw new InvalidInput(
      `Nobody has said which addresses the API server of this cluster (${name}) has, and no selector can match it.`,
      "Give them where the platform is made: apiServer: [Cidr.of('10.0.0.10/32')], as kubectl get endpointslices -n default shows for kubernetes.",
    );
  }
  const behindService = cni?._profile.judgesPodBehindService.support ?? 'yes';
  if (behindService === 'no' && apiServerClusterIps.length === 0) {
    throw new InvalidInput(
      `${cni!._profile.title} judges egress on the address of the Service, and nobody has said which one the API server has.`,
      "Give serviceCidrs: [Cidr.of('10.96.0.0/12')] where the platform is made, or apiServerClusterIps, as kubectl get service kubernetes shows.",
    );
  }
  const target = { addresses: apiServer, port: apiServerPort };
  if (behindService === 'yes' || apiServerClusterIps.length === 0) return [target];
  if (apiServerPort.toString() === SERVICE_PORT.toString()) {
    return [{ addresses: [...apiServer, ...apiServerClusterIps], port: apiServerPort }];
  }
  return [target, { addresses: apiServerClusterIps, port: SERVICE_PORT }];
}
