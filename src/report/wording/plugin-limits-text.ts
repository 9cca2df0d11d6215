import { othersText } from './other-policies-text';
import { shortList } from './short-list';
import { plural } from '../../model/plural';
import { FlowLimits, Verdict } from '../../reachability/question/flow-question';
import { NotEnforced, Unpoliced, notEnforced, unpolicedPods } from '../../reachability/question/plugin-limits';
import { Analysis } from '../../reachability/relation/analysis';

/** What the answers about the whole input leave open or cannot show, in sentences. */
export function limitsOfInput(analysis: Analysis): string[] {
  const [none, bare] = [notEnforced(analysis), unpolicedPods(analysis)];
  const { otherPolicies = [], workloads, policies, podMakers = [] } = analysis.inventory;
  return [
    ...(workloads.length === 0 ? [noWorkloadsText(policies.length, podMakers.length)] : []),
    ...(none ? [`${notEnforcedText(none)} All of it is open.`] : []),
    ...(otherPolicies.length > 0 ? [`${othersText(otherPolicies)}: what hangs on that is undefined.`] : []),
    ...(bare ? [unpolicedText(bare)] : []),
  ];
}

function noWorkloadsText(policies: number, makers: number): string {
  const has =
    policies === 0
      ? 'The input has no workloads and no NetworkPolicy'
      : `The input has ${plural(policies, 'policy')} and no workloads`;
  const operators = makers > 0 ? ' (custom resources whose pods an operator makes are not enough)' : '';
  return `${has}, so there is nobody who could reach anybody${operators}. Add the manifests of the workloads, such as Deployments, or a dump of the cluster (kubectl get deploy,sts,ds,job,cronjob,pod,svc,ns -A -o yaml); netpol explain also takes pods that need not exist: --to 'shop:{app=web}'.`;
}

/** The same of one answer. */
export function limitsOfAnswer({ notEnforced: none, unpoliced: bare }: FlowLimits): string[] {
  return [
    ...(none ? [`${notEnforcedText(none)} By the API alone the answer would be: ${ANSWERS[none.byTheApi]}.`] : []),
    ...(bare ? [unpolicedText(bare)] : []),
  ];
}

const ANSWERS: Readonly<Record<Verdict, string>> = {
  [Verdict.ALLOW]: 'allowed',
  [Verdict.DENY]: 'denied',
  [Verdict.PARTLY]: 'allowed in part',
  [Verdict.CONDITIONAL]: 'allowed on conditions',
  [Verdict.UNDEFINED]: 'undefined',
  [Verdict.UNKNOWN]: 'unknown',
};

function notEnforcedText({ plugin, policies }: NotEnforced): string {
  return `${plugin} ENFORCES NO NetworkPolicy: ${policies === 1 ? 'the one policy has no effect' : `none of the ${plural(policies, 'policy')} has any effect`}.`;
}

function unpolicedText({ plugin, pods }: Unpoliced): string {
  return `${plugin} does not police pods without a controller, by its documentation: what policies say of ${shortList(pods, 3)} may have no effect.`;
}
