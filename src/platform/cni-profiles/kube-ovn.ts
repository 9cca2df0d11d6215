import { AS_THE_API } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';
import { MATCHES_POD_ADDRESSES } from './pod-addresses';

/** Kube-OVN. */
export function kubeOvn(): CniProfile {
  return {
    ...AS_THE_API,
    name: 'kube-ovn',
    title: 'Kube-OVN',
    facts: '1.15',
    source: 'kubeovn/kube-ovn@v1.15.24',
    except: yes(
      'taken out of its own block; older versions took it out of every block',
      'https://github.com/kubeovn/kube-ovn/pull/6419',
    ),
    namedPorts: {
      support: 'partly',
      effect: 'per-namespace',
      note: "one number for a name, looked up in the policy's own namespace; where there is none the rule is lost",
      source: 'kubeovn/kube-ovn@v1.15.24:pkg/ovs/ovn-nb-acl.go',
    },
    sctp: inferred(yes()),
    ipBlockMatchesPods: MATCHES_POD_ADDRESSES,
    ipBlockMatchesNodes: UNKNOWN,
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: yes('the gateway of the node is always let in'),
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: yes('egress is judged after the load balancer'),
    adminNetworkPolicy: partly('with enable-anp, which is off by default'),
    clusterNetworkPolicy: partly('experimental, with domain names'),
    audit: partly('a log, by the annotation ovn.kubernetes.io/enable_log'),
    dnsNames: yes('in cluster-wide policies'),
    layer7: no(),
  };
}
