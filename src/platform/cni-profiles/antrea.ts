import { AS_THE_API } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';
import { CniVersion } from './cni-version';
import { MATCHES_POD_ADDRESSES } from './pod-addresses';

/** Antrea. */
export function antrea(version: CniVersion): CniProfile {
  return {
    ...AS_THE_API,
    name: 'antrea',
    title: 'Antrea',
    facts: '2.7',
    source: 'antrea-io/antrea@v2.7.0',
    ipv6: inferred(yes()),
    ipBlockMatchesPods: MATCHES_POD_ADDRESSES,
    ipBlockMatchesNodes: UNKNOWN,
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: partly(
      'through its Service a pod reaches itself past its ingress policies',
      'https://github.com/antrea-io/antrea/issues/5687',
    ),
    nodeToPod: yes("the kubelet's probes are marked and pass"),
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: inferred(yes('after kube-proxy or AntreaProxy')),
    adminNetworkPolicy: partly('behind a gate since 1.13, and deprecated'),
    clusterNetworkPolicy: version.isAtLeast(2, 7) ? partly('alpha since 2.7, behind a gate') : no('2.7 and later'),
    audit: yes('logging, by the annotation networkpolicy.antrea.io/enable-logging of the namespace'),
    dnsNames: yes('in Antrea-native policies'),
    layer7: partly('alpha, HTTP and TLS, in Antrea-native policies'),
  };
}
