import { PolicyType } from '../../../model/network-policy';
import { ClusterRule } from '../../facts/lint-rule';

/** Pods that lose their own node when their egress is isolated. */
export const cniOwnNodeBlocked: ClusterRule = {
  id: 'cni-own-node-blocked',
  severity: 'info',
  info: 'On this network plugin a pod whose egress is isolated does not reach its own node.',
  why: 'The documentation of Kubernetes says that a pod and its own node can always talk. Here agents on the node, host ports and node caches need a rule.',
  fix: 'Allow what pods need of their node: by address where blocks match nodes, else by a policy of the plugin itself.',
  needs: ['cni'],
  checkCluster({ policies, cni }, report) {
    const { support, note } = cni!.podToOwnNode;
    if (support !== 'no') return;
    const isolating = policies.filter((policy) => policy.isolates(PolicyType.EGRESS));
    const [first] = isolating;
    if (!first) return;
    report(first.document, {
      field: ['spec', 'policyTypes'],
      message: `${cni!.title} does not let isolated pods reach their own node: ${note}. ${isolating.length === 1 ? 'One policy of the input isolates' : `${isolating.length} policies of the input isolate`} egress.`,
    });
  },
};
