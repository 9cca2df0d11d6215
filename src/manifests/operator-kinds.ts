import { apiGroupOf } from './controllers';
import { ManifestDocument } from '../model/manifest-document';

/**
 * Custom resources for which an operator, or a delivery tool, makes pods that no manifest of the input shows. By API
 * group: the kinds, or `*` for every kind of it.
 */
const OPERATOR_KINDS: Readonly<Record<string, readonly string[] | '*'>> = {
  'monitoring.coreos.com': ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
  'ceph.rook.io': '*',
  'kafka.strimzi.io': '*',
  'postgresql.cnpg.io': ['Cluster', 'Pooler'],
  'acid.zalan.do': '*',
  'postgres-operator.crunchydata.com': '*',
  'rabbitmq.com': ['RabbitmqCluster'],
  'elasticsearch.k8s.elastic.co': '*',
  'kibana.k8s.elastic.co': '*',
  'logstash.k8s.elastic.co': '*',
  'beat.k8s.elastic.co': '*',
  'agent.k8s.elastic.co': '*',
  'apm.k8s.elastic.co': '*',
  'opensearch.opster.io': ['OpenSearchCluster'],
  'mongodb.com': '*',
  'mongodbcommunity.mongodb.com': '*',
  'pxc.percona.com': '*',
  'psmdb.percona.com': '*',
  'pgv2.percona.com': '*',
  'k8s.mariadb.com': ['MariaDB', 'MaxScale'],
  'mysql.oracle.com': ['InnoDBCluster'],
  'redis.redis.opstreelabs.in': '*',
  'databases.spotahome.com': '*',
  'cassandra.datastax.com': '*',
  'k8ssandra.io': '*',
  'scylla.scylladb.com': '*',
  'clickhouse.altinity.com': '*',
  'minio.min.io': ['Tenant'],
  'opentelemetry.io': ['OpenTelemetryCollector'],
  'jaegertracing.io': ['Jaeger'],
  'tempo.grafana.com': '*',
  'loki.grafana.com': '*',
  'grafana.integreatly.org': ['Grafana'],
  'logging.banzaicloud.io': ['Logging', 'FluentbitAgent'],
  'k8s.keycloak.org': ['Keycloak'],
  'argoproj.io': ['Application', 'ApplicationSet', 'ArgoCD', 'Workflow', 'CronWorkflow', 'EventSource', 'Sensor'],
  'tekton.dev': ['TaskRun', 'PipelineRun'],
  'sparkoperator.k8s.io': '*',
  'flink.apache.org': '*',
  'ray.io': '*',
  'kubeflow.org': '*',
  'serving.kserve.io': '*',
  'acme.cert-manager.io': ['Challenge', 'Order'],
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
  'helm.cattle.io': ['HelmChart'],
  'operators.coreos.com': ['Subscription', 'ClusterServiceVersion'],
};

/** Whether pods may come of the object that the input does not show. */
export function makesPodsElsewhere({ object }: ManifestDocument): boolean {
  const group = apiGroupOf(object.apiVersion);
  if (!Object.hasOwn(OPERATOR_KINDS, group)) return false;
  const kinds = OPERATOR_KINDS[group]!;
  return kinds === '*' || kinds.includes(object.kind);
}
