import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

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
        if (isWholeFamily(block) && block.except.length === 0) {
          const message = `${block.cidr.toString()} without except allows egress to every address, private networks included.`;
          report({ field: [...block.path, 'cidr'], message });
        }
      }
    }
  },
};
