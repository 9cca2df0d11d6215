import { PolicyType } from '../../../model/network-policy';
import { ProgramRule, RuleAction } from '../../../model/policy-program';
import { ClusterRule } from '../../facts/lint-rule';
import { isWholeWorld } from '../../facts/program-peers';

/** A denial of every address, which in this API holds pods and nodes too. */
export const networksCoverPods: ClusterRule = {
  id: 'networks-cover-pods',
  severity: 'warning',
  info: 'A rule denies every address, and pods, nodes and the API server have addresses too.',
  why: 'Unlike an ipBlock, networks match whoever has the address. Meant as "no internet", the rule cuts pods off from each other and from DNS.',
  fix: 'Put a rule before it that says Pass (or Accept) for pods: namespaces: {}.',
  checkCluster({ program }, report) {
    const policies = program.tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies));
    for (const { rules, document } of policies) {
      for (const [index, rule] of (rules[PolicyType.EGRESS] ?? []).entries()) {
        if (rule.action !== RuleAction.DENY || !isWholeWorld(rule)) continue;
        if (rules[PolicyType.EGRESS]!.slice(0, index).some(sparesPods)) continue;
        report(document, { field: ['spec', 'egress', rule.index ?? index] });
      }
    }
  },
};

/** Whether a rule decides about some pods before they are denied, which says that its author has thought of them. */
function sparesPods({ action = RuleAction.ALLOW, peers }: ProgramRule): boolean {
  return action !== RuleAction.DENY && (!peers || peers.some(({ kind }) => kind === 'pods' || kind === 'compound'));
}
