import { Analysis } from './analysis';
import { CompiledPeer, PodsPeer } from './compiled-policy';
import { FlowEnd, PodsEnd } from './flow-end';
import { matchesLabels } from '../model/label-selector';

/** Whether a peer that is written down matches for sure; so never a pod with hostNetwork. */
export function peerMatches(
  { universe }: Analysis,
  peer: CompiledPeer,
  policyNamespace: string | undefined,
  end: FlowEnd,
  blocksMatchPods = universe.options.ipBlockMatchesPods === 'known-ips',
): boolean {
  if (end.kind === 'address') return peer.kind === 'block' && peer.addresses.has(end.address);
  if (end.hostNetwork) return false;
  if (peer.kind === 'block') return blocksMatchPods && end.addresses.some((address) => peer.addresses.has(address));
  return selectsPods(peer, policyNamespace, end);
}

function selectsPods({ namespaces, pods }: PodsPeer, policyNamespace: string | undefined, end: PodsEnd): boolean {
  const inNamespace = namespaces
    ? matchesLabels(namespaces.requirements, end.namespaceLabels)
    : end.namespace === policyNamespace;
  return inNamespace && matchesLabels(pods.requirements, end.labels);
}
