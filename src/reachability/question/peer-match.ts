import { nodeAddressesOf } from './node-addresses';
import { IpAddress } from '../../model/ip-address';
import { matchesLabels } from '../../model/label-selector';
import { ProgramPeer, PodsPeer } from '../../model/policy-program';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** Whether a peer matches; `unknown` where that is not known of the network plugin. */
export type PeerMatch = 'yes' | 'no' | 'unknown';

/** Whether a peer that is written down matches; never a pod with hostNetwork, about which its side says more. */
export function peerMatches(
  analysis: Analysis,
  peer: ProgramPeer,
  policyNamespace: string | undefined,
  end: FlowEnd,
): PeerMatch {
  if (peer.kind === 'unknown') return 'unknown';
  if (end.kind === 'address') {
    const held = peer.kind === 'block' && peer.addresses.has(end.address);
    return held ? blockMatchesAddress(analysis, end.address) : 'no';
  }
  if (end.hostNetwork) return 'no';
  if (peer.kind === 'block') {
    if (!end.addresses.some((address) => peer.addresses.has(address))) return 'no';
    return peer.matchesPods === undefined ? whetherBlocksMatchPods(analysis) : peer.matchesPods ? 'yes' : 'no';
  }
  return selectsPods(peer, policyNamespace, end) ? 'yes' : 'no';
}

export function isSameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.value === b.value;
}

function whetherBlocksMatchPods({ universe }: Analysis): PeerMatch {
  const { ipBlockMatchesPods } = universe.options;
  return ipBlockMatchesPods === 'unknown' ? 'unknown' : ipBlockMatchesPods === 'known-ips' ? 'yes' : 'no';
}

/** An address matches as it stands, unless it is a node's and the plugin knows nodes in another way. */
function blockMatchesAddress({ universe, inventory }: Analysis, address: IpAddress): PeerMatch {
  const support = universe.options.plugin?.ipBlockMatchesNodes.support ?? 'yes';
  if (support === 'yes' || !nodeAddressesOf(inventory).some((node) => isSameAddress(node, address))) return 'yes';
  return support === 'no' ? 'no' : 'unknown';
}

function selectsPods({ namespaces, pods }: PodsPeer, policyNamespace: string | undefined, end: PodsEnd): boolean {
  const inNamespace = namespaces
    ? matchesLabels(namespaces.requirements, end.namespaceLabels)
    : end.namespace === policyNamespace;
  return inNamespace && matchesLabels(pods.requirements, end.labels);
}
