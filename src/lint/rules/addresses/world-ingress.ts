import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** Ingress from the world to pods that the world has no way to. */
export const worldIngress: PolicyRule = {
  id: 'world-ingress',
  severity: 'warning',
  info: 'Ingress is open to every address, but nothing in the input brings outside traffic to the pods.',
  why: 'Nobody outside needs it, so whoever uses it is somebody else: any pod of the cluster, or of a network that is routed to it.',
  fix: 'Name the peers that connect, or expose the pods through a Service or route that is part of the input.',
  needs: ['workloads'],
  checkPolicy(policy, report, context) {
    for (const rule of policy.rules) {
      if (rule.direction !== PolicyType.INGRESS || !rule.inEffect) continue;
      const open = blocksOf(rule).find((block) => isWholeFamily(block) && block.except.length === 0);
      if (!open) continue;
      const subject = context.pods.ofSubject(policy);
      if (subject.length === 0 || subject.some((pods) => context.isEdge(pods))) continue;
      const message = `Ingress from ${open.cidr.toString()} is allowed, but no LoadBalancer, NodePort, Ingress or route leads to the pods.`;
      report({ field: [...open.path, 'cidr'], message });
    }
  },
};
