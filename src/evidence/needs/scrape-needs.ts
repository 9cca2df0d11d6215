import { Confidence, Evidence, NeedPort } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { podTemplateAnnotations } from './pod-annotations';
import { Catalogue, WorkloadReader } from './workload-needs';
import { apiGroupOf } from '../../manifests/controllers';
import { Inventory, ServiceFacts, Workload } from '../../manifests/inventory';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { PodsOf, exposedPorts, targetOn } from '../../manifests/service-index';
import { Labels, Requirement, matchesLabels, requirementsOf } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { LabelSelectorSpec } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { JsonMap, asList, asMap, asPort, asText } from '../../traffic/record/json-value';

const PROMETHEUS = { kind: 'role', role: 'prometheus' } as const;
const SCRAPE = 'prometheus.io/scrape';
const SCRAPE_PORT = 'prometheus.io/port';
const BY_ANNOTATION = 'only if Prometheus is configured to honour the annotations';

/** Adds what ServiceMonitors, PodMonitors, Probes and the annotations prometheus.io/* ask Prometheus to scrape. */
export function addScrapeNeeds(
  documents: readonly ManifestDocument[],
  inventory: Inventory,
  catalogue: Catalogue,
  table: NeedTable,
): void {
  const pods = new PodFinder(inventory);
  for (const document of documents) {
    const { apiVersion, kind } = document.object;
    if (apiGroupOf(apiVersion) !== 'monitoring.coreos.com') continue;
    if (kind === 'ServiceMonitor') addServiceMonitor(document, inventory, catalogue, table);
    else if (kind === 'PodMonitor') addPodMonitor(document, pods, table);
    else if (kind === 'Probe') addProbe(document, catalogue, table);
  }
  addAnnotated(inventory, catalogue, table);
}

/** Pods by their labels, over namespaces. */
class PodFinder {
  private readonly byNamespace = new Map<string, PodsOf[]>();

  public constructor(inventory: Inventory) {
    for (const workload of inventory.workloads) {
      const own = this.byNamespace.get(workload.namespace) ?? [];
      this.byNamespace.set(workload.namespace, own);
      for (const group of workload.podGroups) own.push({ workload, group });
    }
  }

  public matching(namespaces: ReadonlySet<string> | undefined, selector: readonly Requirement[]): PodsOf[] {
    const lists = namespaces
      ? [...namespaces].map((name) => this.byNamespace.get(name) ?? [])
      : [...this.byNamespace.values()];
    return lists.flatMap((list) => list.filter(({ group }) => matchesLabels(selector, group.labels)));
  }
}

interface Monitor {
  readonly id: string;
  readonly selector: readonly Requirement[];
  /** @default - every namespace */
  readonly namespaces?: ReadonlySet<string>;
  readonly endpoints: readonly JsonMap[];
}

function monitorOf(document: ManifestDocument, field: string): Monitor {
  const spec = asMap(document.object.spec) ?? {};
  const { any, matchNames } = asMap(spec.namespaceSelector) ?? {};
  const own = namespaceOf(document);
  const names = asList(matchNames).flatMap((name) => asText(name) ?? []);
  return {
    id: `${document.object.kind} ${own}/${nameOf(document)}`,
    selector: requirementsOf((asMap(spec.selector) ?? {}) as LabelSelectorSpec),
    ...(any === true ? {} : { namespaces: new Set(names.length > 0 ? names : [own]) }),
    endpoints: asList(spec[field]).map((endpoint) => asMap(endpoint) ?? {}),
  };
}

function addServiceMonitor(
  document: ManifestDocument,
  inventory: Inventory,
  { services }: Catalogue,
  table: NeedTable,
): void {
  const { id, selector, namespaces, endpoints } = monitorOf(document, 'endpoints');
  for (const service of inventory.services) {
    if (namespaces && !namespaces.has(service.namespace)) continue;
    const labels = (service.document.object.metadata?.labels ?? {}) as Labels;
    if (!service.selector || !matchesLabels(selector, labels)) continue;
    endpoints.forEach((endpoint, index) => {
      const evidence: Evidence = { text: `${id} endpoints[${index}]`, document, path: ['spec', 'endpoints', index] };
      const port = asText(endpoint.port);
      for (const pods of services.podsBehind(service)) {
        if (port !== undefined) addNamedPort(pods, service, port, id, evidence, table);
        else addTarget(pods, endpoint.targetPort, `${id} endpoints[${index}].targetPort`, evidence, table);
      }
    });
  }
}

function addNamedPort(
  { workload, group }: PodsOf,
  service: ServiceFacts,
  port: string,
  id: string,
  evidence: Evidence,
  table: NeedTable,
): void {
  for (const exposed of exposedPorts(service, port)) {
    const number = targetOn(exposed, group);
    if (number === undefined) continue;
    const via = `${id}, Service ${service.namespace}/${service.name} port ${port}`;
    const note =
      exposed.port === number
        ? undefined
        : `port is the NAME of a Service port; its targetPort ${exposed.targetPort} is ${number}`;
    addScrape(workload, { protocol: Protocol.TCP, number }, 'certain', evidence, via, note, table);
  }
}

function addTarget(
  { workload, group }: PodsOf,
  port: unknown,
  via: string,
  evidence: Evidence,
  table: NeedTable,
): void {
  const number = typeof port === 'string' ? group.ports.find(({ name }) => name === port)?.number : asPort(port);
  if (number !== undefined) {
    addScrape(workload, { protocol: Protocol.TCP, number }, 'certain', evidence, via, undefined, table);
  }
}

function addPodMonitor(document: ManifestDocument, pods: PodFinder, table: NeedTable): void {
  const { id, selector, namespaces, endpoints } = monitorOf(document, 'podMetricsEndpoints');
  endpoints.forEach((endpoint, index) => {
    const path = ['spec', 'podMetricsEndpoints', index];
    const evidence: Evidence = { text: `${id} podMetricsEndpoints[${index}]`, document, path };
    const port = endpoint.port ?? endpoint.portNumber ?? endpoint.targetPort;
    for (const found of pods.matching(namespaces, selector)) addTarget(found, port, id, evidence, table);
  });
}

/** A Probe goes through a prober, and what it probes is asked for by that one. */
function addProbe(document: ManifestDocument, catalogue: Catalogue, table: NeedTable): void {
  const spec = asMap(document.object.spec) ?? {};
  const id = `Probe ${namespaceOf(document)}/${nameOf(document)}`;
  const here = new Workload(namespaceOf(document), nameOf(document), 'Probe', []);
  const prober = asText(asMap(spec.prober)?.url);
  if (prober !== undefined) {
    const evidence: Evidence = { text: `${id} prober.url`, document, path: ['spec', 'prober', 'url'] };
    new WorkloadReader(here, catalogue, table, PROMETHEUS).read({
      key: 'url',
      value: prober,
      form: 'value',
      evidence,
      sensitive: false,
    });
  }
}

function addAnnotated(inventory: Inventory, { services }: Catalogue, table: NeedTable): void {
  for (const workload of inventory.workloads) {
    for (const group of workload.podGroups) {
      const annotations = podTemplateAnnotations(group);
      if (annotations[SCRAPE] !== 'true') continue;
      const object = `${group.document.object.kind} ${workload.namespace}/${nameOf(group.document)}`;
      const evidence: Evidence = {
        text: `${object} annotation ${SCRAPE}`,
        document: group.document,
        path: ['metadata'],
      };
      const written = asPort(annotations[SCRAPE_PORT]);
      const numbers =
        written === undefined
          ? group.ports.filter((one) => one.protocol === Protocol.TCP).map((one) => one.number)
          : [written];
      for (const number of numbers) {
        addScrape(workload, { protocol: Protocol.TCP, number }, 'likely', evidence, undefined, BY_ANNOTATION, table);
      }
    }
  }
  for (const service of inventory.services) {
    const annotations = (asMap(service.document.object.metadata?.annotations) ?? {}) as JsonMap;
    if (annotations[SCRAPE] !== 'true') continue;
    const id = `Service ${service.namespace}/${service.name}`;
    const evidence: Evidence = {
      text: `${id} annotation ${SCRAPE}`,
      document: service.document,
      path: ['metadata', 'annotations', SCRAPE],
    };
    const written = asPort(annotations[SCRAPE_PORT]);
    for (const { workload, group } of services.podsBehind(service)) {
      const numbers = written === undefined ? service.ports.flatMap((one) => targetOn(one, group) ?? []) : [written];
      for (const number of numbers) {
        addScrape(workload, { protocol: Protocol.TCP, number }, 'likely', evidence, id, BY_ANNOTATION, table);
      }
    }
  }
}

function addScrape(
  workload: Workload,
  port: NeedPort,
  confidence: Confidence,
  evidence: Evidence,
  via: string | undefined,
  note: string | undefined,
  table: NeedTable,
): void {
  table.add({
    from: PROMETHEUS,
    to: workloadEnd(workload),
    port,
    confidence,
    evidence: [evidence],
    ...(via === undefined ? {} : { via }),
    ...(note === undefined ? {} : { note }),
  });
}
