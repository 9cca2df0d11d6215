import { PolicyRule } from '../../facts/lint-rule';

/** A policy for pods that share the network of their node. */
export const hostNetworkSubject: PolicyRule = {
  id: 'host-network-subject',
  severity: 'warning',
  info: 'Every pod that the policy selects is on the network of its node (hostNetwork).',
  why: 'The API does not define what policies mean for such pods, and nearly every network plugin ignores them: nothing is restricted.',
  fix: 'Restrict the node instead (host firewall, host policies of the network plugin), or take the pods off the host network.',
  needs: ['workloads'],
  checkPolicy(policy, report, { pods }) {
    const subject = pods.ofSubject(policy);
    if (subject.length === 0 || !subject.every(({ group }) => group.hostNetwork)) return;
    const message = `The policy selects ${subject[0]!.workload.id} and only pods with hostNetwork.`;
    report({ field: ['spec', 'podSelector'], message });
  },
};
