import { KubernetesObject } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';

/** The rule under which objects are reported that are meant as a NetworkPolicy and are none. */
export const MISSPELT_KIND_RULE = 'misspelt-kind';

/** Whether the kind is meant as NetworkPolicy: another case, or the plural that kubectl takes as an argument. */
export function isMisspeltPolicy({ apiVersion, kind }: KubernetesObject): boolean {
  if (kind === NETWORK_POLICY_KIND) return false;
  const word = kind.toLowerCase().replace(/[^a-z]/g, '');
  if (word !== 'networkpolicy' && word !== 'networkpolicies' && word !== 'netpol') return false;
  // Other APIs spell their own kinds as they like.
  return apiVersion === NETWORK_POLICY_API_VERSION || !apiVersion.includes('.') || apiVersion.startsWith('networking.');
}

/** What is said of such an object. */
export function misspeltKind(kind: string): { readonly message: string; readonly fix: string } {
  return {
    message: `There is no kind ${JSON.stringify(kind)}: the API server refuses the object, and it is left out.`,
    fix: `Write kind: ${NETWORK_POLICY_KIND}.`,
  };
}

/** Fields of a spec that only policies have. */
const POLICY_FIELDS = ['podSelector', 'policyTypes', 'ingress', 'egress'];

/**
 * What is wrong with a map that says not what it is and was meant as an object: `Kind` for `kind`, or the content of a
 * policy without a word about it. Undefined where nothing shows that an object was meant.
 */
export function missingType(value: Readonly<Record<string, unknown>>): { message: string; fix: string } | undefined {
  for (const field of ['kind', 'apiVersion']) {
    if (field in value) continue;
    const written = Object.keys(value).find((key) => key.toLowerCase() === field.toLowerCase());
    if (written === undefined) continue;
    const message = `${JSON.stringify(written)} is no field of a Kubernetes object: names of fields are case-sensitive.`;
    return { message, fix: `Write ${field}: instead of ${written}:.` };
  }
  const { spec } = value;
  if (typeof spec !== 'object' || spec === null) return undefined;
  const fields = POLICY_FIELDS.filter((field) => field in spec);
  if (fields.length < 2 && !fields.includes('podSelector')) return undefined;
  return {
    message: 'This has the content of a NetworkPolicy and does not say what it is, so it is no Kubernetes object.',
    fix: `Write apiVersion: ${NETWORK_POLICY_API_VERSION} and kind: ${NETWORK_POLICY_KIND}.`,
  };
}
