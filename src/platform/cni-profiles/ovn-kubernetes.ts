import { AS_THE_API } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';

const PORTS = 'ovn-kubernetes/ovn-kubernetes@v1.3.0:go-controller/pkg/ovn/gress_policy.go';
const SKIPPED_TESTS = 'ovn-kubernetes/ovn-kubernetes@v1.3.0:test/scripts/e2e-kind.sh';

/** OVN-Kubernetes, the network of OpenShift. */
export function ovnKubernetes(): CniProfile {
  return {
    ...AS_THE_API,
    name: 'ovn-kubernetes',
    title: 'OVN-Kubernetes',
    facts: '1.3',
    source: 'ovn-kubernetes/ovn-kubernetes@v1.3.0',
    ipBlock: partly('its IPv6 CIDR tests are skipped', SKIPPED_TESTS),
    namedPorts: {
      support: 'no',
      effect: 'opens-protocol',
      note: 'a name becomes number 0 and the list of ports stays empty, so every port of the protocol is open; read in its source, not tried',
      inferred: true,
      source: PORTS,
    },
    portlessEntries: inferred(no('lost beside an entry with a number; read in its source, not tried', PORTS)),
    ipv6: partly('its IPv6 CIDR tests are skipped', SKIPPED_TESTS),
    ipBlockMatchesPods: yes('blocks are compared with addresses, whosever they are'),
    ipBlockMatchesNodes: yes('blocks are compared with addresses, whosever they are'),
    hostNetworkSubject: no(),
    hostNetworkPeer: partly(
      'an empty namespaceSelector also admits the pseudo-namespace of the host network (ovn-host-network; on OpenShift by the label policy-group.network.openshift.io/host-network)',
    ),
    self: UNKNOWN,
    selfThroughService: yes('allowed by a rule of its own'),
    nodeToPod: yes('allowed by a rule of its own'),
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: yes('egress is judged after the load balancer'),
    adminNetworkPolicy: yes('on by default'),
    clusterNetworkPolicy: no(),
    audit: partly('a log, by the annotation k8s.ovn.org/acl-logging'),
    dnsNames: partly('EgressFirewall'),
    layer7: no(),
  };
}
