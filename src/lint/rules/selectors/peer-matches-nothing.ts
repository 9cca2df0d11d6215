import { namespaceOf } from '../../../manifests/object-identity';
import { formatSelector } from '../../../model/label-selector';
import { NetworkPolicyPeerSpec } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { isEmptySelector } from '../../facts/peers-and-ports';
import { namespacesOf, podsElsewhere } from '../../facts/pods-elsewhere';

/** A peer without pods. */
export const peerMatchesNothing: PolicyRule = {
  id: 'peer-matches-nothing',
  severity: 'info',
  info: 'A peer matches no pod of the input.',
  why: 'The traffic it was written for stays denied, or it is a leftover that will let in whatever takes the labels next.',
  fix: 'Correct the selectors, remove the peer, or add the missing workloads to the input.',
  needs: ['workloads'],
  checkPolicy({ namespace, rules }, report, context) {
    const { pods, inventory } = context;
    for (const { inEffect, peers, path, peersField } of rules) {
      peers.forEach((peer, index) => {
        if (!inEffect || peer.ipBlock || pods.ofPeer(namespace, peer).length > 0) return;
        const { podSelector, namespaceSelector } = peer;
        const namespaces = namespaceSelector ? pods.namespacesMatching(namespaceSelector) : [namespace];
        const elsewhere = podsElsewhere(podSelector, namespaces, context);
        // Where the input has no workload of these namespaces, it says nothing about them.
        const known = namespaces.some((name) => pods.in(name).length > 0);
        if (!known && (elsewhere.length === 0 || namespaceSelector)) return;
        if (namespaces.some((name) => pods.mayMatch(name, podSelector))) return;
        // An operator may make such pods.
        if ((inventory.podMakers ?? []).some((maker) => namespaces.includes(namespaceOf(maker)))) return;
        const nothing = `"${formatSelector(podSelector)}" matches none of the workloads ${whereOf(peer, namespace)}`;
        const field = [...path, peersField, index];
        if (elsewhere.length === 0) return report({ field, message: `${nothing}.` });
        report({
          field,
          severity: 'warning',
          message: `${nothing}; such pods are in ${namespacesOf(elsewhere)}.`,
          fix: namespaceSelector
            ? 'Name the namespace of these pods in namespaceSelector, or correct the podSelector.'
            : 'A podSelector alone means the namespace of the policy: add a namespaceSelector for the namespace of these pods.',
        });
      });
    }
  },
};

function whereOf({ namespaceSelector }: NetworkPolicyPeerSpec, own: string): string {
  if (!namespaceSelector) return `in ${own}`;
  if (isEmptySelector(namespaceSelector)) return 'in any namespace';
  return `in namespaces with ${formatSelector(namespaceSelector)}`;
}
