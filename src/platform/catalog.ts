import { SERVICES } from './services';
import { SharedService, SharedServiceProps } from './shared-service';

/**
 * The shared services that this library knows: namespaces, labels, container ports, and who talks to whom, each with its
 * source in docs/PLATFORMS.md (`netpol platforms` prints the same).
 *
 * Every factory takes what differs in your cluster, and throws if a name, a label or a port is not valid or the service
 * has no such parameter.
 *
 * @example
 * const api = orders.workload('orders-api', { labels: { app: 'orders-api' } });
 * new AllowService(orders, 'secrets', { from: api, service: Catalog.vault(), reason: 'reads its database password' });
 * new AllowService(orders, 'events', { from: api, service: Catalog.strimziKafka({ cluster: 'events' }) });
 */
export class Catalog {
  /**
   * A service by its id, for those that have no factory of their own.
   *
   * @param id for example `dns.openshift`; docs/PLATFORMS.md lists all of them
   * @throws if nothing has that id
   */
  public static of(id: string, props: SharedServiceProps = {}): SharedService {
    return SharedService._of(id, props);
  }

  /** Every service. */
  public static all(): SharedService[] {
    return SERVICES.map(({ id }) => SharedService._of(id));
  }

  /** Every component of Argo CD. */
  public static argocd(props: SharedServiceProps = {}): SharedService[] {
    return family('gitops.argocd.', props);
  }

  /** cert-manager's controller, webhook and cainjector; takes `release`. */
  public static certManager(props: SharedServiceProps = {}): SharedService[] {
    return ['controller', 'webhook', 'cainjector'].map((part) => SharedService._of(`certmanager.${part}`, props));
  }

  /** Prometheus, its operator, Alertmanager, kube-state-metrics and Grafana. (node-exporter is on the host network.) */
  public static kubePrometheusStack(props: SharedServiceProps = {}): SharedService[] {
    const operator = Catalog.prometheusOperator(props);
    const { release, ...rest } = props;
    return [
      Catalog.prometheus(rest),
      operator,
      Catalog.alertmanager(rest),
      Catalog.kubeStateMetrics(rest),
      Catalog.grafana(rest),
    ];
  }

  /** The ingress-nginx controller. */
  public static ingressNginx(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.nginx', props);
  }

  /** Traefik. */
  public static traefik(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.traefik', props);
  }

  /** HAProxy's ingress controller. */
  public static haproxyIngress(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.haproxy', props);
  }

  /** Contour and its Envoy. */
  public static contour(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.contour', props);
  }

  /** The router of OpenShift, known by labels of namespaces. */
  public static openShiftRouter(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.openshift-router', props);
  }

  /** Envoy Gateway; takes `gateway` and `gatewayNamespace`. */
  public static envoyGateway(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.envoy-gateway', props);
  }

  /** Istio's ingress gateway. */
  public static istioGateway(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.istio-gateway', props);
  }

  /** Cilium's own Gateway API, which no NetworkPolicy can name. */
  public static ciliumGateway(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('ingress.cilium-gateway', props);
  }

  /** AWS load balancers with IP targets, and their controller. */
  public static awsLoadBalancer(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('lb.aws-alb', props);
  }

  /** Google Cloud load balancers, which come from fixed addresses. */
  public static googleLoadBalancer(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('lb.gclb', props);
  }

  /** The health probes of Azure load balancers, from a fixed address. */
  public static azureLoadBalancer(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('lb.azure', props);
  }

  /** Prometheus as prometheus-operator runs it. */
  public static prometheus(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.kps.prometheus', props);
  }

  /** prometheus-operator; takes `release`. */
  public static prometheusOperator(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.kps.operator', props);
  }

  /** Alertmanager. */
  public static alertmanager(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.alertmanager', props);
  }

  /** node-exporter, on the host network. */
  public static nodeExporter(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.node-exporter', props);
  }

  /** kube-state-metrics. */
  public static kubeStateMetrics(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.kube-state-metrics', props);
  }

  /** Grafana. */
  public static grafana(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.grafana', props);
  }

  /** Prometheus by the chart of its name; takes `release`. */
  public static prometheusChart(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.prometheus-chart', props);
  }

  /** Grafana Alloy. */
  public static alloy(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.alloy', props);
  }

  /** The OpenTelemetry Collector. */
  public static openTelemetryCollector(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.otel-collector', props);
  }

  /** Datadog's agents; takes `release`. */
  public static datadog(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mon.datadog', props);
  }

  /** Fluent Bit. */
  public static fluentBit(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('log.fluent-bit', props);
  }

  /** Vector. */
  public static vector(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('log.vector', props);
  }

  /** Promtail. */
  public static promtail(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('log.promtail', props);
  }

  /** Loki. */
  public static loki(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('log.loki', props);
  }

  /** Istio's control plane; takes `revision`. */
  public static istiod(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mesh.istiod', props);
  }

  /** Linkerd's control plane. */
  public static linkerd(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('mesh.linkerd-cp', props);
  }

  /** cert-manager's controller; takes `release`. */
  public static certManagerController(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('certmanager.controller', props);
  }

  /** cert-manager's webhook; takes `release`. */
  public static certManagerWebhook(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('certmanager.webhook', props);
  }

  /** cert-manager's cainjector; takes `release`. */
  public static certManagerCainjector(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('certmanager.cainjector', props);
  }

  /** The pods that answer HTTP-01 challenges, beside the application. */
  public static acmeSolver(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('certmanager.acmesolver', props);
  }

  /** Kafka under Strimzi; takes `cluster`. */
  public static strimziKafka(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.strimzi.kafka', props);
  }

  /** Strimzi's Connect, Bridge and operator. */
  public static strimziConnect(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.strimzi.connect', props);
  }

  /** PostgreSQL under CloudNativePG, beside the application; takes `cluster`. */
  public static cloudNativePg(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.cnpg', props);
  }

  /** PostgreSQL under Zalando's operator, beside the application; takes `cluster`. */
  public static zalandoPostgres(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.zalando-pg', props);
  }

  /** Redis by Bitnami's chart, beside the application; takes `release`. */
  public static redis(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.redis-bitnami', props);
  }

  /** MinIO, an object store that speaks S3; takes `release`. */
  public static minio(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.minio', props);
  }

  /** Elasticsearch and its company under ECK, beside the application; takes `cluster`. */
  public static elasticsearch(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('data.eck', props);
  }

  /** HashiCorp Vault. */
  public static vault(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('sec.vault', props);
  }

  /** External Secrets Operator. */
  public static externalSecrets(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('sec.eso', props);
  }

  /** metrics-server. */
  public static metricsServer(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('plat.metrics-server', props);
  }

  /** KEDA. */
  public static keda(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('plat.keda', props);
  }

  /** Kyverno; takes `release`. */
  public static kyverno(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('plat.kyverno', props);
  }

  /** OPA Gatekeeper. */
  public static gatekeeper(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('plat.gatekeeper', props);
  }

  /** Argo CD's server. */
  public static argocdServer(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('gitops.argocd.server', props);
  }

  /** Flux. */
  public static flux(props: SharedServiceProps = {}): SharedService {
    return SharedService._of('gitops.flux', props);
  }

  private constructor() {}
}

function family(prefix: string, props: SharedServiceProps): SharedService[] {
  return SERVICES.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => SharedService._of(id, props));
}
