import { isHeadless } from '../../../manifests/service-index';
import { NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { Labels, matchesLabels, requirementsOf } from '../../../model/label-selector';
import { NetworkPolicyPeerSpec, PolicyType } from '../../../model/network-policy';
import { serviceFacts } from '../../../platform/services';
import { LintContext } from '../../facts/lint-context';
import { PolicyRule } from '../../facts/lint-rule';

/** A peer that is narrower than the selector of the Service in front of its pods, on a plugin that compares the two. */
export const cniServiceSelectorDiffers: PolicyRule = {
  id: 'cni-service-selector-differs',
  severity: 'warning',
  info: 'The podSelector of a peer asks for labels that the selector of the Service before those pods does not have.',
  why: 'The network plugin judges egress on the address of the Service, and adds that address to the rule only where the podSelector matches the selector of the Service. Connections through the Service are dropped; for DNS that means all names.',
  fix: 'Select the pods by the very labels that the Service selects them by.',
  needs: ['cni'],
  checkPolicy({ namespace, rules }, report, context) {
    if (context.cni!.judgesPodBehindService.support !== 'no') return;
    for (const { direction, inEffect, peers, path, peersField } of rules) {
      if (direction !== PolicyType.EGRESS || !inEffect) continue;
      peers.forEach((peer, index) => {
        const service = servicesOf(context, namespace, peer).find(
          ({ selector }) => !matchesLabels(requirementsOf(peer.podSelector), selector),
        );
        if (!service) return;
        const labels = Object.entries(service.selector).map(([key, value]) => `${key}=${value}`);
        report({
          field: [...path, peersField, index, 'podSelector'],
          message: `Service ${service.name} selects ${labels.join(', ')}, which this podSelector does not match, so ${context.cni!.title} does not open the address of the Service.`,
          fix: `Select exactly ${labels.join(', ')}.`,
        });
      });
    }
  },
};

interface NamedSelector {
  readonly name: string;
  readonly selector: Labels;
}

/** Services before the pods of a peer, and the cluster's DNS whether or not it is in the input. */
function servicesOf(context: LintContext, namespace: string, peer: NetworkPolicyPeerSpec): NamedSelector[] {
  if (peer.ipBlock) return [];
  const known = context.servicesBefore(context.pods.ofPeer(namespace, peer)).flatMap((service) => {
    return isHeadless(service) ? [] : { name: `${service.namespace}/${service.name}`, selector: service.selector! };
  });
  return isClusterDns(peer) ? [...known, { name: 'kube-system/kube-dns', selector: CLUSTER_DNS.labels }] : known;
}

/** The Service kube-dns selects its pods by exactly these labels. */
const CLUSTER_DNS = { namespace: 'kube-system', labels: serviceFacts('dns.eks').pods[0]!.labels as Labels };

function isClusterDns({ namespaceSelector, podSelector }: NetworkPolicyPeerSpec): boolean {
  const inNamespace =
    namespaceSelector !== undefined &&
    matchesLabels(requirementsOf(namespaceSelector), { [NAMESPACE_NAME_LABEL]: CLUSTER_DNS.namespace });
  return (
    inNamespace &&
    requirementsOf(podSelector).some(({ key, values }) => values.length === 1 && CLUSTER_DNS.labels[key] === values[0])
  );
}
