import { NodeFacts } from '../../manifests/inventory';
import { AddressSet } from '../../model/address-set';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';
import { isMap } from '../../model/is-map';
import { matchesLabels } from '../../model/label-selector';
import { Labels } from '../../model/labels';
import { Selector } from '../../model/selector-table';

interface Node {
  readonly labels: Labels;
  readonly addresses: readonly IpAddress[];
}

/** The nodes of the input, for peers that select them. Without any, nobody knows which there are. */
export class NodesByLabel {
  private readonly nodes: readonly Node[];

  public constructor(nodes: readonly NodeFacts[]) {
    this.nodes = nodes.map(({ document, addresses }) => ({
      labels: textsOf(document.object.metadata?.labels),
      addresses: addresses.flatMap((address) => tryParseIpAddress(address) ?? []),
    }));
  }

  /** The addresses of the nodes that a selector selects; undefined where no node is known, or one of them shows none. */
  public addressesOf({ requirements }: Selector): AddressSet | undefined {
    if (this.nodes.length === 0) return undefined;
    const selected = this.nodes.filter(({ labels }) => matchesLabels(requirements, labels));
    if (selected.some(({ addresses }) => addresses.length === 0)) return undefined;
    return AddressSet.ofRanges(
      selected.flatMap(({ addresses }) =>
        addresses.map(({ family, value }) => ({ family, first: value, last: value })),
      ),
    );
  }
}

function textsOf(labels: unknown): Labels {
  if (!isMap(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, typeof value === 'string' ? value : '']),
  );
}
