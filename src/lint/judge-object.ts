import { API_RULES } from './api-rules';
import { closestWord } from '../model/closest-word';
import { Finding, resourceOf } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';
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

/** A remark on an object that is called NetworkPolicy and is none of Kubernetes' own. */
export function foreignFinding(document: ManifestDocument): Finding | undefined {
  const { apiVersion, kind } = document.object;
  if (kind !== NETWORK_POLICY_KIND || apiVersion === NETWORK_POLICY_API_VERSION) return undefined;
  const group = apiVersion.split('/')[0]!;
  const misspelt = group === GROUP || group === 'extensions' || closestWord(group, [GROUP]) !== undefined;
  const rule = misspelt ? API_RULES.REMOVED : API_RULES.OTHER;
  const message = misspelt
    ? `There is no NetworkPolicy in ${apiVersion}.`
    : `This NetworkPolicy belongs to ${apiVersion}, not to Kubernetes itself; it is not analysed.`;
  return {
    rule: rule.id,
    severity: rule.severity,
    ...(misspelt ? { type: 'UnknownApi' as const } : {}),
    message,
    fix: rule.fix,
    resource: resourceOf(document.object),
    field: ['apiVersion'],
    origin: document.origin,
    position: () => document.positionOf(['apiVersion']),
  };
}
