import { PolicyType } from '../../../model/network-policy';
import { ProgramRule, RuleAction } from '../../../model/policy-program';
import { ClusterRule } from '../../facts/lint-rule';
import { isEveryPod } from '../../facts/program-peers';

const POLICY_API = 'policy.networking.k8s.io/';

/** A denial of all pods that is easily taken for one of everybody. */
export const outsideNotDenied: ClusterRule = {
  id: 'outside-not-denied',
  severity: 'info',
  info: 'A rule denies ingress from every pod, and what comes from outside the cluster stays allowed.',
  why: 'Rules for ingress of this API know pods only. Traffic through a load balancer or a node port, and from pods with hostNetwork, is not what they speak of.',
  fix: 'Where outside traffic must be denied, add a NetworkPolicy with policyTypes: [Ingress] to the namespaces.',
  checkCluster({ program }, report) {
    const policies = program.tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies));
    for (const { rules, document } of policies) {
      if (!document.object.apiVersion.startsWith(POLICY_API)) continue;
      const index = (rules[PolicyType.INGRESS] ?? []).findIndex(deniesEveryPod);
      if (index >= 0) report(document, { field: ['spec', 'ingress', index] });
    }
  },
};

function deniesEveryPod(rule: ProgramRule): boolean {
  return rule.action === RuleAction.DENY && isEveryPod(rule);
}
