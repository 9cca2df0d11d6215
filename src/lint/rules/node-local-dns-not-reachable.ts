import { rangeOf } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { PolicyType } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { NODE_LOCAL_DNS_ADDRESS } from '../../platform/services/cluster-dns';
import { PolicyRule } from '../lint-rule';
import { addressesOf, blocksOf, opensPort } from '../peers-and-ports';

const CACHE_LABELS = new Set(['node-local-dns', 'nodelocaldns']);

/** DNS allowed to the pods of the cluster DNS, where pods ask a cache on their node. */
export const nodeLocalDnsNotReachable: PolicyRule = {
  id: 'node-local-dns-not-reachable',
  severity: 'warning',
  info: 'DNS is allowed to pods only, but this cluster runs a DNS cache on every node.',
  why: `Pods ask the cache at ${NODE_LOCAL_DNS_ADDRESS}, which is on the host network, where no selector reaches it: all names fail.`,
  fix: `Add a peer with ipBlock ${NODE_LOCAL_DNS_ADDRESS} to the rule.`,
  checkPolicy({ rules }, report, { inventory, platform }) {
    const cached =
      platform?.nodeLocalDns !== undefined || inventory.workloads.some(({ name }) => CACHE_LABELS.has(name));
    if (!cached) return;
    const address = Cidr.of(NODE_LOCAL_DNS_ADDRESS);
    const dns = rules.filter(
      ({ direction, inEffect, ports }) =>
        direction === PolicyType.EGRESS && inEffect && ports.some((entry) => opensPort(entry, Protocol.UDP, 53)),
    );
    const reached = dns.some(
      (rule) =>
        rule.peers.length === 0 ||
        blocksOf(rule).some((block) => addressesOf(block).has({ family: 4, value: rangeOf(address).first })),
    );
    const [first] = dns;
    if (first && !reached) report({ field: [...first.path, 'to'] });
  },
};
