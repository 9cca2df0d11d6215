import { ApiObject, Chart } from 'cdk8s';
import { ExpiredExceptions, NetpolApp } from './netpol-app';
import { PolicyObject } from './policy-object';
import { Governance, isExpired } from '../model/governance';
import { formatFieldPath, isNetworkPolicy } from '../model/kubernetes-object';
import { validateNetworkPolicy } from '../validation/network-policy';

interface Declaration {
  readonly declaredBy: string;
  readonly governance: Governance;
}

/**
 * Everything that is wrong with the policies of a chart, after escape hatches have been applied. cdk8s calls this once
 * for every chart of the app and once more, so it must not do work again that nothing has changed.
 */
export function validatePolicies(
  chart: Chart,
  policies: readonly PolicyObject[],
  temporary: readonly Declaration[],
  kubernetesVersion?: string,
): string[] {
  const { expiredExceptions } = NetpolApp._clockOf(chart);
  return [
    ...policies.flatMap((policy) => apiProblems(policy, policy.declaredBy, kubernetesVersion)),
    ...foreignPolicies(chart, policies).flatMap((policy) => apiProblems(policy, [policy.node.path], kubernetesVersion)),
    ...(expiredExceptions === ExpiredExceptions.FAIL ? expired(chart, temporary) : []),
  ];
}

/** What is worth knowing but does not fail synth. */
export function policyWarnings(chart: Chart, temporary: readonly Declaration[]): string[] {
  const { expiredExceptions } = NetpolApp._clockOf(chart);
  return expiredExceptions === ExpiredExceptions.WARN ? expired(chart, temporary) : [];
}

function expired(chart: Chart, temporary: readonly Declaration[]): string[] {
  const { now } = NetpolApp._clockOf(chart);
  const messages = temporary
    .filter(({ governance }) => isExpired(governance.exception!.expires, now))
    .map(({ governance, declaredBy }) => {
      const { owner, expires, ticket } = governance.exception!;
      const agreed = ticket ? ` (${ticket})` : '';
      return `${declaredBy}: the exception of ${owner}${agreed} ended on ${expires}. Remove the flow, or agree on a later day with its owner.`;
    });
  return [...new Set(messages)];
}

/**
 * NetworkPolicies of the chart that this library did not render: the API server judges them all the same. (`instanceof`
 * cannot tell, since every ApiObject is an instance of each of its subclasses to cdk8s.)
 */
function foreignPolicies(chart: Chart, policies: readonly PolicyObject[]): ApiObject[] {
  const own = new Set<unknown>(policies);
  return chart.node
    .findAll()
    .filter(
      (construct): construct is ApiObject =>
        ApiObject.isApiObject(construct) && !own.has(construct) && isNetworkPolicy(construct),
    );
}

const judged = new WeakMap<object, readonly string[]>();

/** What the API server would refuse. Kept per rendering, which a PolicyObject renews whenever it changes. */
function apiProblems(
  policy: ApiObject,
  declaredBy: readonly string[],
  kubernetesVersion: string | undefined,
): readonly string[] {
  const json: object = policy.toJson();
  const known = judged.get(json);
  if (known) return known;
  const result = validateNetworkPolicy(json, { kubernetesVersion })
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message, fix }) => `${declaredBy.join(', ')}: ${formatFieldPath(path)}: ${message} ${fix}`);
  judged.set(json, result);
  return result;
}
