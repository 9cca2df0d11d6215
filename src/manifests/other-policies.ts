import { apiGroupOf } from './controllers';
import { nameOf, namespaceOf } from './object-identity';
import {
  ANY,
  SelectablePod,
  Spec,
  Test,
  antreaSubject,
  asSpec,
  namespacesWith,
  onHost,
  podsWith,
  policyApiSubject,
} from './other-subjects';
import { ManifestDocument } from '../model/manifest-document';
import { PolicyType } from '../model/network-policy';
import { isStagedPolicy } from '../model/staged-policy';

export type { SelectablePod } from './other-subjects';

/**
 * An object that has a say in connections and that this version does not analyse. What it says is not known, so
 * whatever it could select is neither allowed nor denied for sure.
 */
export interface OtherPolicy {
  readonly document: ManifestDocument;
  /** How messages call it: `CiliumNetworkPolicy shop/deny-all`. */
  readonly title: string;
  /** A policy, or a network of its own beside the one that answers are about. */
  readonly what: 'policy' | 'network';
  readonly directions: ReadonlySet<PolicyType>;
  /** Whether the object could select the pod; true where that is not known. */
  couldSelect(pod: SelectablePod): boolean;
}

/** What is known about a kind without analysing it: enough to say what it leaves alone. */
interface OtherKind {
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly scope: 'namespace' | 'cluster';
  readonly what?: 'network';
  /** @default - both, as far as the spec has rules of that direction */
  readonly directions?: (spec: Spec) => readonly PolicyType[];
  /** Which pods, beside the scope. @default - any */
  readonly subject?: (spec: Spec) => Test;
}

const BOTH: readonly PolicyType[] = [PolicyType.INGRESS, PolicyType.EGRESS];
const EGRESS_ONLY = () => [PolicyType.EGRESS];

/** The kinds that are known and not analysed, in one place. A kind that the engine learns leaves this table. */
const OTHER_KINDS: readonly OtherKind[] = [
  {
    groups: ['projectcalico.org', 'crd.projectcalico.org'],
    kinds: ['HostEndpoint'],
    scope: 'cluster',
    subject: () => onHost,
  },
  {
    groups: ['crd.antrea.io', 'security.antrea.tanzu.vmware.com'],
    kinds: ['NetworkPolicy'],
    scope: 'namespace',
    directions: ruleDirections,
    subject: antreaSubject,
  },
  {
    groups: ['crd.antrea.io', 'security.antrea.tanzu.vmware.com'],
    kinds: ['ClusterNetworkPolicy'],
    scope: 'cluster',
    directions: ruleDirections,
    subject: antreaSubject,
  },
  {
    // In versions other than those that are analysed.
    groups: ['policy.networking.k8s.io'],
    kinds: ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
    scope: 'cluster',
    directions: ruleDirections,
    subject: ({ subject }) => policyApiSubject(subject),
  },
  { groups: ['k8s.ovn.org'], kinds: ['EgressFirewall'], scope: 'namespace', directions: EGRESS_ONLY },
  { groups: ['network.openshift.io'], kinds: ['EgressNetworkPolicy'], scope: 'namespace', directions: EGRESS_ONLY },
  {
    groups: ['networking.gke.io'],
    kinds: ['FQDNNetworkPolicy'],
    scope: 'namespace',
    directions: EGRESS_ONLY,
    subject: ({ podSelector }) => podsWith(podSelector),
  },
  {
    groups: ['networking.k8s.aws'],
    kinds: ['ApplicationNetworkPolicy'],
    scope: 'namespace',
    subject: ({ podSelector }) => podsWith(podSelector),
  },
  { groups: ['networking.k8s.aws'], kinds: ['ClusterNetworkPolicy'], scope: 'cluster' },
  { groups: ['crd.nsx.vmware.com', 'nsx.vmware.com'], kinds: ['SecurityPolicy'], scope: 'namespace' },
  {
    groups: ['k8s.ovn.org'],
    kinds: ['UserDefinedNetwork'],
    scope: 'namespace',
    what: 'network',
    directions: (spec) => (isPrimary(spec) ? BOTH : []),
  },
  {
    groups: ['k8s.ovn.org'],
    kinds: ['ClusterUserDefinedNetwork'],
    scope: 'cluster',
    what: 'network',
    directions: ({ network }) => (isPrimary(asSpec(network)) ? BOTH : []),
    subject: ({ namespaceSelector }) => namespacesWith(namespaceSelector),
  },
  {
    groups: ['k8s.cni.cncf.io'],
    kinds: ['NetworkAttachmentDefinition'],
    scope: 'namespace',
    what: 'network',
    directions: ({ config }) => (isPrimary(parsed(config)) ? BOTH : []),
  },
  // Its rules are about secondary networks only, and answers are about the network that every pod has.
  { groups: ['k8s.cni.cncf.io'], kinds: ['MultiNetworkPolicy'], scope: 'namespace', directions: () => [] },
];

/** Whether an object of this kind is a policy, or a network beside the pod network, that is not analysed. */
export function isOtherPolicy(apiVersion: unknown, kind: string): boolean {
  const group = apiGroupOf(apiVersion);
  return kind.endsWith('NetworkPolicy') || kindOf(group, kind) !== undefined;
}

/** What an object that is not analysed could decide; undefined where it decides nothing about the pod network. */
export function otherPolicyOf(document: ManifestDocument): OtherPolicy | undefined {
  const { apiVersion, kind } = document.object;
  if (isStagedPolicy(document.object)) return undefined;
  const group = apiGroupOf(apiVersion);
  const known = kindOf(group, kind);
  const hasNamespace = typeof document.object.metadata?.namespace === 'string';
  const scope = known?.scope ?? (hasNamespace ? 'namespace' : 'cluster');
  // A kind that writes several specs in one object is taken for one that says nothing about its subject.
  const spec = document.object.specs === undefined ? asSpec(document.object.spec) : {};
  const directions = new Set((known?.directions ?? (() => BOTH))(spec));
  if (directions.size === 0) return undefined;
  const namespace = namespaceOf(document);
  const subject = (known?.subject ?? (() => ANY))(spec);
  return {
    document,
    title: `${kind} ${scope === 'namespace' ? `${namespace}/` : ''}${nameOf(document)}`,
    what: known?.what ?? 'policy',
    directions,
    couldSelect: (pod) => (scope === 'cluster' || pod.namespace === namespace) && subject(pod),
  };
}

/** A rule of Cilium about nodes, whose pods with hostNetwork it could decide about; undefined where there is none. */
export function hostPolicyOf(document: ManifestDocument): OtherPolicy | undefined {
  const { apiVersion, kind, spec, specs } = document.object;
  if (apiGroupOf(apiVersion) !== 'cilium.io' || kind !== 'CiliumClusterwideNetworkPolicy') return undefined;
  const rules = [spec, ...(Array.isArray(specs) ? (specs as unknown[]) : [])].map(asSpec);
  const ofNodes = rules.filter(({ nodeSelector }) => nodeSelector !== undefined && nodeSelector !== null);
  const directions = BOTH.filter((direction) =>
    ofNodes.some((rule) => Object.keys(rule).some((field) => field.startsWith(direction.toLowerCase()))),
  );
  if (directions.length === 0) return undefined;
  return {
    document,
    title: `${kind} ${nameOf(document)}`,
    what: 'policy',
    directions: new Set(directions),
    couldSelect: ({ hostNetwork }) => hostNetwork,
  };
}

/** The rule under which such objects are reported. */
export const OTHER_POLICY_RULE = 'other-policy-api';

/** What to do about such an object. */
export function otherPolicyFix(other: OtherPolicy | undefined): string {
  return other
    ? 'Take answers about the pods it selects with care, or leave the file out.'
    : 'Nothing is to be done, unless the object is meant to say something about the network that every pod has.';
}

/** What is said of such an object wherever answers leave it out. */
export function aboutOther({ object: { apiVersion, kind } }: ManifestDocument, other: OtherPolicy | undefined): string {
  if (!other) {
    return `This ${kind} is about networks beside the one that every pod has, and answers are about that one.`;
  }
  if (other.what === 'network') {
    return `This ${kind} puts pods on a network of their own, which is not analysed: connections of these pods are undefined.`;
  }
  return `This ${kind} belongs to the API ${apiVersion}, which is not analysed: connections of the pods that it could select are undefined.`;
}

function kindOf(group: string, kind: string): OtherKind | undefined {
  return OTHER_KINDS.find(({ groups, kinds }) => groups.includes(group) && kinds.includes(kind));
}

/** The directions in which a spec has rules; both where it has none of the two lists. */
function ruleDirections(spec: Spec): readonly PolicyType[] {
  const has = (field: string) => Array.isArray(spec[field]) && (spec[field] as unknown[]).length > 0;
  if (spec.ingress === undefined && spec.egress === undefined) return BOTH;
  return BOTH.filter((direction) => has(direction.toLowerCase()) || !isListOrAbsent(spec[direction.toLowerCase()]));
}

function isListOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || Array.isArray(value);
}

function isPrimary(value: unknown): boolean {
  const { role, layer2, layer3, topology } = asSpec(value);
  const roles = [role, asSpec(layer2).role, asSpec(layer3).role];
  if (roles.some((one) => typeof one === 'string')) {
    return roles.some((one) => typeof one === 'string' && one.toLowerCase() === 'primary');
  }
  // A network of pods that does not say its role.
  return topology === 'Layer2' || topology === 'Layer3';
}

function parsed(config: unknown): unknown {
  try {
    return typeof config === 'string' ? (JSON.parse(config) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
