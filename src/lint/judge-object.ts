import { API_RULES } from './api-rules';
import { Finding, resourceOf } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { writtenScalar } from './facts/written-scalar';
import { misspeltPolicy } from '../manifests/misspelt-policy';
import {
  OTHER_POLICY_RULE,
  aboutOther,
  isOtherPolicy,
  otherPolicyFix,
  otherPolicyOf,
} from '../manifests/other-policies';
import { FieldPath } from '../model/kubernetes-object';
import { NETWORK_POLICY_KIND } from '../model/network-policy';
import { kindOf } from '../model/object-kind';
import { isStagedPolicy } from '../model/staged-policy';
import { CompanionKind, JudgedPolicy, PolicyKind } from '../policy-kinds/policy-kind';
import { ApiProblem } from '../validation/api-problem';

/** What the API server says about an object, as far as it is about policies. */
export interface JudgedObject {
  readonly findings: readonly Finding[];
  /** Whether it refuses the object, so that a cluster is without it. */
  readonly isRefused: boolean;
  /** Whether it decides like a policy and is of a kind that is not analysed. @default false */
  readonly isForeign?: boolean;
  /** The policy as it sees it. @default - the object is of no kind that is known */
  readonly decoded?: JudgedPolicy['decoded'];
}

const companionLists = new WeakMap<readonly PolicyKind[], readonly CompanionKind[]>();

function companionsOf(kinds: readonly PolicyKind[]): readonly CompanionKind[] {
  let list = companionLists.get(kinds);
  if (!list) companionLists.set(kinds, (list = kinds.flatMap(({ companions = [] }) => companions)));
  return list;
}

/** Judges an object as a policy of its kind, or as one that was meant as a policy. */
export function judgeObject(
  document: ManifestDocument,
  kinds: readonly PolicyKind[],
  kubernetesVersion: string | undefined,
): JudgedObject {
  const kind = kindOf(kinds, document.object);
  if (kind) {
    const { problems, decoded } = kind.judge(document.object, { kubernetesVersion });
    const isRefused = problems.some(({ severity }) => severity === 'error');
    return { findings: problems.length > 0 ? findingsOf(document, problems) : [], isRefused, decoded };
  }
  const companion = kindOf(companionsOf(kinds), document.object);
  const findings = companion?.judge ? findingsOf(document, companion.judge(document.object)) : [];
  const foreign = foreignFinding(document);
  if (foreign) findings.push(foreign);
  return { findings, isRefused: findings.some(({ severity }) => severity === 'error'), isForeign: !!foreign };
}

/** What the API server says about a policy, as findings. */
function findingsOf(document: ManifestDocument, problems: readonly ApiProblem[]): Finding[] {
  return problems.map((problem) => {
    const { severity, type, path, refusal } = problem;
    return {
      rule: (severity === 'error' ? API_RULES.VALIDATION : API_RULES.WARNING).id,
      severity,
      type,
      ...(refusal === undefined ? {} : { refusal }),
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
function foreignFinding(document: ManifestDocument): Finding | undefined {
  const { apiVersion, kind } = document.object;
  const misspelt = misspeltPolicy(document.object);
  if (misspelt) {
    const { field, ...said } = misspelt;
    return finding(document, field, { severity: 'error', type: 'UnknownApi', ...said });
  }
  if (kind !== NETWORK_POLICY_KIND) return aboutOtherKind(document);
  const { id, severity, fix } = API_RULES.OTHER;
  const message = `This NetworkPolicy belongs to ${apiVersion}, not to Kubernetes itself; it is not analysed.`;
  return finding(document, ['apiVersion'], { rule: id, severity, message, fix });
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
