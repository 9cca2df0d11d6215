import { RuleDescription } from './lint-rule';
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
    id: 'api-version-unknown',
    severity: 'error',
    info: 'The API version of the NetworkPolicy does not exist.',
    why: 'No API server has it (any more), so applying the manifest fails.',
    fix: 'Write apiVersion: networking.k8s.io/v1.',
  },
  OTHER: {
    id: 'other-api',
    severity: 'info',
    info: 'The object is a NetworkPolicy of another API, which is not analysed.',
    why: 'Network plugins have policy kinds of their own, with other rules; what they allow or deny is missing from every answer here.',
    fix: 'Read this report as one about the NetworkPolicies of Kubernetes only.',
  },
} as const satisfies Record<string, RuleDescription>;
