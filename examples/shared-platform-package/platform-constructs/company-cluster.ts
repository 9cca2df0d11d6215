import { Cni, IngressController, Platform, Port, ServiceLocation } from 'cdk8s-netpol';

/** What is true of the company's clusters, in one place: when Prometheus moves, teams synthesise again. */
export function companyCluster(): Platform {
  return Platform.kubeadm({
    cni: Cni.cilium('1.18'),
    scraper: ServiceLocation.of({
      namespace: 'observability',
      podLabels: { 'app.kubernetes.io/name': 'prometheus' },
    }),
    ingressController: IngressController.traefik('edge'),
    logCollector: ServiceLocation.of({
      namespace: 'observability',
      podLabels: { 'app.kubernetes.io/name': 'loki' },
      ports: [Port.tcp(3100)],
    }),
  });
}
