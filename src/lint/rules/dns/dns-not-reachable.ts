import { requirementsOf } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { selectorImplies } from '../../../model/selector-implication';
import { asksElsewhere } from '../../facts/dns-addresses';
import { asksAddresses, cutOffFromDns, dnsPodsIn, dnsRules, mayReachDns, namesDns } from '../../facts/dns-reach';
import { dnsAdvice } from '../../facts/dns-servers';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { blocksOf, isWholeFamily } from '../../facts/peers-and-ports';
import { SelectorIndex } from '../../facts/selector-index';

/** Pods that may talk to somebody by name, but may not ask for the name. */
export const dnsNotReachable: ClusterRule = {
  id: 'dns-not-reachable',
  severity: 'warning',
  info: 'The policy isolates egress and allows some, but its pods reach no DNS.',
  why: 'Nearly every connection begins with a DNS query. Without it the connections that the policy allows fail too, with an error about names and not about policies.',
  fix: 'Allow UDP and TCP 53 to the DNS pods of the cluster, in this policy or in one for the whole namespace.',
  checkCluster(context, report) {
    const { policiesByNamespace, platform } = context;
    const fix = platform && dnsAdvice(platform);
    const advice = fix ? { fix } : {};
    const servers = context.knows('workloads') ? dnsPodsIn(context) : [];
    for (const policies of policiesByNamespace.values()) {
      const candidates = new SelectorIndex(policies.filter((policy) => dnsRules(policy).length > 0));
      for (const policy of policies) {
        const egress = policy.rules.filter(({ direction, inEffect }) => direction === PolicyType.EGRESS && inEffect);
        if (egress.length === 0) continue;
        const beside = candidates.widerThan(policy).filter((other) => selectsAllOf(other, policy));
        const opening = beside.flatMap((other) => dnsRules(other).map((rule) => ({ other, rule })));
        if (opening.length === 0) {
          const message = 'The policy isolates egress and allows some, but no policy for the same pods allows DNS.';
          if (egress.some(needsNames)) report(policy.document, { field: ['spec', 'egress'], message, ...advice });
          continue;
        }
        // Of several policies for the same pods, the one whose rule was to allow DNS is to be mended.
        const own = dnsRules(policy).find(namesDns);
        if (!own || opening.some(({ rule }) => asksAddresses(rule, context))) continue;
        if (opening.some(({ rule }) => blocksOf(rule).length > 0) && asksElsewhere(policy, context)) continue;
        const field = [...own.path, own.peersField];
        const cutOff = servers.length > 0 ? cutOffFromDns(policy, servers, context) : undefined;
        if (cutOff) {
          const asked = servers[0]!.workload.id;
          const message = `The rule for DNS does not lead to the DNS pods: ${cutOff.workload.id} does not reach ${asked}.`;
          report(policy.document, { field, message, ...advice });
        } else if (
          !(servers.length > 0 && context.pods.ofSubject(policy).length > 0) &&
          !opening.some(({ other, rule }) => mayReachDns(rule, other.namespace, context))
        ) {
          const message = 'The rule for DNS leads to pods or addresses that do not answer for the cluster.';
          report(policy.document, { field, message, ...advice });
        }
      }
    }
  },
};

function selectsAllOf(wide: LintedPolicy, narrow: LintedPolicy): boolean {
  return selectorImplies(requirementsOf(narrow.spec.podSelector), requirementsOf(wide.spec.podSelector));
}

const API_SERVER_PORT = 6443;

/** Single addresses need no name, and pods know the API server by its address; the internet is asked for by name. */
function needsNames(rule: DirectedRule): boolean {
  const { peers, ports } = rule;
  const toApiServer = ports.length > 0 && ports.every(({ port }) => port === API_SERVER_PORT);
  if (toApiServer) return false;
  return peers.length === 0 || peers.some(({ ipBlock }) => !ipBlock) || blocksOf(rule).some(isWholeFamily);
}
