import { AS_THE_API } from './as-the-api';
import {
  BoundaryCapabilities,
  CniProfile,
  UNKNOWN,
  WiderCapabilities,
  inferred,
  no,
  partly,
  yes,
} from './cni-capability';
import { CniVersion } from './cni-version';

const POLICY_DOCUMENT = 'cilium/cilium:Documentation/network/kubernetes/policy.rst';
const AZURE_DOCUMENT = 'MicrosoftDocs/azure-aks-docs:articles/aks/azure-cni-powered-by-cilium.md';

const NAMED_PORTS: CniProfile['namedPorts'] = {
  support: 'partly',
  effect: 'one-number',
  note: 'in egress, a name that pods give different numbers is taken for one of them',
  source: 'https://github.com/cilium/cilium/issues/30003',
};

const BOUNDARY: BoundaryCapabilities = {
  ipBlockMatchesPods: no(
    'pods are known by identity and not by address',
    'https://github.com/cilium/cilium/issues/9209',
  ),
  ipBlockMatchesNodes: no(
    'nodes are known by identity and not by address, unless policy-cidr-match-mode is nodes (1.15 and later)',
    'https://github.com/cilium/cilium/issues/20550',
  ),
  hostNetworkSubject: no('they have the identity of their host; the host firewall is a policy of its own kind'),
  hostNetworkPeer: no('they have the identity of their host'),
  self: inferred(yes('intended', 'https://github.com/cilium/cilium/pull/15321')),
  selfThroughService: partly('differs; its tests leave it out', 'https://github.com/cilium/cilium/issues/19406'),
  nodeToPod: yes('the local node always reaches its pods'),
  podToOwnNode: no('egress to the own node is blocked unless allowed'),
  judgesPodBehindService: yes(
    'the load balancer of each packet comes first',
    'https://github.com/cilium/cilium/pull/32480',
  ),
};

const WIDER: WiderCapabilities = {
  adminNetworkPolicy: no(),
  clusterNetworkPolicy: partly('1.20 and later, off by default', 'https://github.com/cilium/cilium/pull/47227'),
  audit: yes('policy audit mode of an endpoint or of the daemon, layers 3 and 4 only'),
  dnsNames: yes('toFQDNs'),
  layer7: yes(),
};

/** Cilium: policies about identities instead of addresses. */
export function cilium(version: CniVersion): CniProfile {
  return {
    ...AS_THE_API,
    ...BOUNDARY,
    ...WIDER,
    name: 'cilium',
    title: 'Cilium',
    facts: '1.15 to 1.19',
    source: POLICY_DOCUMENT,
    ipBlock: partly('never pods, and nodes only on request'),
    except: inferred(yes()),
    endPort: version.isAtLeast(1, 16)
      ? yes('since 1.16')
      : no(
          'ignored silently before 1.16: only the first port is open',
          'https://github.com/cilium/cilium/issues/28684',
        ),
    namedPorts: NAMED_PORTS,
    sctp: partly('in policies, but not for Services', 'https://github.com/cilium/cilium/pull/20033'),
    namespaceExpressions: inferred(yes()),
    ipBlockMatchesNodes: version.isAtLeast(1, 15)
      ? BOUNDARY.ipBlockMatchesNodes
      : no('nodes are known by identity and not by address; no setting changes that before 1.15'),
    clusterNetworkPolicy: version.isAtLeast(1, 20) ? WIDER.clusterNetworkPolicy : no('1.20 and later'),
  };
}

/** Cilium as AKS runs it. */
export function azureCilium(version: CniVersion): CniProfile {
  const blocks = no('a block matches neither pods nor nodes, not even 0.0.0.0/0', AZURE_DOCUMENT);
  return {
    ...cilium(CniVersion.NEWEST),
    name: 'azure-cilium',
    title: 'Azure CNI powered by Cilium',
    facts: 'documentation of August 2026',
    source: AZURE_DOCUMENT,
    ipBlock: partly('never pods or nodes'),
    endPort: version.isAtLeast(1, 17) ? yes('since 1.17, by its documentation') : no('1.17 and later'),
    sctp: UNKNOWN,
    ipBlockMatchesPods: blocks,
    ipBlockMatchesNodes: blocks,
    hostNetworkSubject: no('by its documentation'),
    adminNetworkPolicy: no(),
    clusterNetworkPolicy: UNKNOWN,
    audit: yes('as Cilium, with Advanced Container Networking Services'),
    dnsNames: yes('with Advanced Container Networking Services'),
    layer7: yes('with Advanced Container Networking Services'),
  };
}

/** Cilium as GKE runs it, of which Google documents little. */
export function gkeDataplaneV2(): CniProfile {
  const source = 'https://cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2';
  return {
    ...cilium(CniVersion.NEWEST),
    ...inferredFromCilium(),
    name: 'gke-dataplane-v2',
    title: 'GKE Dataplane V2',
    facts: 'documentation of August 2026',
    source,
    enforces: yes('always on; up to 7,500 nodes and 200,000 pods'),
    except: UNKNOWN,
    endPort: UNKNOWN,
    namedPorts: UNKNOWN,
    sctp: UNKNOWN,
    ipv6: UNKNOWN,
    adminNetworkPolicy: UNKNOWN,
    clusterNetworkPolicy: UNKNOWN,
    audit: yes('the NetworkLogging resource'),
    dnsNames: yes('FQDNNetworkPolicy, 1.26.4-gke.500 and later, not for Windows'),
    layer7: UNKNOWN,
  };
}

/** What GKE's documentation does not say and Cilium's does. */
function inferredFromCilium(): Pick<CniProfile, 'ipBlock'> & BoundaryCapabilities {
  const boundary = Object.fromEntries(
    Object.entries(BOUNDARY).map(([key, capability]) => [key, inferred(capability)]),
  ) as unknown as BoundaryCapabilities;
  return { ...boundary, ipBlock: inferred(partly('as Cilium: never pods')) };
}
