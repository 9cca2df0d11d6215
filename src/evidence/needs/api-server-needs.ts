import { behindService } from './behind-service';
import { Evidence } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { podSpecOf } from './pod-texts';
import { Catalogue } from './workload-needs';
import { apiGroupOf } from '../../manifests/controllers';
import { Inventory } from '../../manifests/inventory';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { joinedKey } from '../../model/joined-key';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';
import { asList, asMap, asPort, asText } from '../../traffic/record/json-value';

const API_SERVER = { kind: 'role', role: 'kube-apiserver' } as const;
const DEFAULT_PORT = 443;

/** Adds whom the API server calls: webhooks, aggregated APIs, conversions; and who calls it by its RBAC. */
export function addApiServerNeeds(
  documents: readonly ManifestDocument[],
  inventory: Inventory,
  catalogue: Catalogue,
  table: NeedTable,
): void {
  const served = new Set<string>();
  for (const document of documents) {
    const { object } = document;
    const group = apiGroupOf(object.apiVersion);
    if (group === 'admissionregistration.k8s.io' && /^(?:Validating|Mutating)WebhookConfiguration$/.test(object.kind)) {
      asList(object.webhooks).forEach((webhook, index) => {
        const path = ['webhooks', index, 'clientConfig', 'service'];
        addCall(document, asMap(asMap(webhook)?.clientConfig)?.service, path, undefined, catalogue, table);
      });
    } else if (object.kind === 'APIService' && group === 'apiregistration.k8s.io') {
      served.add(asText(asMap(object.spec)?.group) ?? '');
      addCall(
        document,
        asMap(object.spec)?.service,
        ['spec', 'service'],
        `APIService ${nameOf(document)}`,
        catalogue,
        table,
      );
    } else if (object.kind === 'CustomResourceDefinition' && group === 'apiextensions.k8s.io') {
      const webhook = asMap(asMap(asMap(object.spec)?.conversion)?.webhook);
      const via = `CustomResourceDefinition ${nameOf(document)} conversion`;
      const path = ['spec', 'conversion', 'webhook', 'clientConfig', 'service'];
      addCall(document, asMap(webhook?.clientConfig)?.service, path, via, catalogue, table);
    }
  }
  addScalers(documents, served, table);
  addCallers(documents, inventory, catalogue, table);
}

function addCall(
  document: ManifestDocument,
  value: unknown,
  path: FieldPath,
  words: string | undefined,
  { services }: Catalogue,
  table: NeedTable,
): void {
  const reference = asMap(value);
  const [namespace, name] = [asText(reference?.namespace), asText(reference?.name)];
  if (namespace === undefined || name === undefined) return;
  const written = asPort(reference!.port);
  const port = written ?? DEFAULT_PORT;
  const object = `${document.object.kind} ${nameOf(document)}`;
  const evidence: Evidence = { text: `${object} ${path.join('.').replace(/\.(\d+)/g, '[$1]')}`, document, path };
  const service = services.get(namespace, name);
  const behind = service
    ? behindService(services, service, port, Protocol.TCP, written === undefined ? `${port} (default port)` : undefined)
    : { nobody: `no Service ${name} in ${namespace}` };
  if ('nobody' in behind) {
    table.addUnresolved({ from: API_SERVER, value: `${namespace}/${name}:${port}`, because: behind.nobody, evidence });
    return;
  }
  for (const { to, port: own, via, note } of behind.targets) {
    table.add({
      from: API_SERVER,
      to,
      port: own,
      confidence: 'certain',
      via: words ?? via,
      evidence: [evidence],
      ...(note ? { note } : {}),
    });
  }
}

const METRIC_GROUPS: Readonly<Record<string, string>> = {
  External: 'external.metrics.k8s.io',
  Pods: 'custom.metrics.k8s.io',
  Object: 'custom.metrics.k8s.io',
};

/** A HorizontalPodAutoscaler asks the API server, which asks whoever serves the metrics. */
function addScalers(documents: readonly ManifestDocument[], served: ReadonlySet<string>, table: NeedTable): void {
  for (const document of documents) {
    const { apiVersion, kind, spec } = document.object;
    if (kind !== 'HorizontalPodAutoscaler' || apiGroupOf(apiVersion) !== 'autoscaling') continue;
    asList(asMap(spec)?.metrics).forEach((metric, index) => {
      const type = asText(asMap(metric)?.type) ?? '';
      const group = Object.hasOwn(METRIC_GROUPS, type) ? METRIC_GROUPS[type]! : undefined;
      if (group === undefined || served.has(group)) return;
      const object = `HorizontalPodAutoscaler ${namespaceOf(document)}/${nameOf(document)}`;
      const path = ['spec', 'metrics', index];
      table.addUnresolved({
        from: API_SERVER,
        value: group,
        because: `no APIService in the input says who serves ${group}, whose metrics ${object} asks for`,
        evidence: { text: `${object} metrics[${index}]`, document, path },
      });
    });
  }
}

/** Pods that mount a token of a service account which some binding gives rights. */
function addCallers(
  documents: readonly ManifestDocument[],
  inventory: Inventory,
  { apiServerPort }: Catalogue,
  table: NeedTable,
): void {
  const bindings = new Map<string, { readonly document: ManifestDocument; readonly index: number }>();
  const withoutToken = new Set<string>();
  for (const document of documents) {
    const { apiVersion, kind } = document.object;
    if (apiVersion === 'v1' && kind === 'ServiceAccount') {
      const key = joinedKey(namespaceOf(document), nameOf(document));
      if (document.object.automountServiceAccountToken === false) withoutToken.add(key);
      continue;
    }
    if (apiGroupOf(apiVersion) !== 'rbac.authorization.k8s.io' || !/^(?:Cluster)?RoleBinding$/.test(kind)) continue;
    asList(document.object.subjects).forEach((value, index) => {
      const subject = asMap(value);
      const name = asText(subject?.name);
      if (subject?.kind !== 'ServiceAccount' || name === undefined) return;
      const namespace = asText(subject.namespace) ?? namespaceOf(document);
      const key = joinedKey(namespace, name);
      if (!bindings.has(key)) bindings.set(key, { document, index });
    });
  }
  if (bindings.size === 0) return;
  for (const workload of inventory.workloads) {
    const [group] = workload.podGroups;
    if (!group) continue;
    const { spec } = podSpecOf(group);
    const account = asText(spec.serviceAccountName) ?? asText(spec.serviceAccount) ?? 'default';
    const key = joinedKey(workload.namespace, account);
    const binding = bindings.get(key);
    if (!binding) continue;
    const mounts = spec.automountServiceAccountToken ?? !withoutToken.has(key);
    if (mounts !== true && !hasProjectedToken(spec)) continue;
    const { document, index } = binding;
    const inNamespace = document.object.kind === 'RoleBinding' ? `${namespaceOf(document)}/` : '';
    table.add({
      from: workloadEnd(workload),
      to: API_SERVER,
      port: apiServerPort,
      confidence: 'likely',
      evidence: [
        {
          text: `${document.object.kind} ${inNamespace}${nameOf(document)} subjects[${index}] binds its ServiceAccount ${account}`,
          document,
          path: ['subjects', index],
        },
      ],
      note: 'port of the API server of the platform',
    });
  }
}

/** A volume with a token that somebody asks for by hand. */
function hasProjectedToken(spec: Readonly<Record<string, unknown>>): boolean {
  return asList(spec.volumes).some((volume) =>
    asList(asMap(asMap(volume)?.projected)?.sources).some((source) => {
      const token = asMap(asMap(source)?.serviceAccountToken);
      // One with an audience of its own is for somebody else: a cloud, or Vault.
      return token !== undefined && token.audience === undefined;
    }),
  );
}
