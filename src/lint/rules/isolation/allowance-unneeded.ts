import { Protocol } from '../../../model/protocol';
import { PolicyRule } from '../../facts/lint-rule';
import { opensPort } from '../../facts/peers-and-ports';

const DNS_PORTS = [53, 5353, 8053, 1053];

/** A rule that no need of the manifests uses. */
export const allowanceUnneeded: PolicyRule = {
  id: 'allowance-unneeded',
  severity: 'info',
  info: 'Nothing in the manifests needs what this rule allows.',
  why: 'It may be left over from something that is gone, and stays open for whoever breaks into the pods. Addresses in the code of a program are in no manifest, so ask before you remove it.',
  fix: 'Remove the rule, or write on the workload what it needs: cdk8s-netpol/needs.',
  needs: ['workloads', 'services'],
  checkPolicy(policy, report, context) {
    const compiled = context.compiled(policy);
    const subject = context.pods.ofSubject(policy);
    // Without pods of its own or needs of any kind, the input does not say what is needed.
    if (!compiled || subject.length === 0 || context.needs.judged.length === 0) return;
    for (const rule of policy.rules) {
      if (!rule.inEffect) continue;
      const isDns = rule.ports.some((entry) =>
        DNS_PORTS.some((port) => [Protocol.UDP, Protocol.TCP].some((protocol) => opensPort(entry, protocol, port))),
      );
      if (isDns || rule.ports.length === 0) continue;
      const known = rule.peers.filter(({ ipBlock }) => !ipBlock);
      // Whom the input does not hold, it does not speak of.
      if (known.length === 0 || known.some((peer) => context.pods.ofPeer(policy.namespace, peer).length === 0)) {
        continue;
      }
      if (context.needs.judge.uses(compiled, rule.direction, rule.path[2] as number)) continue;
      report({ field: rule.path });
    }
  },
};
