import { PolicyType } from '../../../model/network-policy';
import { flowBetween } from '../../../reachability/question/flow';
import { podsEnd } from '../../../reachability/relation/flow-end';
import { PolicyRule } from '../../facts/lint-rule';
import { portSetOf } from '../../facts/peers-and-ports';
import { Pods } from '../../facts/pod-index';

/** Pairs to look at for one peer before it counts as working somewhere. */
const MAX_PAIRS = 64;

/** A peer that one end allows and the other end blocks, for every pair of pods. */
export const oneSidedFlow: PolicyRule = {
  id: 'one-sided-flow',
  severity: 'warning',
  info: 'One end of a flow is open, but the policies of the other end block it.',
  why: 'Both ends must allow a connection. It times out, and each team points at its own policy, which is right.',
  fix: 'Allow the same at the other end, or remove the rule.',
  needs: ['workloads'],
  checkPolicy(policy, report, context) {
    const subject = context.pods.ofSubject(policy).filter(({ group }) => !group.hostNetwork);
    if (subject.length === 0) return;
    for (const rule of policy.rules) {
      const ports = portSetOf(rule);
      // Names have numbers on pods only, and a rule without numbers says nothing here.
      if (!rule.inEffect || ports.isEmpty) continue;
      rule.peers.forEach((peer, index) => {
        const others = context.pods.ofPeer(policy.namespace, peer).filter(({ group }) => !group.hostNetwork);
        const pairs = pairsOf(subject, others);
        if (pairs.length === 0 || subject.length * others.length > MAX_PAIRS) return;
        const outgoing = rule.direction === PolicyType.EGRESS;
        const flows = pairs.map(([own, other]) => {
          const [from, to] = (outgoing ? [own, other] : [other, own]).map(({ workload, group }) =>
            podsEnd(context.analysis, workload, group),
          );
          return flowBetween(context.analysis, from!, to!);
        });
        const blocked = flows.every(({ egress, ingress, conditionalPorts, undefinedPorts }) => {
          const farSide = outgoing ? ingress : egress;
          return conditionalPorts.union(undefinedPorts).isEmpty && farSide.allowed.intersect(ports).isEmpty;
        });
        if (!blocked) return;
        const [own, other] = pairs[0]!;
        const [from, to] = outgoing ? [own, other] : [other, own];
        const far = outgoing ? flows[0]!.ingress : flows[0]!.egress;
        const names = far.policies
          .map((selecting) => selecting.policy.name)
          .slice(0, 3)
          .join(', ');
        const farDirection = outgoing ? 'ingress' : 'egress';
        report({
          field: [...rule.path, rule.peersField, index],
          message: `${from.workload.id} to ${to.workload.id} on ${ports.toString()} is open here, but ${farDirection} of ${other.workload.id} blocks it (${names}).`,
          fix: `Allow ${farDirection} ${outgoing ? 'from' : 'to'} ${own.workload.id} in a policy of ${other.workload.namespace} that selects ${other.workload.name}.`,
        });
      });
    }
  },
};

function pairsOf(a: readonly Pods[], b: readonly Pods[]): [Pods, Pods][] {
  if (a.length * b.length > MAX_PAIRS) return [];
  return a.flatMap((one) => b.filter((two) => two.group !== one.group).map((two): [Pods, Pods] => [one, two]));
}
