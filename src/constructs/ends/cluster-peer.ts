import { IPeer, Peer } from './peer';
import { InvalidInput } from '../../model/invalid-input';
import { LabelSelector } from '../../model/label-selector';
import { ClusterEnd } from '../../platform/cluster-end';

/**
 * Something of the cluster as the end of a flow.
 *
 * @throws InvalidInput where no NetworkPolicy can name it, with what to write instead
 */
export function clusterPeer(ends: readonly ClusterEnd[], name: string): IPeer {
  return Peer.anyOf(...ends.map((end) => peerOf(end, name)));
}

function peerOf(end: ClusterEnd, name: string): IPeer {
  switch (end.kind) {
    case 'addresses':
      return Peer.block(end.cidr);
    case 'pods': {
      const { namespaces, pods } = end;
      if (namespaces instanceof LabelSelector) return Peer.labelled({ namespaces, pods, name });
      return { toPeerConfigs: () => [{ name, namespace: namespaces, pods }] };
    }
    case 'inexpressible':
      throw new InvalidInput(
        `No NetworkPolicy can allow the ${name} of this platform: ${end.why}.`,
        `${end.instead} Leave this construct out.`,
      );
  }
}
