import { AddressSet } from '../../../model/address-set';
import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { Block, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';
import { INTERNAL_RANGES } from '../../facts/special-addresses';

/** Egress to every address, without a hole. */
export const worldEgressWithoutExcept: PolicyRule = {
  id: 'world-egress-without-except',
  severity: 'info',
  info: 'Egress is allowed to every address, private networks included.',
  why: '"The internet" was meant, and the corporate network, the nodes and the cloud metadata came along.',
  fix: 'Except the private ranges: 10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16 (IPv6: allow 2000::/3 instead of ::/0).',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect) continue;
      for (const block of blocksOf(rule)) {
        if (isWholeFamily(block) && !leavesInternalOut(block)) {
          const except = block.except.length === 0 ? 'without except' : 'with these exceptions';
          const message = `${block.cidr.toString()} ${except} allows egress to private networks too.`;
          report({ field: [...block.path, 'cidr'], message });
        }
      }
    }
  },
};

/** Whether the exceptions hold at least one internal range as a whole; other holes were made for another reason. */
function leavesInternalOut({ except }: Block): boolean {
  const excepted = AddressSet.ofBlocks(except);
  return INTERNAL_RANGES.some(({ block }) => excepted.contains(AddressSet.of(block)));
}
