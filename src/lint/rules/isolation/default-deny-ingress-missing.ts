import { PolicyType } from '../../../model/network-policy';
import { reportDefaultDenyMissing } from '../../facts/isolation-gaps';
import { ClusterRule } from '../../facts/lint-rule';

/** A namespace whose policies leave ingress of unnamed pods open. */
export const defaultDenyIngressMissing: ClusterRule = {
  id: 'default-deny-ingress-missing',
  severity: 'info',
  info: 'The namespace has policies, but none that isolates ingress of every pod.',
  why: 'A pod that appears tomorrow, or whose labels no policy expects, accepts connections from the whole cluster.',
  fix: 'Add a policy with podSelector: {} and policyTypes: [Ingress], without rules.',
  needs: ['workloads'],
  checkCluster(context, report) {
    reportDefaultDenyMissing(PolicyType.INGRESS, context, report);
  },
};
