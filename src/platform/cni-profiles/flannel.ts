import { NOTHING_WIDER } from './as-the-api';
import { Capability, CniProfile, UNKNOWN, no } from './cni-capability';

const NOTHING: Capability = no('no policy has any effect');

/** Flannel without anything beside it. */
export function flannel(): CniProfile {
  return {
    ...NOTHING_WIDER,
    name: 'flannel',
    title: 'Flannel',
    facts: 'August 2026',
    source: 'flannel-io/flannel',
    enforces: no(
      'alone it has no policies at all; netpol.enabled of its chart (0.25.5 and later) adds kube-network-policies',
    ),
    ingress: NOTHING,
    egress: NOTHING,
    ipBlock: NOTHING,
    except: NOTHING,
    endPort: NOTHING,
    namedPorts: NOTHING,
    sctp: NOTHING,
    namespaceExpressions: NOTHING,
    ipv6: NOTHING,
    portlessEntries: NOTHING,
    barePods: NOTHING,
    portsPerBlock: NOTHING,
    blocksPerPolicy: NOTHING,
    ipBlockMatchesPods: NOTHING,
    ipBlockMatchesNodes: NOTHING,
    hostNetworkSubject: NOTHING,
    hostNetworkPeer: NOTHING,
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: UNKNOWN,
    podToOwnNode: UNKNOWN,
    judgesPodBehindService: UNKNOWN,
  };
}
