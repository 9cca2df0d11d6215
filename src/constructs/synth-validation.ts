import { ApiObject, Chart } from 'cdk8s';
import { ExpiredExceptions, NetpolApp } from './netpol-app';
import { PolicyObject } from './policy-object';
import { Governance, isExpired } from '../model/governance';
import { isNetworkPolicy } from '../model/kubernetes-object';

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
  declarations: readonly Declaration[],
): string[] {
  const { expiredExceptions } = NetpolApp._clockOf(chart);
  return [
    ...policies.flatMap((policy) => apiProblems(policy, policy.declaredBy)),
    ...foreignPolicies(chart).flatMap((policy) => apiProblems(policy, [policy.node.path])),
    ...(expiredExceptions === ExpiredExceptions.FAIL ? expired(chart, declarations) : []),
  ];
}

/** What is worth knowing but does not fail synth. */
export function policyWarnings(chart: Chart, declarations: readonly Declaration[]): string[] {
  const { expiredExceptions } = NetpolApp._clockOf(chart);
  return expiredExceptions === ExpiredExceptions.WARN ? expired(chart, declarations) : [];
}

function expired(chart: Chart, declarations: readonly Declaration[]): string[] {
  const { now } = NetpolApp._clockOf(chart);
  const messages = declarations
    .filter(({ governance }) => governance.exception && isExpired(governance.exception.expires, now))
    .map(({ governance, declaredBy }) => {
      const { owner, expires, ticket } = governance.exception!;
      const agreed = ticket ? ` (${ticket})` : '';
      return `${declaredBy}: the exception of ${owner}${agreed} ended on ${expires}. Remove the flow, or agree on a later day with its owner.`;
    });
  return [...new Set(messages)];
}

/** NetworkPolicies that stand in the chart without a PolicyObject: the API server judges them all the same. */
function foreignPolicies(chart: Chart): ApiObject[] {
  return chart.node
    .findAll()
    .filter(
      (construct): construct is ApiObject =>
        ApiObject.isApiObject(construct) && !(construct instanceof PolicyObject) && isNetworkPolicy(construct),
    );
}

const judged = new WeakMap<object, readonly string[]>();

function apiProblems(policy: ApiObject, declaredBy: readonly string[]): readonly string[] {
  const json: object = policy.toJson();
  const known = judged.get(json);
  if (known) return known;
  const problems: string[] = [];
  const result = problems.map((problem) => `${declaredBy.join(', ')}: ${problem}`);
  judged.set(json, result);
  return result;
}
