/**
 * The naming rules of the Kubernetes API that a NetworkPolicy meets.
 *
 * Each function returns every rule the text breaks (empty where it breaks none) as a phrase that follows the name of
 * the field. Source: k8s.io/apimachinery `pkg/util/validation/validation.go` and `pkg/api/validate/content`.
 */

import { pushAll } from './push-all';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** What nearly every label key and value is, recognised without taking it apart. */
const PLAIN_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** A key with a short prefix, likewise. */
const PLAIN_KEY =
  /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?){0,2}\/[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PLAIN_NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const QUALIFIED_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** The longest name of a NetworkPolicy, and of most other objects. */
export const SUBDOMAIN_MAX_LENGTH = 253;
/** The longest name of a namespace, and the longest label value or name part of a label key, in bytes. */
export const LABEL_MAX_LENGTH = 63;
/** The longest named port. */
export const PORT_NAME_MAX_LENGTH = 15;

/** RFC 1123 subdomain: what a NetworkPolicy may be called. */
export function subdomainProblems(text: string): string[] {
  if (PLAIN_NAME.test(text)) return [];
  const problems: string[] = [];
  if (text.length > SUBDOMAIN_MAX_LENGTH) problems.push(`must be no more than ${SUBDOMAIN_MAX_LENGTH} characters`);
  if (!text.split('.').every((part) => LABEL.test(part))) {
    problems.push(
      "must consist of lower case letters, digits, '-' and '.', and each part between dots must start and end with a letter or digit (RFC 1123 subdomain)",
    );
  }
  return problems;
}

/** RFC 1123 label: what a namespace may be called. */
export function labelNameProblems(text: string): string[] {
  if (PLAIN_NAME.test(text)) return [];
  const problems: string[] = [];
  if (text.length > LABEL_MAX_LENGTH) problems.push(`must be no more than ${LABEL_MAX_LENGTH} characters`);
  if (!LABEL.test(text)) {
    const dots = text.includes('.') ? 'must not contain dots and ' : '';
    problems.push(
      `${dots}must consist of lower case letters, digits and '-', and start and end with a letter or digit (RFC 1123 label)`,
    );
  }
  return problems;
}

/** A label key (or annotation key): an optional DNS prefix with `/`, then a name of up to 63 bytes. */
export function labelKeyProblems(key: string): string[] {
  if (PLAIN_PART.test(key) || PLAIN_KEY.test(key)) return [];
  const parts = key.split('/');
  if (parts.length > 2) return ["must hold at most one '/', between an optional DNS prefix and the name"];
  const problems: string[] = [];
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') {
      problems.push("must name a DNS prefix before the '/'");
    } else {
      pushAll(
        problems,
        subdomainProblems(prefix).map((problem) => `prefix part ${problem}`),
      );
    }
  }
  if (name === '') {
    problems.push('name part must not be empty');
  } else {
    if (Buffer.byteLength(name) > LABEL_MAX_LENGTH) {
      problems.push(`name part must be no more than ${LABEL_MAX_LENGTH} bytes`);
    }
    if (!QUALIFIED_PART.test(name)) problems.push(`name part ${QUALIFIED_RULE}`);
  }
  return problems;
}

/** A label value: empty, or up to 63 bytes. */
export function labelValueProblems(value: string): string[] {
  if (PLAIN_PART.test(value)) return [];
  const problems: string[] = [];
  if (Buffer.byteLength(value) > LABEL_MAX_LENGTH) problems.push(`must be no more than ${LABEL_MAX_LENGTH} bytes`);
  if (value !== '' && !QUALIFIED_PART.test(value)) problems.push(`must be empty, or ${QUALIFIED_RULE}`);
  return problems;
}

/** A named port (IANA service name): up to 15 characters with at least one letter. */
export function portNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length > PORT_NAME_MAX_LENGTH) problems.push(`must be no more than ${PORT_NAME_MAX_LENGTH} characters`);
  if (!/^[-a-z0-9]+$/.test(name)) problems.push("must consist of lower case letters, digits and '-'");
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter');
  if (name.includes('--')) problems.push("must not contain '--'");
  if (name.startsWith('-') || name.endsWith('-')) problems.push("must not begin or end with '-'");
  return problems;
}

const QUALIFIED_RULE = "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";
