import { mapOf } from './untyped';
import { Inventory, ServiceFacts } from '../../manifests/inventory';
import { POD_INDEX_LABEL, POD_NAME_LABEL } from '../../model/controller-labels';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';
import { joinedKey } from '../../model/joined-key';
import { FieldPath } from '../../model/kubernetes-object';
import { UNKNOWN_LABEL_VALUE } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';

/** An address of the cluster and whose it is. */
export interface OwnedAddress {
  readonly address: IpAddress;
  readonly text: string;
  readonly owner: string;
}

/** A webhook that a Service of the cluster answers. */
export interface Webhook {
  readonly document: ManifestDocument;
  readonly path: FieldPath;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

export function labelsOfNamespaces(documents: readonly ManifestDocument[]): ReadonlySet<string> {
  const namespaces = documents.filter(({ object }) => object.kind === 'Namespace' && object.apiVersion === 'v1');
  return new Set(namespaces.flatMap(({ object }) => Object.keys(object.metadata?.labels ?? {})));
}

/** The values of each label; `UNKNOWN_LABEL_VALUE` among them where pods have values that are not looked at. */
export function labelsOfPods({ workloads }: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const { podGroups } of workloads) {
    for (const group of podGroups) {
      const each = group.ordinals
        ? { [POD_NAME_LABEL]: UNKNOWN_LABEL_VALUE, [POD_INDEX_LABEL]: UNKNOWN_LABEL_VALUE }
        : {};
      for (const [key, value] of Object.entries({ ...group.labels, ...each })) {
        const values = labels.get(key);
        if (values) values.add(value);
        else labels.set(key, new Set([value]));
      }
    }
  }
  return labels;
}

export function podAddresses({ workloads }: Inventory): OwnedAddress[] {
  return workloads.flatMap(({ id, podGroups }) =>
    podGroups.filter(({ hostNetwork }) => !hostNetwork).flatMap(({ podAddresses: texts }) => owned(texts, id)),
  );
}

/** A cluster address of a Service. */
export interface ServiceAddress extends OwnedAddress {
  readonly selectsPods: boolean;
}

export function serviceAddresses({ services }: Inventory): ServiceAddress[] {
  return services.flatMap(({ namespace, name, selector, clusterAddresses }) =>
    owned(clusterAddresses, `${namespace}/${name}`).map((address) => ({
      ...address,
      selectsPods: selector !== undefined,
    })),
  );
}

function owned(texts: readonly string[], owner: string): OwnedAddress[] {
  return texts.flatMap((text) => {
    const address = tryParseIpAddress(text);
    return address ? [{ address, text, owner }] : [];
  });
}

/** Services that select pods, by namespace. */
export function servicesByNamespace({ services }: Inventory): ReadonlyMap<string, readonly ServiceFacts[]> {
  return grouped(services.filter(({ selector }) => selector));
}

/** Types of Services that traffic from outside the cluster comes through. */
export const EXPOSED_TYPES: ReadonlySet<unknown> = new Set<unknown>(['LoadBalancer', 'NodePort']);

/** Services that outside traffic comes in by: of their own type, or because an entry point names them. */
export function edgeServices({ services, entryPoints }: Inventory): ReadonlyMap<string, readonly ServiceFacts[]> {
  const named = new Set<string>();
  for (const { object } of entryPoints) {
    const namespace = object.metadata?.namespace ?? 'default';
    for (const name of namesIn(object.spec)) named.add(joinedKey(namespace, name));
  }
  return grouped(
    services.filter(
      ({ selector, namespace, name, document }) =>
        selector && (EXPOSED_TYPES.has(mapOf(document.object.spec).type) || named.has(joinedKey(namespace, name))),
    ),
  );
}

/** Every text under a key that names something: kinds of entry points differ in where they write their backends. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(mapOf(value)).flatMap(([key, field]) =>
    typeof field === 'string' ? (/^(name|serviceName)$/.test(key) ? [field] : []) : namesIn(field),
  );
}

function grouped(services: readonly ServiceFacts[]): ReadonlyMap<string, readonly ServiceFacts[]> {
  const groups = new Map<string, ServiceFacts[]>();
  for (const service of services) {
    const group = groups.get(service.namespace);
    if (group) group.push(service);
    else groups.set(service.namespace, [service]);
  }
  return groups;
}

const WEBHOOK_KINDS = new Set(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']);
const DEFAULT_WEBHOOK_PORT = 443;

export function webhooksIn(documents: readonly ManifestDocument[]): Webhook[] {
  return documents
    .filter(
      ({ object }) => WEBHOOK_KINDS.has(object.kind) && object.apiVersion.startsWith('admissionregistration.k8s.io/'),
    )
    .flatMap((document) => {
      const { webhooks } = document.object;
      return (Array.isArray(webhooks) ? (webhooks as unknown[]) : []).flatMap((webhook, index) => {
        const { namespace, name, port } = mapOf(mapOf(mapOf(webhook).clientConfig).service);
        if (typeof namespace !== 'string' || typeof name !== 'string') return [];
        const path = ['webhooks', index, 'clientConfig', 'service'];
        return [
          { document, path, namespace, service: name, port: typeof port === 'number' ? port : DEFAULT_WEBHOOK_PORT },
        ];
      });
    });
}
