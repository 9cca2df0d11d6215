import { API_RULES } from './api-rules';
import { ManifestDocument } from '../manifests/manifest-document';
import { isMisspeltPolicy, misspeltKind } from '../manifests/misspelt-kind';
import {
  OTHER_POLICY_RULE,
  aboutOther,
  isOtherPolicy,
  otherPolicyFix,
  otherPolicyOf,
} from '../manifests/other-policies';
import { closestWord } from '../model/closest-word';
import { Finding, resourceOf } from '../model/finding';
import { FieldPath } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';
import { isStagedPolicy } from '../model/staged-policy';
import { ApiProblem } from '../validation/api-problem';

const GROUP = NETWORK_POLICY_API_VERSION.split('/')[0]!;

/** What the API server says about a policy, as findings. */
export function findingsOf(document: ManifestDocument, problems: readonly ApiProblem[]): Finding[] {
  return problems.map(({ severity, type, path, message, fix }) => ({
    rule: (severity === 'error' ? API_RULES.VALIDATION : API_RULES.WARNING).id,
    severity,
    type,
    message,
    fix,
    resource: resourceOf(document.object),
    field: path,
    origin: document.origin,
    position: () => document.positionOf(path),
  }));
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
  const misspelt = group === GROUP || group === 'extensions' || closestWord(group, [GROUP]) !== undefined;
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
