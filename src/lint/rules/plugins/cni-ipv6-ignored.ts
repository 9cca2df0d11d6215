import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf } from '../../facts/peers-and-ports';

/** IPv6 on a plugin that does not police it. */
export const cniIpv6Ignored: PolicyRule = {
  id: 'cni-ipv6-ignored',
  severity: 'warning',
  info: 'The network plugin does not enforce policies on IPv6.',
  why: 'The block has no effect; IPv6 traffic, where there is any, is not restricted.',
  fix: 'Remove the block, or use a plugin that enforces IPv6.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    if (cni!.ipv6.support !== 'no') return;
    for (const rule of rules) {
      for (const { path, family, cidr } of blocksOf(rule)) {
        if (family !== 6) continue;
        report({
          field: [...path, 'cidr'],
          message: `${cni!.title} does not enforce IPv6, so ${cidr.toString()} has no effect.`,
        });
      }
    }
  },
};
