import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { effectivePolicyTypes } from '../../model/defaulting';
import { ManifestDocument } from '../../model/manifest-document';
import {
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';
import { decodedPolicy } from '../../policy-kinds/networking/validate-policy';

/** One rule, whatever its direction. An absent list means anyone, or every port. */
export interface ImportedRule {
  readonly peers?: readonly NetworkPolicyPeerSpec[];
  readonly ports?: readonly NetworkPolicyPortSpec[];
}

/** A NetworkPolicy that becomes a construct. */
export interface ImportedPolicy {
  readonly document: ManifestDocument;
  readonly namespace: string;
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  readonly spec: NetworkPolicySpec;
  /** For each direction that it isolates. */
  readonly rules: { readonly [direction in PolicyType]?: readonly ImportedRule[] };
}

/** What an API server or a client writes, and no program should repeat. */
const NOT_KEPT: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

/** Reads a policy that the API server would take. */
export function importedPolicy(document: ManifestDocument): ImportedPolicy {
  const { metadata, spec } = decodedPolicy(document.object);
  const written = (spec ?? {}) as NetworkPolicySpec;
  const directions = effectivePolicyTypes(written);
  const rules = {
    ...(directions.includes(PolicyType.INGRESS) && {
      [PolicyType.INGRESS]: (written.ingress ?? []).map(({ from, ports }) => ruleOf(from, ports)),
    }),
    ...(directions.includes(PolicyType.EGRESS) && {
      [PolicyType.EGRESS]: (written.egress ?? []).map(({ to, ports }) => ruleOf(to, ports)),
    }),
  };
  return {
    document,
    namespace: namespaceOf(document),
    name: nameOf(document),
    labels: metadata?.labels ?? {},
    annotations: Object.fromEntries(Object.entries(metadata?.annotations ?? {}).filter(([key]) => !NOT_KEPT.has(key))),
    spec: written,
    rules,
  };
}

/** An empty list means the same as none. */
function ruleOf(
  peers: readonly NetworkPolicyPeerSpec[] | undefined | null,
  ports: readonly NetworkPolicyPortSpec[] | undefined | null,
): ImportedRule {
  return { ...(peers?.length && { peers }), ...(ports?.length && { ports }) };
}

/** Whether a rule lets everyone through, on every port. */
export const allowsEverything = ({ peers, ports }: ImportedRule): boolean => !peers && !ports;
