import { API_RULES } from './api-rules';
import { closestWord } from '../model/closest-word';
import { Finding, resourceOf } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { writtenScalar } from './facts/written-scalar';
import { isMisspeltPolicy, misspeltKind } from '../manifests/misspelt-kind';
import {
  OTHER_POLICY_RULE,
  aboutOther,
  isOtherPolicy,
  otherPolicyFix,
  otherPolicyOf,
} from '../manifests/other-policies';
import { FieldPath } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';
import { isStagedPolicy } from '../model/staged-policy';
import { ApiProblem } from '../validation/api-problem';

const GROUP = NETWORK_POLICY_API_VERSION.split('/')[0]!;

/** What the API server says about a policy, as findings. */
export function findingsOf(document: ManifestDocument, problems: readonly ApiProblem[]): Finding[] {
  return problems.map((problem) => {
    const { severity, type, path } = problem;
    return {
      rule: (severity === 'error' ? API_RULES.VALIDATION : API_RULES.WARNING).id,
      severity,
      type,
      ...inWrittenWords(document, problem),
      resource: resourceOf(document.object),
      field: path,
      origin: document.origin,
      position: () => document.positionOf(path),
    };
  });
}

/** Where text belongs and YAML read something else, what counts is the text that its author wrote. */
function inWrittenWords(document: ManifestDocument, { type, path, message, fix }: ApiProblem) {
  const value = valueAt(document.object, path);
  if (type !== 'TypeInvalid' || (typeof value !== 'number' && typeof value !== 'boolean')) return { message, fix };
  const written = fix.startsWith('Put it in quotes') ? writtenScalar(document, path) : undefined;
  if (written === undefined || written === String(value)) return { message, fix };
  return {
    message: `${written} without quotes is read as ${String(value)}, and text belongs here.`,
    fix: `Put it in quotes: ${JSON.stringify(written)}.`,
  };
}

function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    object,
  );
}

/** A remark on an object that is meant as a policy, or decides like one, and is no NetworkPolicy of Kubernetes. */
export function foreignFinding(document: ManifestDocument): Finding | undefined {
  const { apiVersion, kind } = document.object;
  if (isMisspeltPolicy(document.object)) {
    const { id, severity } = API_RULES.MISSPELT;
    return finding(document, ['kind'], { rule: id, severity, type: 'UnknownApi', ...misspeltKind(kind) });
  }
  if (kind !== NETWORK_POLICY_KIND) return aboutOtherKind(document);
  if (apiVersion === NETWORK_POLICY_API_VERSION) return undefined;
  const group = apiVersion.split('/')[0]!;
  // Without a slash it is a version of the core group, which has no policies.
  const misspelt =
    !apiVersion.includes('/') || group === GROUP || group === 'extensions' || closestWord(group, [GROUP]) !== undefined;
  const rule = misspelt ? API_RULES.REMOVED : API_RULES.OTHER;
  const message = misspelt
    ? `There is no NetworkPolicy in ${apiVersion}.`
    : `This NetworkPolicy belongs to ${apiVersion}, not to Kubernetes itself; it is not analysed.`;
  return finding(document, ['apiVersion'], {
    rule: rule.id,
    severity: rule.severity,
    ...(misspelt ? { type: 'UnknownApi' as const } : {}),
    message,
    fix: rule.fix,
  });
}

function aboutOtherKind(document: ManifestDocument): Finding | undefined {
  const { apiVersion, kind } = document.object;
  if (!isOtherPolicy(apiVersion, kind) || isStagedPolicy(document.object)) return undefined;
  const other = otherPolicyOf(document);
  return finding(document, ['kind'], {
    rule: OTHER_POLICY_RULE,
    severity: other ? 'warning' : 'info',
    message: aboutOther(document, other),
    fix: otherPolicyFix(other),
  });
}

function finding(
  document: ManifestDocument,
  field: FieldPath,
  said: Pick<Finding, 'rule' | 'severity' | 'type' | 'message' | 'fix'>,
): Finding {
  return {
    ...said,
    resource: resourceOf(document.object),
    field,
    origin: document.origin,
    position: () => document.positionOf(field),
  };
}
