import { RuleDescription } from './facts/lint-rule';
import { WRONG_TYPE_RULE } from '../manifests/field-reader';
import { MISSPELT_KIND_RULE, UNKNOWN_VERSION_RULE } from '../manifests/misspelt-policy';
import { UNREADABLE_RULE } from '../manifests/read-manifests';

/** What stands in reports under these ids is not opinion: the API server says it, or would. It cannot be acknowledged. */
export const API_RULES = {
  UNREADABLE: {
    id: UNREADABLE_RULE,
    severity: 'error',
    info: 'A document cannot be read as a Kubernetes object.',
    why: 'kubectl refuses it, and nothing in this report knows what it would have said.',
    fix: 'Correct the text at the place that is named.',
  },
  VALIDATION: {
    id: 'api-validation',
    severity: 'error',
    info: 'The API server refuses the policy.',
    why: 'Nothing of it takes effect, and the deployment that carries it stops.',
    fix: 'Correct the field that is named.',
  },
  WARNING: {
    id: 'api-warning',
    severity: 'warning',
    info: 'The API server takes the policy with a warning.',
    why: 'The value is ambiguous, and newer releases refuse it.',
    fix: 'Write the value in the form that is named.',
  },
  REMOVED: {
    id: UNKNOWN_VERSION_RULE,
    severity: 'error',
    info: 'The API version of the policy does not exist.',
    why: 'No API server has it (any more), so applying the manifest fails.',
    fix: 'Write apiVersion: networking.k8s.io/v1.',
  },
  OTHER: {
    id: 'other-api',
    severity: 'warning',
    info: 'The object is a NetworkPolicy of another API, which is not analysed.',
    why: 'Network plugins have policy kinds of their own, with other rules; what they could decide is undefined in every answer here.',
    fix: 'Read this report as one about the NetworkPolicies of Kubernetes only.',
  },
  MISSPELT: {
    id: MISSPELT_KIND_RULE,
    severity: 'error',
    info: 'An object is meant as a NetworkPolicy and is of a kind that does not exist, or does not say what it is.',
    why: 'The API server refuses it, so nothing that it says takes effect.',
    fix: 'Write apiVersion: networking.k8s.io/v1 and kind: NetworkPolicy.',
  },
} as const satisfies Record<string, RuleDescription>;

/** What reading workloads and namespaces found, under the ids it is reported with. */
export const INVENTORY_RULES: readonly RuleDescription[] = [
  {
    id: WRONG_TYPE_RULE,
    severity: 'error',
    info: 'A field of a workload, Service or namespace has a value of the wrong type.',
    why: 'The API server refuses the object; here the field was read as if it were not there.',
    fix: 'Write a value of the type that is named.',
  },
  {
    id: 'other-policy-api',
    severity: 'warning',
    info: 'A policy of another API, or a network of its own, is not analysed.',
    why: 'What it could decide is undefined in every answer here.',
    fix: 'Take answers about the pods it selects with care.',
  },
  {
    id: 'nameless-object',
    severity: 'error',
    info: 'An object has no name.',
    why: 'The API server refuses it.',
    fix: 'Write metadata.name.',
  },
  {
    id: 'namespace-missing',
    severity: 'info',
    info: 'An object names no namespace, so it counts as one of "default".',
    why: 'kubectl puts it wherever the current context points, which need not be where it is read here.',
    fix: 'Write metadata.namespace.',
  },
  {
    id: 'duplicate-object',
    severity: 'warning',
    info: 'Two objects have the same kind, namespace and name.',
    why: 'Only the later one counts, here and in the cluster.',
    fix: 'Rename one of them, or leave one out.',
  },
  {
    id: 'namespace-unknown',
    severity: 'info',
    info: 'A namespace has no object in the input, so its labels are not known.',
    why: 'Selectors by other namespace labels do not match it here, although they may in the cluster.',
    fix: 'Add its Namespace object to the input.',
  },
];
