import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, portSetOf } from '../../facts/peers-and-ports';
import { metadataTargets } from '../../facts/special-addresses';

/** Egress to a block that holds a cloud's metadata service. */
export const metadataEndpointReachable: PolicyRule = {
  id: 'metadata-endpoint-reachable',
  severity: 'warning',
  info: 'Egress is allowed to a block that holds a cloud metadata endpoint.',
  why: 'Whoever can make the workload fetch a URL reads the credentials of its node or role: the classic way from a request forgery to the whole account.',
  fix: 'Except 169.254.0.0/16 (and the other endpoints named here) from the block, or name only the addresses that are needed.',
  checkPolicy({ rules }, report, { platform }) {
    const targets = metadataTargets(platform);
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect) continue;
      const ports = portSetOf(rule);
      for (const block of blocksOf(rule)) {
        // A block made for the endpoint is there on purpose.
        const wide = block.cidr.prefix < (block.family === 4 ? 24 : 64);
        if (!wide) continue;
        const addresses = addressesOf(block);
        const reachable = targets.filter(
          (endpoint) => addresses.has(firstOf(endpoint.address)) && !ports.intersect(endpoint.ports).isEmpty,
        );
        if (reachable.length === 0) continue;
        const named = reachable.slice(0, 3).map(({ provider, address }) => `${address.toString()} (${provider})`);
        const ranges = reachable.length === 1 ? 'the range around it' : 'the ranges around them';
        const more = reachable.length > 3 ? ` and ${reachable.length - 3} more` : '';
        report({
          field: [...block.path, 'cidr'],
          message: `${block.cidr.toString()} lets the pods reach cloud metadata: ${named.join(', ')}${more}.`,
          fix: `Except ${reachable.map(({ address }) => address.toString()).join(', ')}, or ${ranges}.`,
        });
      }
    }
  },
};

function firstOf({ family, _first }: { readonly family: number; readonly _first: bigint }) {
  return { family: family as 4 | 6, value: _first };
}
