import { FieldPath } from '../../model/kubernetes-object';
import { IpBlockSpec } from '../../model/network-policy';
import { ApiProblems, quote } from '../../validation/api-problem';
import {
  CidrText,
  canonicalBlock,
  hasHostBits,
  isStrictlyInside,
  parseCidrText,
  singleAddressBlock,
} from '../../validation/cidr-text';
import { KubernetesRules } from '../../validation/kubernetes-version';

/** What decides whether a CIDR is taken. */
export interface CidrContext {
  readonly rules: KubernetesRules;
  /** Texts of the old object: an update may keep what is not valid any more. */
  readonly grandfathered: ReadonlySet<string>;
}

/** An `ipBlock`: first what is refused, then what the API server takes with a warning. */
export function validateIpBlock(
  { cidr, except }: Partial<IpBlockSpec>,
  path: FieldPath,
  problems: ApiProblems,
  context: CidrContext,
): void {
  const cidrPath = [...path, 'cidr'];
  if (!cidr) {
    problems.required(cidrPath, 'The ipBlock names no cidr.', 'Write an address block such as 10.0.0.0/8.');
    return;
  }
  const block = validateCidr(cidr, cidrPath, problems, context);
  if (!block) return;
  for (const [index, hole] of (except ?? []).entries()) {
    const exceptPath = [...path, 'except', index];
    const excepted = validateCidr(hole, exceptPath, problems, context);
    if (excepted && !isStrictlyInside(excepted, block)) {
      const message = `${quote(hole)} is not a smaller block inside ${quote(cidr)}.`;
      problems.invalid(exceptPath, hole, message, fixForExcept(excepted, block, cidr));
    }
    if (!excepted && context.rules.stopsAtBadExcept) return;
  }
}

function fixForExcept(hole: CidrText, block: CidrText, cidr: string): string {
  if (hole.family !== block.family) {
    return 'IPv4 and IPv6 never match each other: give the hole an ipBlock of its family.';
  }
  if (hole.base === block.base && hole.prefix === block.prefix) {
    return 'This would leave nothing: remove the whole peer.';
  }
  return `Except only parts of ${cidr}; what lies outside is not allowed by this block anyway.`;
}

function validateCidr(
  text: string,
  path: FieldPath,
  problems: ApiProblems,
  context: CidrContext,
): CidrText | undefined {
  const cidr = parseCidrText(text);
  if (context.grandfathered.has(text)) return cidr;
  if (!cidr) {
    problems.invalid(path, text, `${quote(text)} is no address block.`, fixForNoCidr(text));
    return undefined;
  }
  const complaint = context.rules.strictCidrs ? strictComplaint(cidr) : undefined;
  if (complaint) {
    problems.invalid(path, text, `${quote(text)} ${complaint}.`, fixForLenient(cidr));
  } else if (context.rules.warnsAboutCidrs) {
    warnAbout(text, cidr, path, problems);
  }
  return cidr;
}

function fixForNoCidr(text: string): string {
  const prefix = parseCidrText(`${text}/32`) ? (text.includes(':') ? 128 : 32) : undefined;
  if (prefix !== undefined) return `Write ${text}/${prefix} for this one address, or the block that is meant.`;
  return 'Write an address, a slash and a prefix length, for example 10.9.8.0/24 or 2001:db8::/64.';
}

function strictComplaint(cidr: CidrText): string | undefined {
  if (cidr.leadingZeros) return 'has numbers with leading zeros';
  if (cidr.mapped) return 'is an IPv4-mapped IPv6 address';
  return hasHostBits(cidr) ? 'has bits set beyond its prefix length' : undefined;
}

function fixForLenient(cidr: CidrText): string {
  if (cidr.mapped) return 'Write the IPv4 block instead.';
  const whole = canonicalBlock(cidr);
  return hasHostBits(cidr)
    ? `Write ${whole} for the whole block, or ${singleAddressBlock(cidr)} for the one address.`
    : `Write ${whole}.`;
}

function warnAbout(text: string, cidr: CidrText, path: FieldPath, problems: ApiProblems): void {
  const before = problems.list.length;
  if (hasHostBits(cidr)) {
    const message = `${quote(text)} is ambiguous: it has bits set beyond its prefix length, which means the whole block today and is refused from Kubernetes 1.36.`;
    problems.warn(path, text, message, fixForLenient(cidr));
  }
  if (cidr.leadingZeros || cidr.mapped) {
    const what = cidr.leadingZeros ? 'has numbers with leading zeros' : 'is an IPv4-mapped IPv6 address';
    problems.warn(path, text, `${quote(text)} ${what}, which is refused from Kubernetes 1.36.`, fixForLenient(cidr));
  }
  if (problems.list.length === before && cidr.family === 6 && canonicalBlock(cidr) !== text) {
    const canonical = canonicalBlock(cidr);
    problems.warn(path, text, `${quote(text)} is not in the canonical form of IPv6 (RFC 5952).`, `Write ${canonical}.`);
  }
}
