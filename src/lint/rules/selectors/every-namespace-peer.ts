import { PolicyRule } from '../../facts/lint-rule';
import { isEveryPod } from '../../facts/peers-and-ports';

/** `namespaceSelector: {}` without a pod selector. */
export const everyNamespacePeer: PolicyRule = {
  id: 'every-namespace-peer',
  severity: 'info',
  info: 'A peer is every pod of every namespace.',
  why: 'Each workload of the cluster counts, those of other tenants and those that are not written yet too.',
  fix: 'Name the namespaces, or the pods in them, that take part.',
  checkPolicy({ rules }, report) {
    for (const { inEffect, peers, ports, path, peersField } of rules) {
      peers.forEach((peer, index) => {
        if (!inEffect || !isEveryPod(peer)) return;
        const onPorts = ports.length === 0 ? ', on every port' : '';
        report({
          field: [...path, peersField, index],
          message: `This peer is every pod of every namespace${onPorts}.`,
        });
      });
    }
  },
};
