import { NeedEnd } from './need';
import { Inventory, PodGroup, Workload } from '../../manifests/inventory';

/** What charts call who does this, in the labels that name a program. */
const NAME_LABELS = ['app.kubernetes.io/name', 'app'];
const PROMETHEUS = ['prometheus', 'prometheus-agent', 'vmagent'];
const KEDA = ['keda-operator'];
/** Controllers by a word of their class or of the controller that the class names. */
const CONTROLLERS: readonly (readonly [word: string, names: readonly string[]])[] = [
  ['nginx', ['ingress-nginx', 'nginx-ingress', 'rke2-ingress-nginx', 'nginx-gateway-fabric', 'nginx-gateway']],
  ['traefik', ['traefik', 'rke2-traefik']],
  ['haproxy', ['haproxy-ingress', 'kubernetes-ingress']],
  ['contour', ['envoy', 'contour']],
  ['kong', ['kong', 'gateway']],
  ['istio', ['istio-ingressgateway', 'istio-ingress']],
];
const OPENSHIFT_ROUTER = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller';
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const ENVOY_GATEWAY_NAME = 'gateway.envoyproxy.io/owning-gateway-name';
const ENVOY_GATEWAY_NAMESPACE = 'gateway.envoyproxy.io/owning-gateway-namespace';

/** Finds the pods of the input that do what an end is named for; an index over names makes each answer cheap. */
export class KnownPods {
  private readonly byName = new Map<string, Workload[]>();
  private readonly workloads: readonly Workload[];

  public constructor({ workloads }: Inventory) {
    this.workloads = workloads;
    for (const workload of workloads) {
      const labels = workload.podGroups[0]?.labels ?? {};
      for (const name of new Set(NAME_LABELS.flatMap((key) => labels[key] ?? []))) {
        const known = this.byName.get(name);
        if (known) known.push(workload);
        else this.byName.set(name, [workload]);
      }
    }
  }

  /** The workloads that an end stands for; none where the input does not hold them, or no pod is meant. */
  public of(end: NeedEnd): readonly Workload[] {
    switch (end.kind) {
      case 'workload':
        return [end.workload];
      case 'gateway':
        return this.ofGateway(end.namespace, end.name);
      case 'ingress-controller': {
        const words = CONTROLLERS.filter(([word]) => end.className.toLowerCase().includes(word));
        return this.named((words.length > 0 ? words : CONTROLLERS).flatMap(([, names]) => names));
      }
      case 'role':
        if (end.role === 'prometheus') return this.named(PROMETHEUS);
        if (end.role === 'keda-operator') return this.named(KEDA);
        return end.role === 'openshift-router' ? this.labelled((labels) => OPENSHIFT_ROUTER in labels) : [];
      case 'external':
      case 'addresses':
        return [];
    }
  }

  private named(names: readonly string[]): Workload[] {
    return names.flatMap((name) => this.byName.get(name) ?? []);
  }

  /** Pods that say which Gateway they serve, or else those of a controller that serves all of its Gateways. */
  private ofGateway(namespace: string, name: string): readonly Workload[] {
    const own = this.labelled(
      (labels, where) =>
        (labels[GATEWAY_NAME] === name && where === namespace) ||
        (labels[ENVOY_GATEWAY_NAME] === name && labels[ENVOY_GATEWAY_NAMESPACE] === namespace),
    );
    return own.length > 0 ? own : this.named(CONTROLLERS.flatMap(([, names]) => names));
  }

  private labelled(fits: (labels: PodGroup['labels'], namespace: string) => boolean): Workload[] {
    return this.workloads.filter(({ namespace, podGroups }) => podGroups.some(({ labels }) => fits(labels, namespace)));
  }
}
