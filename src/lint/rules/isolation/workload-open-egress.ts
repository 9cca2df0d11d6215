import { PolicyType } from '../../../model/network-policy';
import { reportOpenWorkloads } from '../../facts/isolation-gaps';
import { ClusterRule } from '../../facts/lint-rule';

/** A workload that the policies of its namespace forget. */
export const workloadOpenEgress: ClusterRule = {
  id: 'workload-open-egress',
  severity: 'info',
  info: 'No policy isolates egress of the workload, although its namespace has policies.',
  why: 'It may connect to everywhere. Often a label was renamed, and the policy that meant it selects nothing now.',
  fix: 'Add a policy that selects the workload, or a default deny for the namespace.',
  needs: ['workloads'],
  checkCluster(context, report) {
    reportOpenWorkloads(PolicyType.EGRESS, context, report);
  },
};
