import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, NetworkPolicySpec } from './network-policy';

/** What every Kubernetes object carries beside its own fields. */
export interface ObjectMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Any Kubernetes object, as plain JSON. Nothing about its fields has been checked. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** A NetworkPolicy object as it stands in a manifest that the API server would accept, before defaulting. */
export interface NetworkPolicyManifest {
  readonly apiVersion: typeof NETWORK_POLICY_API_VERSION;
  readonly kind: typeof NETWORK_POLICY_KIND;
  readonly metadata: ObjectMetadata & { readonly name: string };
  readonly spec: NetworkPolicySpec;
}

/** The way from the top of an object to one of its fields: `['spec', 'ingress', 0, 'ports']`. */
export type FieldPath = readonly (string | number)[];

/** Fields whose keys are data, not fields of the API. */
const TEXT_MAPS = new Set<string | number>(['matchLabels', 'labels', 'annotations']);

/** The path as the API server writes it: `spec.ingress[0].ports`, `metadata.labels[app]`. */
export function formatFieldPath(path: FieldPath): string {
  return path.reduce<string>((text, step, index) => {
    if (typeof step === 'number' || TEXT_MAPS.has(path[index - 1] ?? '')) return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** Whether the object is a NetworkPolicy of Kubernetes itself, and not of a CNI plugin's own API group. */
export function isNetworkPolicy(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  return object.apiVersion === NETWORK_POLICY_API_VERSION && object.kind === NETWORK_POLICY_KIND;
}
