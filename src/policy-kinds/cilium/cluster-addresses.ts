import { apiServerAddressesOf, nodeAddressesOf } from '../../manifests/node-addresses';
import { AddressSet } from '../../model/address-set';
import { IpAddress } from '../../model/ip-address';
import { BlockPeer, UnknownPeer } from '../../model/policy-program';
import { addressKey } from '../address-blocks';
import { ClusterObjects } from '../policy-kind';

/**
 * Addresses as Cilium tells them apart: by whose they are. A block never holds pods or nodes, and only entities name
 * nodes.
 */
export class ClusterAddresses {
  private readonly nodes: AddressSet;
  private readonly apiServer: AddressSet;
  private readonly blocks = new Map<string, BlockPeer>();

  public constructor(cluster: ClusterObjects) {
    this.nodes = setOf(nodeAddressesOf(cluster));
    this.apiServer = setOf(apiServerAddressesOf(cluster));
  }

  /** Addresses outside the cluster. */
  public outside(addresses: AddressSet): BlockPeer {
    return this.block(addresses.subtract(this.nodes));
  }

  /** All of them. */
  public get world(): BlockPeer {
    return this.outside(AddressSet.ALL);
  }

  /** Who `host` and `remote-node` stand for, as far as it is known which addresses nodes have. */
  public nodePeers(own: boolean, others: boolean): (BlockPeer | UnknownPeer)[] {
    if (this.nodes.isEmpty) return [{ kind: 'unknown', subjectTo: 'nodes of the cluster', within: this.world }];
    if (own && others) return [this.block(this.nodes)];
    const subjectTo = own ? 'the node that the pod runs on' : 'nodes that the pod does not run on';
    return [{ kind: 'unknown', subjectTo, within: this.block(this.nodes) }];
  }

  /** The nodes that are known, and nothing where none is. */
  public get knownNodes(): BlockPeer {
    return this.block(this.nodes.union(this.apiServer));
  }

  /** Who `kube-apiserver` stands for. */
  public get apiServerPeer(): BlockPeer | UnknownPeer {
    if (!this.apiServer.isEmpty) return this.block(this.apiServer);
    return { kind: 'unknown', subjectTo: 'the API server', within: this.block(AddressSet.ALL) };
  }

  private block(addresses: AddressSet): BlockPeer {
    const key = `${addressKey(addresses)} as they stand`;
    let block = this.blocks.get(key);
    if (!block) {
      this.blocks.set(key, (block = { kind: 'block', addresses, key, matchesPods: false, matchesNodes: true }));
    }
    return block;
  }
}

function setOf(addresses: readonly IpAddress[]): AddressSet {
  return AddressSet.ofRanges(addresses.map(({ family, value }) => ({ family, first: value, last: value })));
}
