import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { LabelSelectorRequirement, LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';
import { CLUSTER_FACT, SERVICE_ACCOUNT_FACT } from '../../model/pod-facts';

/** The labels that Cilium gives pods beside their own. */
const POD_NAMESPACE = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
const SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount';
const CLUSTER = 'io.cilium.k8s.policy.cluster';

/** One requirement of a selector, its key without the source that labels are from. */
interface SourcedRequirement {
  readonly source: string;
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** What a selector of Cilium asks for, sorted by whose labels these are. */
export interface EndpointSelection {
  /** Of pods, and of what is known of them beside their labels. */
  readonly pods: LabelSelectorSpec;
  /** Of the namespaces of pods. */
  readonly namespaces: LabelSelectorSpec;
  /** Whether it says itself in which namespaces pods are. */
  readonly namesNamespaces: boolean;
  /** What stands for no pod that it must be: `host` of `reserved:host`. */
  readonly required: readonly string[];
  /** What stands for no pod that it must not be. */
  readonly excluded: readonly string[];
  /** Whether it holds for what has no label of a pod, and so for more than pods. */
  readonly holdsWithoutLabels: boolean;
}

/** Sorts the requirements of a selector. @param ownNamespace replaces what a subject says with `k8s:` */
export function selectionOf(selector: LabelSelectorSpec, ownNamespace?: string): EndpointSelection {
  const pods: LabelSelectorRequirement[] = [];
  const namespaces: LabelSelectorRequirement[] = [];
  const [required, excluded]: [string[], string[]] = [[], []];
  let namesNamespaces = false;
  let holdsWithoutLabels = true;
  for (const requirement of requirementsOf(selector, ownNamespace)) {
    const { source, key, operator, values } = requirement;
    const isPositive = operator === SelectorOperator.IN || operator === SelectorOperator.EXISTS;
    if (source === 'reserved') {
      // The label has the empty value.
      const isMet = operator === SelectorOperator.IN ? values.includes('') : operator === SelectorOperator.EXISTS;
      const isExcluded =
        operator === SelectorOperator.NOT_IN ? values.includes('') : operator === SelectorOperator.DOES_NOT_EXIST;
      if (isMet) required.push(key);
      else if (isExcluded) excluded.push(key);
      else if (isPositive) required.push('none');
      continue;
    }
    if (isPositive) holdsWithoutLabels = false;
    const target = (renamed: string) => ({ key: renamed, operator, values: [...values] });
    if (source !== 'k8s' && source !== 'any') {
      // No pod has labels of this source.
      pods.push(target(`\u0000${source}:${key}`));
    } else if (key === POD_NAMESPACE) {
      namesNamespaces = true;
      namespaces.push(target(NAMESPACE_NAME_LABEL));
    } else if (key.startsWith(NAMESPACE_LABELS)) {
      namesNamespaces = true;
      namespaces.push(target(key.slice(NAMESPACE_LABELS.length)));
    } else if (key === SERVICE_ACCOUNT) {
      pods.push(target(SERVICE_ACCOUNT_FACT));
    } else if (key === CLUSTER) {
      pods.push(target(CLUSTER_FACT));
    } else {
      pods.push(target(key));
    }
  }
  return {
    pods: { matchExpressions: pods },
    namespaces: { matchExpressions: namespaces },
    namesNamespaces,
    required,
    excluded,
    holdsWithoutLabels,
  };
}

/**
 * All requirements, `matchLabels` among them. What a namespaced policy says of its own subject's namespace in
 * `matchLabels` with the source `k8s:` is overwritten.
 */
function requirementsOf(selector: LabelSelectorSpec, ownNamespace: string | undefined): SourcedRequirement[] {
  const labels = Object.entries(selector.matchLabels ?? {}).flatMap(([written, value]) => {
    if (ownNamespace !== undefined && written === `k8s:${POD_NAMESPACE}`) return [];
    return [{ ...sourced(written), operator: SelectorOperator.IN, values: [value] }];
  });
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => ({
    ...sourced(key),
    operator,
    values: values ?? [],
  }));
  return [...labels, ...expressions];
}

/** `k8s:app` is the key `app` of labels from Kubernetes; without a source it is one from anywhere. */
function sourced(written: string): { readonly source: string; readonly key: string } {
  const at = written.indexOf(':');
  return at < 0 ? { source: 'any', key: written } : { source: written.slice(0, at), key: written.slice(at + 1) };
}
