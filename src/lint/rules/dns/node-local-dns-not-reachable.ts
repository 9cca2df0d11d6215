import { rangeOf } from '../../../model/address-set';
import { Cidr } from '../../../model/cidr';
import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { NODE_LOCAL_DNS_ADDRESS } from '../../../platform/services/cluster-dns';
import { DnsPods, dnsPodsOf, selectsDnsPods } from '../../facts/dns-servers';
import { LintContext } from '../../facts/lint-context';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { addressesOf, blocksOf, opensPort } from '../../facts/peers-and-ports';

const CACHE_NAMES = new Set(['node-local-dns', 'nodelocaldns']);

/** DNS allowed to the pods of the cluster DNS, where pods ask a cache on their node. */
export const nodeLocalDnsNotReachable: PolicyRule = {
  id: 'node-local-dns-not-reachable',
  severity: 'warning',
  info: 'DNS is allowed to pods only, but this cluster runs a DNS cache on every node.',
  why: `Pods ask the cache at ${NODE_LOCAL_DNS_ADDRESS}, which is on the host network, where no selector reaches it; on GKE with Dataplane V2 they are redirected to it as an ordinary pod. Either way all names fail.`,
  fix: `Add a peer with ipBlock ${NODE_LOCAL_DNS_ADDRESS} to the rule.`,
  checkPolicy({ namespace, rules }, report, context) {
    const dns = rules.filter(
      ({ direction, inEffect, ports }) =>
        direction === PolicyType.EGRESS && inEffect && ports.some((entry) => opensPort(entry, Protocol.UDP, 53)),
    );
    const [first] = dns;
    if (!first) return;
    const field = [...first.path, 'to'];
    if (hasCacheOnNodes(context) && !dns.some(reachesAddress)) report({ field });
    const [missed] = cachePods(context).filter(
      (pods) =>
        !dns.some(({ peers }) => peers.length === 0 || peers.some((peer) => selectsDnsPods(peer, namespace, pods))),
    );
    if (!missed) return;
    const labels = Object.entries(missed.labels).map(([key, value]) => `${key}=${value}`);
    report({
      field,
      message: `Questions to the cluster DNS are redirected to its cache on the node, pods labelled ${labels.join(', ')}, which the policy does not allow.`,
      fix: `Add a peer with these labels to the rule.`,
    });
  },
};

function hasCacheOnNodes({ platform, inventory }: LintContext): boolean {
  if (platform?.nodeLocalDns) return true;
  return inventory.workloads.some(
    ({ name, podGroups }) => CACHE_NAMES.has(name) && podGroups.every(({ hostNetwork }) => hostNetwork),
  );
}

/** Caches that are ordinary pods. */
function cachePods({ platform }: LintContext): DnsPods[] {
  return platform ? dnsPodsOf(platform).filter(({ main }) => !main) : [];
}

function reachesAddress(rule: DirectedRule): boolean {
  const { first } = rangeOf(Cidr.of(NODE_LOCAL_DNS_ADDRESS));
  return rule.peers.length === 0 || blocksOf(rule).some((block) => addressesOf(block).has({ family: 4, value: first }));
}
