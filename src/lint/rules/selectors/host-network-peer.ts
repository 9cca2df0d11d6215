import { PolicyRule } from '../../facts/lint-rule';

/** A peer that is on the network of its node. */
export const hostNetworkPeer: PolicyRule = {
  id: 'host-network-peer',
  severity: 'warning',
  info: 'Every pod that a peer selects is on the network of its node (hostNetwork).',
  why: 'Their traffic carries the address of the node, so a selector does not match it on most network plugins.',
  fix: 'Allow the addresses of the nodes with an ipBlock, or use what the network plugin offers for hosts.',
  needs: ['workloads'],
  checkPolicy({ namespace, rules }, report, { pods }) {
    for (const { inEffect, peers, path, peersField } of rules) {
      peers.forEach((peer, index) => {
        const selected = inEffect ? pods.ofPeer(namespace, peer) : [];
        if (selected.length === 0 || !selected.every(({ group }) => group.hostNetwork)) return;
        const message = `This peer is ${selected[0]!.workload.id} and only pods with hostNetwork.`;
        report({ field: [...path, peersField, index], message });
      });
    }
  },
};
