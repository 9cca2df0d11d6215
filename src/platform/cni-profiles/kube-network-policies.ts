import { AS_THE_API, NOTHING_WIDER } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';
import { MATCHES_POD_ADDRESSES } from './pod-addresses';

/** kube-network-policies beside whatever makes the network. */
export function kubeNetworkPolicies(): CniProfile {
  return {
    ...AS_THE_API,
    name: 'kube-network-policies',
    title: 'kube-network-policies',
    facts: '1.1.1',
    source: 'kubernetes-sigs/kube-network-policies@v1.1.1',
    ipBlockMatchesPods: MATCHES_POD_ADDRESSES,
    ipBlockMatchesNodes: UNKNOWN,
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: {
      ...UNKNOWN,
      note: 'versions have broken it',
      source: 'https://github.com/kubernetes-sigs/kube-network-policies/issues/65',
    },
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: inferred(yes('the first packet is looked at after translation')),
    adminNetworkPolicy: yes('in a binary of its own'),
    clusterNetworkPolicy: yes('in a binary of its own'),
    audit: partly('logging only'),
    dnsNames: yes('domainNames of ClusterNetworkPolicy'),
    layer7: no(),
  };
}

/** kindnet, which embeds kube-network-policies. */
export function kindnet(): CniProfile {
  return {
    ...kubeNetworkPolicies(),
    ...NOTHING_WIDER,
    name: 'kindnet',
    title: 'kindnet',
    facts: 'June 2026, with kube-network-policies 1.1.0',
    source: 'kubernetes-sigs/kindnet, which embeds kubernetes-sigs/kube-network-policies@v1.1.0',
    adminNetworkPolicy: yes('embedded'),
  };
}
