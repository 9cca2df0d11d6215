import { namespaceOf } from '../../../manifests/object-identity';
import { formatSelector } from '../../../model/label-selector';
import { PolicyRule } from '../../facts/lint-rule';

/** A peer without pods. */
export const peerMatchesNothing: PolicyRule = {
  id: 'peer-matches-nothing',
  severity: 'info',
  info: 'A peer matches no pod of the input.',
  why: 'The traffic it was written for stays denied, or it is a leftover that will let in whatever takes the labels next.',
  fix: 'Correct the selectors, remove the peer, or add the missing workloads to the input.',
  needs: ['workloads'],
  checkPolicy({ namespace, rules }, report, { pods, inventory }) {
    for (const { inEffect, peers, path, peersField } of rules) {
      peers.forEach((peer, index) => {
        if (!inEffect || peer.ipBlock || pods.ofPeer(namespace, peer).length > 0) return;
        const { podSelector, namespaceSelector } = peer;
        const namespaces = namespaceSelector ? pods.namespacesMatching(namespaceSelector) : [namespace];
        // Where the input has no workload of these namespaces, it says nothing about them.
        if (!namespaces.some((name) => pods.in(name).length > 0)) return;
        if (namespaces.some((name) => pods.mayMatch(name, podSelector))) return;
        // An operator may make such pods.
        if ((inventory.podMakers ?? []).some((maker) => namespaces.includes(namespaceOf(maker)))) return;
        const where = namespaceSelector ? `namespaces with ${formatSelector(namespaceSelector)}` : namespace;
        const message = `"${formatSelector(podSelector)}" matches none of the workloads in ${where}.`;
        report({ field: [...path, peersField, index], message });
      });
    }
  },
};
