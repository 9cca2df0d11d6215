import { PolicyType } from '../../../model/network-policy';
import { reportDefaultDenyMissing } from '../../facts/isolation-gaps';
import { ClusterRule } from '../../facts/lint-rule';

/** A namespace whose policies leave egress of unnamed pods open. */
export const defaultDenyEgressMissing: ClusterRule = {
  id: 'default-deny-egress-missing',
  severity: 'info',
  info: 'The namespace has policies, but none that isolates egress of every pod.',
  why: 'A pod that appears tomorrow, or whose labels no policy expects, can connect to the whole cluster and the internet.',
  fix: 'Add a policy with podSelector: {} and policyTypes: [Egress], without rules.',
  needs: ['workloads'],
  checkCluster(context, report) {
    reportDefaultDenyMissing(PolicyType.EGRESS, context, report);
  },
};
