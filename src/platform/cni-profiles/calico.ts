import { AS_THE_API } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';
import { CniVersion } from './cni-version';

const ADMIN_POLICIES = 'projectcalico/calico: release notes of 3.29 to 3.32';

/** Calico. */
export function calico(version: CniVersion): CniProfile {
  const adminPolicies = version.isAtLeast(3, 29) && version.isBefore(3, 32);
  return {
    ...AS_THE_API,
    name: 'calico',
    title: 'Calico',
    facts: '3.32',
    source: 'projectcalico/calico@v3.32.1',
    namedPorts: yes(
      'each endpoint by itself, so different numbers work',
      'projectcalico/calico@v3.32.1:libcalico-go/lib/backend/k8s/conversion/conversion.go',
    ),
    ipBlockMatchesPods: yes('blocks are compared with addresses, whosever they are'),
    ipBlockMatchesNodes: yes('blocks are compared with addresses, whosever they are'),
    hostNetworkSubject: no('they are no workload endpoints'),
    hostNetworkPeer: no('they are no workload endpoints; their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: yes('the local host always reaches its pods'),
    podToOwnNode: no('blocked after an egress policy, unless DefaultEndpointToHostAction says otherwise'),
    judgesPodBehindService: inferred(yes('after translation with kube-proxy; nothing was found for its eBPF mode')),
    adminNetworkPolicy: adminPolicies
      ? yes('3.29 to 3.31 only', ADMIN_POLICIES)
      : no('3.29 to 3.31 only', ADMIN_POLICIES),
    clusterNetworkPolicy: version.isAtLeast(3, 32)
      ? yes('since 3.32: standard, networks and named ports', ADMIN_POLICIES)
      : no('3.32 and later', ADMIN_POLICIES),
    audit: version.isAtLeast(3, 30)
      ? yes('StagedKubernetesNetworkPolicy and the Log action')
      : partly('the Log action; staged policies from 3.30'),
    dnsNames: no('Calico Enterprise only'),
    layer7: no('Calico Enterprise only'),
  };
}

/** Flannel's network with Calico's policies. */
export function canal(version: CniVersion): CniProfile {
  return {
    ...calico(version),
    name: 'canal',
    title: 'Canal',
    facts: 'as Calico 3.32, whose policies it runs',
  };
}
