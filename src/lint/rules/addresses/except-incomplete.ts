import { AddressSet } from '../../../model/address-set';
import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';
import { INTERNAL_RANGES } from '../../facts/special-addresses';

/** Every address but some private ranges, with others forgotten. */
export const exceptIncomplete: PolicyRule = {
  id: 'except-incomplete',
  severity: 'info',
  info: 'The exceptions of a block of every address forget ranges that are not the internet.',
  why: 'Clusters, VPNs and metadata services also live outside RFC 1918: 100.64.0.0/10 holds pod networks of EKS and of overlay VPNs, 169.254.0.0/16 holds metadata services.',
  fix: 'Add the ranges named here to except.',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect) continue;
      for (const block of blocksOf(rule)) {
        const excepted = AddressSet.ofBlocks(block.except);
        const own = INTERNAL_RANGES.filter((range) => range.block.family === block.family);
        // Only a list that excludes internal ranges means "the internet"; other holes have other reasons.
        const meansInternet = own.some((range) => excepted.contains(AddressSet.of(range.block)));
        if (!isWholeFamily(block) || !meansInternet) continue;
        const open = addressesOf(block);
        const forgotten = own.filter((range) => !open.intersect(AddressSet.of(range.block)).isEmpty);
        if (forgotten.length === 0) continue;
        const list = forgotten.map((range) => `${range.block.toString()} (${range.name})`).join(', ');
        report({
          field: [...block.path, 'except'],
          message: `The exceptions leave ${list} open.`,
          patch: forgotten
            .filter(
              (range) =>
                !excepted.ranges.some(
                  (hole) =>
                    range.block._first <= hole.last &&
                    hole.first <= range.block._last &&
                    hole.family === range.block.family,
                ),
            )
            .map((range) => ({ edit: 'addItem', path: [...block.path, 'except'], value: range.block.toString() })),
        });
      }
    }
  },
};
