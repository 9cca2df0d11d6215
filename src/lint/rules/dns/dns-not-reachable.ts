import { requirementsOf } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { selectorImplies } from '../../../model/selector-implication';
import { dnsAdvice } from '../../facts/dns-servers';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { opensPort } from '../../facts/peers-and-ports';
import { SelectorIndex } from '../../facts/selector-index';

const DNS_PORTS = [53, 5353, 8053];

/** Pods that may talk to somebody by name, but may not ask for the name. */
export const dnsNotReachable: ClusterRule = {
  id: 'dns-not-reachable',
  severity: 'warning',
  info: 'The policy isolates egress and allows some, but no policy for the same pods allows DNS.',
  why: 'Nearly every connection begins with a DNS query. Without it the connections that the policy allows fail too, with an error about names and not about policies.',
  fix: 'Allow UDP and TCP 53 to the DNS pods of the cluster, in this policy or in one for the whole namespace.',
  checkCluster({ policiesByNamespace, platform }, report) {
    const fix = platform && dnsAdvice(platform);
    for (const policies of policiesByNamespace.values()) {
      const candidates = new SelectorIndex(policies.filter(allowsDns));
      for (const policy of policies) {
        const egress = policy.rules.filter(({ direction, inEffect }) => direction === PolicyType.EGRESS && inEffect);
        if (egress.length === 0 || !egress.some(needsNames)) continue;
        if (candidates.widerThan(policy).some((other) => selectsAllOf(other, policy))) continue;
        report(policy.document, { field: ['spec', 'egress'], ...(fix ? { fix } : {}) });
      }
    }
  },
};

function selectsAllOf(wide: LintedPolicy, narrow: LintedPolicy): boolean {
  return selectorImplies(requirementsOf(narrow.spec.podSelector), requirementsOf(wide.spec.podSelector));
}

function allowsDns({ rules }: LintedPolicy): boolean {
  return rules.some(
    ({ direction, inEffect, ports }) =>
      direction === PolicyType.EGRESS && inEffect && (ports.length === 0 || ports.some(couldBeDns)),
  );
}

/** A port by name may be the one that DNS pods declare. */
function couldBeDns(entry: DirectedRule['ports'][number]): boolean {
  if (typeof entry.port === 'string') return /dns/.test(entry.port);
  return DNS_PORTS.some((port) => opensPort(entry, Protocol.UDP, port) || opensPort(entry, Protocol.TCP, port));
}

const API_SERVER_PORT = 6443;

/** Addresses need no name, and pods know the API server by its address. */
function needsNames({ peers, ports }: DirectedRule): boolean {
  const toApiServer = ports.length > 0 && ports.every(({ port }) => port === API_SERVER_PORT);
  return !toApiServer && (peers.length === 0 || peers.some(({ ipBlock }) => !ipBlock));
}
