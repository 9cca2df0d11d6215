import { GovernanceAnnotation } from '../../../model/governance';
import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

const PROBES = /\b(kubelet|liveness|readiness|probes?|health-?checks?)\b/i;

/** An ingress rule for probes, which need none. */
export const probesMisunderstood: PolicyRule = {
  id: 'probes-misunderstood',
  severity: 'info',
  info: 'The policy seems to open ingress for kubelet probes, which need no rule.',
  why: "The kubelet runs on the pod's own node, and traffic from there is always allowed. What the rule opens in truth is the port to whoever its peers match.",
  fix: 'Remove the rule. Where probes do fail, look at the network plugin or the mesh, and open the port to the addresses it names.',
  checkPolicy({ name, annotations, rules }, report) {
    if (!PROBES.test(name ?? '') && !PROBES.test(annotations[GovernanceAnnotation.REASON] ?? '')) return;
    for (const { direction, inEffect, path, peers } of rules) {
      // Load balancers probe from addresses, and then a rule is needed.
      const fromAddresses = peers.length > 0 && peers.every(({ ipBlock }) => ipBlock);
      if (direction === PolicyType.INGRESS && inEffect && !fromAddresses) report({ field: path });
    }
  },
};
