import { LintContext } from './lint-context';
import { Pods } from './pod-index';
import { numbersOf, targetsOf } from './rule-destinations';
import { listOf, mapOf } from './untyped';
import { exposedPorts } from '../../manifests/service-index';
import { DEFAULT_NAMESPACE } from '../../model/defaulting';
import { FieldPath } from '../../model/kubernetes-object';
import { matchesLabels, requirementsOf, hasLabels } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { LabelSelectorSpec } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';

/** A port of pods that a monitor object asks Prometheus to scrape. */
export interface ScrapeTarget {
  readonly document: ManifestDocument;
  readonly path: FieldPath;
  readonly pods: readonly Pods[];
  readonly port: number;
}

/** What the ServiceMonitors and PodMonitors of the input ask for, as far as their pods are in it. */
export function scrapeTargets(context: LintContext): ScrapeTarget[] {
  return context.documents.flatMap((document) => {
    const { apiVersion, kind } = document.object;
    if (typeof apiVersion !== 'string' || !apiVersion.startsWith('monitoring.coreos.com/')) return [];
    if (kind === 'ServiceMonitor') return ofServices(document, context);
    return kind === 'PodMonitor' ? ofPods(document, context) : [];
  });
}

function ofServices(document: ManifestDocument, context: LintContext): ScrapeTarget[] {
  const { selector, namespaces, endpoints } = monitorOf(document, 'endpoints', context);
  const services = context.inventory.services.filter(
    ({ namespace, selector: pods, document: service }) =>
      pods && namespaces(namespace) && matchesLabels(selector, service.object.metadata?.labels ?? {}),
  );
  return services.flatMap((service) => {
    const pods = context.pods.in(service.namespace).filter(({ group }) => hasLabels(group.labels, service.selector!));
    return endpoints.flatMap(({ path, port, targetPort }) => {
      const numbers =
        typeof port === 'string'
          ? exposedPorts(service, port).flatMap((exposed) => targetsOf(exposed, pods))
          : containerPorts(targetPort, pods);
      return numbers.slice(0, 1).map((number) => ({ document, path, pods, port: number }));
    });
  });
}

function ofPods(document: ManifestDocument, context: LintContext): ScrapeTarget[] {
  const { selector, namespaces, endpoints } = monitorOf(document, 'podMetricsEndpoints', context);
  const pods = [...context.inventory.namespaces.keys()]
    .filter(namespaces)
    .flatMap((namespace) => context.pods.in(namespace))
    .filter(({ group }) => matchesLabels(selector, group.labels));
  return endpoints.flatMap(({ path, port, portNumber, targetPort }) =>
    containerPorts(port ?? portNumber ?? targetPort, pods)
      .slice(0, 1)
      .map((number) => ({ document, path, pods, port: number })),
  );
}

function monitorOf({ object }: ManifestDocument, field: string, context: LintContext) {
  const spec = mapOf(object.spec);
  const { any, matchNames } = mapOf(spec.namespaceSelector);
  const own = object.metadata?.namespace ?? DEFAULT_NAMESPACE;
  const names = new Set(Array.isArray(matchNames) ? listOf(matchNames) : [own]);
  return {
    selector: requirementsOf(mapOf(spec.selector) as LabelSelectorSpec),
    namespaces: (name: string) => context.inventory.namespaces.has(name) && (any === true || names.has(name)),
    endpoints: listOf(spec[field]).map((endpoint, index): Record<string, unknown> & { path: FieldPath } => ({
      ...mapOf(endpoint),
      path: ['spec', field, index],
    })),
  };
}

function containerPorts(port: unknown, pods: readonly Pods[]): number[] {
  if (typeof port === 'number') return [port];
  return typeof port === 'string' ? [...numbersOf(port, Protocol.TCP, pods).keys()] : [];
}
