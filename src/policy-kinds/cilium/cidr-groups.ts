import { CidrRuleSpec } from './cilium-spec';
import { nameOf } from '../../manifests/object-identity';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { isMap } from '../../model/is-map';
import { Labels, matchesLabels, requirementsOf } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { ObjectKind } from '../../model/object-kind';
import { parseCidrText } from '../../validation/cidr-text';

/** Sets of addresses that policies refer to by name or labels, in every version that Cilium serves. */
export const CIDR_GROUPS: readonly ObjectKind[] = ['v2', 'v2alpha1'].map((version) => ({
  apiVersion: `cilium.io/${version}`,
  kind: 'CiliumCIDRGroup',
  namespaced: false,
}));

interface CidrGroup {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: AddressSet;
}

/** The CiliumCIDRGroups of an input. Of two with one name the later one counts. */
export class CidrGroups {
  private readonly groups: ReadonlyMap<string, CidrGroup>;

  public constructor(companions: readonly ManifestDocument[]) {
    const kinds = new Set(CIDR_GROUPS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
    this.groups = new Map(
      companions
        .filter(({ object: { apiVersion, kind } }) => kinds.has(`${apiVersion} ${kind}`))
        .map((document) => [nameOf(document), groupOf(document)]),
    );
  }

  /** The addresses of an entry of a CIDR set. A group that is missing holds none. */
  public addressesOf({ cidr, cidrGroupRef, cidrGroupSelector, except = [] }: CidrRuleSpec): AddressSet {
    const holes = addressesOf(except);
    const parts: AddressSet[] = [];
    if (cidr !== undefined) {
      parts.push(addressesOf([cidr]));
    } else if (cidrGroupRef !== undefined) {
      parts.push(this.groups.get(cidrGroupRef)?.addresses ?? AddressSet.EMPTY);
    } else if (cidrGroupSelector) {
      const wanted = requirementsOf(cidrGroupSelector);
      for (const { labels, addresses } of this.groups.values()) {
        if (matchesLabels(wanted, labels)) parts.push(addresses);
      }
    }
    return parts.reduce((all, part) => all.union(part), AddressSet.EMPTY).subtract(holes);
  }
}

/** The addresses of blocks; one without a prefix length is a single address, and what is no block holds none. */
export function addressesOf(texts: readonly string[]): AddressSet {
  return AddressSet.ofBlocks(
    texts.flatMap((text) => {
      const block = parseCidrText(text) ?? parseCidrText(`${text}/${text.includes(':') ? 128 : 32}`);
      return block ? [Cidr._covering(block.family, block.address, block.prefix)] : [];
    }),
  );
}

function groupOf(document: ManifestDocument): CidrGroup {
  const { metadata, spec } = document.object;
  const blocks: unknown = isMap(spec) ? spec.externalCIDRs : undefined;
  const texts = Array.isArray(blocks) ? blocks.filter((text): text is string => typeof text === 'string') : [];
  const labels = isMap(metadata?.labels) ? metadata.labels : {};
  return { name: nameOf(document), labels, addresses: addressesOf(texts) };
}
