import { ClusterEnd, GivenEnds, endsOfFlow } from './cluster-end';
import { ServiceLocation } from './service-location';
import { serviceFacts } from './services';
import { Cidr } from '../model/cidr';
import { checkParameters, optional } from '../model/given';
import { CIDRS, SERVICE_LOCATION, TEXT } from '../model/given-values';
import { InvalidInput } from '../model/invalid-input';

/**
 * Who brings traffic into the cluster, as its backends see it: pods, addresses, or something that no NetworkPolicy can
 * name.
 *
 * @example
 * const platform = Platform.eks({ ingressController: IngressController.traefik('edge') });
 */
export class IngressController {
  /**
   * Pods of your own choice.
   *
   * @param location where the pods that connect to backends run
   */
  public static at(location: ServiceLocation): IngressController {
    checkParameters('IngressController.at', { location: [location, SERVICE_LOCATION] });
    const { namespace, pods } = location;
    return new IngressController('own', [{ kind: 'pods', namespaces: namespace, pods }]);
  }

  /**
   * A controller on the host network, or a load balancer outside the cluster.
   *
   * @param addresses from where connections come
   * @throws if no address is given
   */
  public static addresses(...addresses: Cidr[]): IngressController {
    checkParameters('IngressController.addresses', { addresses: [addresses, CIDRS] });
    if (addresses.length === 0) {
      throw new InvalidInput('No address is named.', "Write IngressController.addresses(Cidr.of('10.0.0.0/24')).");
    }
    return new IngressController(
      'addresses',
      addresses.map((cidr) => ({ kind: 'addresses', cidr })),
    );
  }

  /**
   * ALBs, and NLBs with IP targets, of the AWS Load Balancer Controller.
   *
   * @param subnets the ranges of the load balancers' subnets, or of the VPC
   * @throws if no range is given
   */
  public static awsLoadBalancer(...subnets: Cidr[]): IngressController {
    checkParameters('IngressController.awsLoadBalancer', { subnets: [subnets, CIDRS] });
    return IngressController.ofService('lb.aws-alb', { addresses: subnets });
  }

  /** Cilium's own Ingress and Gateway API, whose traffic no NetworkPolicy can name. */
  public static cilium(): IngressController {
    return IngressController.ofService('ingress.cilium-gateway');
  }

  /** Contour. @param namespace of its Envoy. @default projectcontour */
  public static contour(namespace?: string): IngressController {
    return IngressController.ofService('ingress.contour', { namespace });
  }

  /** Envoy Gateway. @param namespace of its proxies. @default envoy-gateway-system */
  public static envoyGateway(namespace?: string): IngressController {
    return IngressController.ofService('ingress.envoy-gateway', { namespace });
  }

  /** Google Cloud's load balancers with container-native balancing, by their documented ranges. */
  public static googleLoadBalancer(): IngressController {
    return IngressController.ofService('lb.gclb');
  }

  /** The HAProxy Kubernetes Ingress Controller. @param namespace of its pods. @default haproxy-controller */
  public static haproxy(namespace?: string): IngressController {
    return IngressController.ofService('ingress.haproxy', { namespace });
  }

  /** The Istio ingress gateway. @param namespace of its pods. @default istio-ingress */
  public static istioGateway(namespace?: string): IngressController {
    return IngressController.ofService('ingress.istio-gateway', { namespace });
  }

  /** ingress-nginx. @param namespace of its pods. @default ingress-nginx */
  public static nginx(namespace?: string): IngressController {
    return IngressController.ofService('ingress.nginx', { namespace });
  }

  /** The routers of OpenShift, by the labels that OpenShift gives their namespaces. */
  public static openshiftRouter(): IngressController {
    return IngressController.ofService('ingress.openshift-router');
  }

  /** Traefik. @param namespace of its pods. @default traefik */
  public static traefik(namespace?: string): IngressController {
    return IngressController.ofService('ingress.traefik', { namespace });
  }

  private static ofService(id: string, given: GivenEnds = {}): IngressController {
    checkParameters('IngressController', { namespace: [given.namespace, optional(TEXT)] });
    const facts = serviceFacts(id);
    const flows = facts.flows.filter((flow) => flow.direction === 'workload-ingress' && !flow.optional);
    return new IngressController(
      id,
      flows.flatMap((flow) => endsOfFlow(facts, flow, given)),
    );
  }

  private constructor(
    /** Its id in docs/PLATFORMS.md, or `own` or `addresses`. */
    public readonly name: string,
    /** @internal */
    public readonly _ends: readonly ClusterEnd[],
  ) {}
}
