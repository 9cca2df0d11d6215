import { NetworkPolicyPeerSpec } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { isEmptySelector } from '../../facts/peers-and-ports';

/** A namespace-only peer followed by a pod-only peer: "or", where "and" may have been meant. */
export const separatePeers: PolicyRule = {
  id: 'separate-peers',
  severity: 'info',
  info: 'A peer with only a namespaceSelector and one with only a podSelector stand side by side, which means "or".',
  why: 'One dash too many turns "these pods of that namespace" into "every pod of that namespace, and these pods of my own". It is far wider and looks almost the same.',
  fix: 'If both must hold, put podSelector and namespaceSelector into one peer (one dash). If either is enough, acknowledge this.',
  checkPolicy({ rules }, report) {
    for (const { peers, path, peersField } of rules) {
      peers.forEach((peer, index) => {
        const next = peers[index + 1];
        if (!next || !(isNamespacesOnly(peer) && isPodsOnly(next))) return;
        report({ field: [...path, peersField, index + 1, 'podSelector'] });
      });
    }
  },
};

// The own namespace as a whole, `podSelector: {}`, cannot have been meant to narrow its neighbour.
function isPodsOnly({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeerSpec): boolean {
  return podSelector !== undefined && !isEmptySelector(podSelector) && !namespaceSelector && !ipBlock;
}

function isNamespacesOnly({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeerSpec): boolean {
  return namespaceSelector !== undefined && !podSelector && !ipBlock;
}
