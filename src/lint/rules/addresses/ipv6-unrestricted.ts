import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** IPv4 with holes beside IPv6 without. */
export const ipv6Unrestricted: PolicyRule = {
  id: 'ipv6-unrestricted',
  severity: 'warning',
  info: 'Every IPv6 address is allowed while IPv4 is restricted.',
  why: 'On a dual-stack cluster the restriction is one address family away from not being there: most clients try IPv6 first.',
  fix: 'Restrict ::/0 in the same way, for example to 2000::/3, or remove it where the cluster has no IPv6.',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      if (!rule.inEffect) continue;
      const blocks = blocksOf(rule);
      const v4 = blocks.filter(({ family }) => family === 4);
      const restricted = v4.length > 0 && !v4.some((block) => isWholeFamily(block) && block.except.length === 0);
      for (const block of blocks) {
        if (block.family === 6 && restricted && isWholeFamily(block) && block.except.length === 0) {
          report({ field: [...block.path, 'cidr'] });
        }
      }
    }
  },
};
