import { subdomainProblems } from '../../model/kubernetes-names';
import { ApiProblems, quote } from '../../validation/api-problem';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * The name of a policy: one label, with its tier before it where there is a dot. What is stored has the tier `default`
 * written out, and NetworkPolicies of Kubernetes have their own prefix.
 */
export function validateName(
  name: string | undefined,
  tier: string | undefined,
  kind: string,
  isStored: boolean,
  problems: ApiProblems,
): void {
  const path = ['metadata', 'name'];
  if (!name) {
    problems.required(path, `The ${kind} has no name.`, 'Write metadata.name.');
    return;
  }
  for (const problem of subdomainProblems(name)) {
    problems.invalid(path, name, `The name ${quote(name)} ${problem}.`, 'Write small letters, digits and dashes.');
    return;
  }
  const prefixes = [`${tier || 'default'}.`, ...(kind === 'StagedNetworkPolicy' || isStored ? ['knp.default.'] : [])];
  const prefix = prefixes.find((one) => name.startsWith(one)) ?? '';
  if (LABEL.test(name.slice(prefix.length))) return;
  const message = `The name ${quote(name)} has a dot, and before a dot only the tier of the policy may stand.`;
  problems.invalid(path, name, message, `Write ${name.replaceAll('.', '-')}.`);
}

/** Lower orders come first; they need not be whole, nor positive. */
export function validateOrder(order: unknown, problems: ApiProblems): void {
  if (order === undefined || order === null || (typeof order === 'number' && Number.isFinite(order))) {
    return;
  }
  const message = `${quote(order)} stands where a number belongs.`;
  const fix =
    typeof order === 'string' && order.trim() !== '' && Number.isFinite(Number(order))
      ? `Write ${order.trim()} without quotes.`
      : 'Write a number, for example 100.';
  problems.add('TypeInvalid', ['spec', 'order'], message, fix);
}
