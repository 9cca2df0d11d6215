import { AS_THE_API, NOTHING_WIDER } from './as-the-api';
import { CniProfile, UNKNOWN, inferred, no, partly, yes } from './cni-capability';
import { MATCHES_POD_ADDRESSES } from './pod-addresses';

const DOCUMENT = 'MicrosoftDocs/azure-aks-docs:articles/aks/use-network-policies.md';

/** Azure Network Policy Manager, whose support ends (Windows in September 2026, Linux in September 2028). */
export function azureNpm(): CniProfile {
  return {
    ...AS_THE_API,
    ...NOTHING_WIDER,
    name: 'azure-npm',
    title: 'Azure Network Policy Manager',
    facts: 'August 2026, on Linux',
    source: 'Azure/azure-container-networking:npm',
    enforces: yes(
      'up to 250 nodes and 20,000 pods; on Windows only in part: no except, no named ports, no SCTP, no negative selectors',
      DOCUMENT,
    ),
    endPort: yes('on Linux, by its current source; for Windows nothing was found'),
    namedPorts: yes('on Linux; not on Windows'),
    sctp: inferred(yes('on Linux; not on Windows')),
    namespaceExpressions: inferred(yes('on Linux; no negative ones on Windows')),
    ipv6: no(undefined, DOCUMENT),
    blocksPerPolicy: {
      support: 'partly',
      limit: 399,
      note: 'with 400 and more it may lose a race',
      source: DOCUMENT,
    },
    ipBlockMatchesPods: MATCHES_POD_ADDRESSES,
    ipBlockMatchesNodes: UNKNOWN,
    hostNetworkSubject: no(),
    hostNetworkPeer: no('their traffic has the address of the node'),
    self: UNKNOWN,
    selfThroughService: UNKNOWN,
    nodeToPod: partly(
      'with externalTrafficPolicy Cluster, traffic of load balancers and node ports passes ingress policies',
    ),
    podToOwnNode: yes('always allowed'),
    judgesPodBehindService: UNKNOWN,
  };
}
