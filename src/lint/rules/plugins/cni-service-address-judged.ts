import { PolicyType } from '../../../model/network-policy';
import { ClusterRule } from '../../facts/lint-rule';

/** A plugin that may judge egress on the address of a Service as well. */
export const cniServiceAddressJudged: ClusterRule = {
  id: 'cni-service-address-judged',
  severity: 'info',
  info: 'The network plugin may judge egress on the address of a Service beside that of the pod behind it.',
  why: 'Where it does, connections through Services are dropped although the pods are allowed.',
  fix: 'Check how the plugin is set up; for kube-router, that --service-cluster-ip-range names the range of Services.',
  needs: ['cni'],
  checkCluster({ policies, cni }, report) {
    const { support, note } = cni!.judgesPodBehindService;
    const first = policies.find((policy) => policy.isolates(PolicyType.EGRESS));
    if (support !== 'partly' || !first) return;
    report(first.document, { field: ['spec', 'policyTypes'], message: `${cni!.title}: ${note}.` });
  },
};
