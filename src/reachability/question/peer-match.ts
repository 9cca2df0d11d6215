import { apiServerAddressesOf, nodeAddressesOf } from '../../manifests/node-addresses';
import { IpAddress } from '../../model/ip-address';
import { matchesLabels, mayMatchLabels } from '../../model/label-selector';
import { BlockPeer, CompoundPeer, PodsPeer, ProgramPeer } from '../../model/policy-program';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';
import { holdsEveryPod, mayHoldPods } from '../universe/pod-addresses';

/** Whether a peer matches; `unknown` where that is not known of the network plugin. */
export type PeerMatch = 'yes' | 'no' | 'unknown';

/**
 * Whether a peer that is written down matches; never a pod with hostNetwork, about which its side says more.
 *
 * @param areMet whether what only a running cluster knows turns out to match
 */
export function peerMatches(
  analysis: Analysis,
  peer: ProgramPeer,
  policyNamespace: string | undefined,
  end: FlowEnd,
  areMet = false,
): PeerMatch {
  if (peer.kind === 'unknown') {
    if (peer.neverPods && hasOwnAddress(end)) return 'no';
    const mayMatch = !peer.within || peerMatches(analysis, peer.within, policyNamespace, end) !== 'no';
    return !mayMatch ? 'no' : areMet && peer.within ? 'yes' : 'unknown';
  }
  if (peer.kind === 'compound') return compoundMatches(analysis, peer, policyNamespace, end, areMet);
  if (peer.kind === 'block' && peer.matchesPods && end.kind === 'pods') return holdsPods(analysis, peer, end);
  if (end.kind === 'address') {
    if (peer.kind !== 'block' || !peer.addresses.has(end.address)) return 'no';
    return peer.matchesNodes ? 'yes' : blockMatchesAddress(analysis, end.address);
  }
  if (end.hostNetwork) return 'no';
  if (peer.kind === 'block') {
    if (!end.addresses.some((address) => peer.addresses.has(address))) return 'no';
    return peer.matchesPods === undefined ? whetherBlocksMatchPods(analysis) : 'no';
  }
  return selectsPods(peer, policyNamespace, end);
}

/** Whether one of several peers matches. */
export function anyMatches(
  analysis: Analysis,
  peers: readonly ProgramPeer[],
  policyNamespace: string | undefined,
  end: FlowEnd,
  areMet = false,
): PeerMatch {
  let match: PeerMatch = 'no';
  for (const peer of peers) {
    const one = peerMatches(analysis, peer, policyNamespace, end, areMet);
    if (one === 'yes') return one;
    if (one === 'unknown') match = one;
  }
  return match;
}

function compoundMatches(
  analysis: Analysis,
  { all, except }: CompoundPeer,
  policyNamespace: string | undefined,
  end: FlowEnd,
  areMet: boolean,
): PeerMatch {
  const excepted = anyMatches(analysis, except, policyNamespace, end);
  const matches = all.map((peers) => anyMatches(analysis, peers, policyNamespace, end, areMet));
  if (excepted === 'yes' || matches.includes('no')) return 'no';
  return excepted === 'unknown' || matches.includes('unknown') ? 'unknown' : 'yes';
}

function hasOwnAddress(end: FlowEnd): boolean {
  return end.kind === 'pods' && !end.hostNetwork;
}

/** By the addresses of pods; of one that nobody knows, not every block can hold it. */
function holdsPods({ universe }: Analysis, { addresses, ofNodes }: BlockPeer, end: PodsEnd): PeerMatch {
  if (universe.options.networksMatchPods === false || (ofNodes && !end.hostNetwork)) return 'no';
  if (end.addresses.length > 0) return end.addresses.some((address) => addresses.has(address)) ? 'yes' : 'no';
  if (holdsEveryPod(addresses)) return 'yes';
  return (end.hostNetwork ? !addresses.isEmpty : mayHoldPods(addresses)) ? 'unknown' : 'no';
}

/** What it hangs on whether one of the peers matches, where nobody knows that. */
export function doubtAbout(
  analysis: Analysis,
  peers: readonly ProgramPeer[],
  policyNamespace: string | undefined,
  end: FlowEnd,
): string {
  const doubtful = peers.filter((peer) => peerMatches(analysis, peer, policyNamespace, end) === 'unknown');
  const named = doubtful.flatMap((peer) => (peer.kind === 'unknown' ? [peer.subjectTo] : []));
  if (named.length > 0) return named.join(' or ');
  for (const peer of doubtful) {
    if (peer.kind === 'compound') {
      return doubtAbout(analysis, [...peer.all.flat(), ...peer.except], policyNamespace, end);
    }
    if (peer.kind === 'block' && peer.matchesPods) return 'the address of a pod, which no manifest tells';
    if (peer.kind === 'pods') return 'the value of a label that only a controller knows';
  }
  return 'whether a block matches pods';
}

export function isSameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.value === b.value;
}

function whetherBlocksMatchPods({ universe }: Analysis): PeerMatch {
  const { ipBlockMatchesPods } = universe.options;
  return ipBlockMatchesPods === 'unknown' ? 'unknown' : ipBlockMatchesPods === 'known-ips' ? 'yes' : 'no';
}

/**
 * An address matches as it stands, unless it is a node's and the plugin knows nodes in another way. What such a plugin
 * makes of an API server that runs on none of the nodes differs by its version.
 */
function blockMatchesAddress({ universe, inventory }: Analysis, address: IpAddress): PeerMatch {
  const support = universe.options.plugin?.ipBlockMatchesNodes.support ?? 'yes';
  if (support === 'yes') return 'yes';
  const is = (known: IpAddress) => isSameAddress(known, address);
  if (nodeAddressesOf(inventory).some(is)) return support === 'no' ? 'no' : 'unknown';
  return apiServerAddressesOf(inventory).some(is) ? 'unknown' : 'yes';
}

function selectsPods({ namespaces, pods }: PodsPeer, policyNamespace: string | undefined, end: PodsEnd): PeerMatch {
  const inNamespace = namespaces
    ? matchesLabels(namespaces.requirements, end.namespaceLabels)
    : end.namespace === policyNamespace;
  if (!inNamespace) return 'no';
  if (matchesLabels(pods.requirements, end.labels)) return 'yes';
  return mayMatchLabels(pods.requirements, end.labels) ? 'unknown' : 'no';
}
