import { AS_THE_API, NOTHING_WIDER } from './as-the-api';
import { CniProfile, UNKNOWN, no, partly, yes } from './cni-capability';

/** kube-router, which k3s embeds. */
export function kubeRouter(): CniProfile {
  return {
    ...AS_THE_API,
    ...NOTHING_WIDER,
    name: 'kube-router',
    title: 'kube-router',
    facts: '2.11',
    source: 'cloudnativelabs/kube-router@v2.11.1:pkg/controllers/netpol',
    enforces: yes('a pod is open at its start, unless --netpol-default-deny'),
    ipBlock: partly('in ingress it sees the node instead of the client, unless externalTrafficPolicy is Local'),
    sctp: partly(
      'in its unit tests; the request is open',
      'https://github.com/cloudnativelabs/kube-router/issues/1019',
    ),
    ipBlockMatchesPods: yes('blocks are compared with addresses, whosever they are'),
    ipBlockMatchesNodes: yes('blocks are compared with addresses, whosever they are'),
    hostNetworkSubject: no('pods with hostNetwork are passed over'),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: yes(
      'traffic from the local node is always let in; versions have broken it',
      'https://github.com/cloudnativelabs/kube-router/issues/1017',
    ),
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: partly(
      'egress to the address of a Service needs --service-cluster-ip-range, and some versions judge that address as well as the pod',
      'https://github.com/cloudnativelabs/kube-router/issues/905',
    ),
    audit: no('there is no dry run'),
  };
}
