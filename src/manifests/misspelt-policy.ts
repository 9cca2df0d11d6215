import { apiGroupOf } from './controllers';
import { closestWord } from '../model/closest-word';
import { isMap } from '../model/is-map';
import { FieldPath, KubernetesObject, isNetworkPolicy } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';

/** The rule under which objects are reported that are meant as a NetworkPolicy and are none. */
export const MISSPELT_KIND_RULE = 'misspelt-kind';
/** The rule under which policies are reported whose API version does not exist. */
export const UNKNOWN_VERSION_RULE = 'api-version-unknown';

/** What keeps an object from being the policy that it is meant as. */
export interface MisspeltPolicy {
  readonly rule: typeof MISSPELT_KIND_RULE | typeof UNKNOWN_VERSION_RULE;
  readonly field: FieldPath;
  readonly message: string;
  readonly fix: string;
}

const GROUP = apiGroupOf(NETWORK_POLICY_API_VERSION);
const WRITE_VERSION = `Write apiVersion: ${NETWORK_POLICY_API_VERSION}`;
const WRITE_KIND = `kind: ${NETWORK_POLICY_KIND}`;

/**
 * Why the API server knows no such object, of one that is meant as a policy: another case, the plural that kubectl takes
 * as an argument, a wrong letter, an API version that is gone. Undefined for everything else.
 */
export function misspeltPolicy(object: KubernetesObject): MisspeltPolicy | undefined {
  const { apiVersion, kind } = object;
  if (isNetworkPolicy(object) || !isOfKubernetes(apiVersion)) return undefined;
  if (kind !== NETWORK_POLICY_KIND && meansPolicy(kind)) {
    return {
      rule: MISSPELT_KIND_RULE,
      field: ['kind'],
      message: `There is no kind ${JSON.stringify(kind)}. Did you mean ${NETWORK_POLICY_KIND}?`,
      fix: apiVersion === NETWORK_POLICY_API_VERSION ? `Write ${WRITE_KIND}.` : `${WRITE_VERSION} and ${WRITE_KIND}.`,
    };
  }
  if (!kind.endsWith(NETWORK_POLICY_KIND)) return undefined;
  return {
    rule: UNKNOWN_VERSION_RULE,
    field: ['apiVersion'],
    message: `There is no ${kind} in ${apiVersion}.`,
    fix: kind === NETWORK_POLICY_KIND ? `${WRITE_VERSION}.` : `Write the apiVersion that ${kind} has in its own API.`,
  };
}

/**
 * Whether the version is one of Kubernetes itself, or meant as the one of its NetworkPolicy. Other APIs name their kinds
 * as they like; the group of each has a dot in it, because the API server demands that.
 */
function isOfKubernetes(apiVersion: string): boolean {
  const group = apiGroupOf(apiVersion);
  if (!group.includes('.') || group === GROUP) return true;
  // The group of experiments is no misspelling.
  return closestWord(group, [GROUP]) !== undefined && !group.endsWith('.x-k8s.io');
}

/** Whether a kind is NetworkPolicy, or was meant as that. */
function meansPolicy(kind: unknown): boolean {
  if (typeof kind !== 'string') return false;
  const word = kind.replace(/[^a-z]/gi, '').toLowerCase();
  return word === 'netpol' || closestWord(word, ['networkpolicy', 'networkpolicies']) !== undefined;
}

/** Fields of a spec that only policies have. */
const POLICY_FIELDS = ['podSelector', 'policyTypes', 'ingress', 'egress'];

/**
 * What is wrong with a map that says not what it is and was meant as a policy: `Kind` for `kind`, no `apiVersion`, or
 * the content of a policy without a word about it. Undefined where nothing shows that a policy was meant.
 */
export function untypedPolicy(
  value: Readonly<Record<string, unknown>>,
): Pick<MisspeltPolicy, 'message' | 'fix'> | undefined {
  const kind = value[writtenAs('kind', value) ?? 'kind'];
  if (kind === undefined ? !hasPolicyContent(value) : !meansPolicy(kind)) return undefined;
  const otherCase = fieldInOtherCase(value);
  if (otherCase) return otherCase;
  if (kind === undefined) {
    const message =
      'This has the content of a NetworkPolicy and does not say what it is, so it is no Kubernetes object.';
    return { message, fix: `${WRITE_VERSION} and ${WRITE_KIND}.` };
  }
  const fix = kind === NETWORK_POLICY_KIND ? `${WRITE_VERSION}.` : `${WRITE_VERSION} and ${WRITE_KIND}.`;
  return { message: 'This is meant as a NetworkPolicy and has no apiVersion, so it is no Kubernetes object.', fix };
}

/** What is wrong with a map that has `Kind` for `kind`, or `apiversion` for `apiVersion`. */
export function fieldInOtherCase(
  value: Readonly<Record<string, unknown>>,
): Pick<MisspeltPolicy, 'message' | 'fix'> | undefined {
  for (const field of ['kind', 'apiVersion']) {
    const written = field in value ? undefined : writtenAs(field, value);
    if (written === undefined) continue;
    const message = `${JSON.stringify(written)} is no field of a Kubernetes object: names of fields are case-sensitive.`;
    return { message, fix: `Write ${field}: instead of ${written}:.` };
  }
  return undefined;
}

function writtenAs(field: string, value: Readonly<Record<string, unknown>>): string | undefined {
  if (field in value) return field;
  return Object.keys(value).find((key) => key.toLowerCase() === field.toLowerCase());
}

function hasPolicyContent({ apiVersion, spec }: Readonly<Record<string, unknown>>): boolean {
  if (!isMap(spec)) return false;
  const fields = POLICY_FIELDS.filter((field) => field in spec);
  return fields.length > 1 || fields.includes('podSelector') || (fields.length > 0 && apiGroupOf(apiVersion) === GROUP);
}
