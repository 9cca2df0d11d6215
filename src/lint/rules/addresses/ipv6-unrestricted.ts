import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { Block, blocksOf, isWholeFamily, portSetOf } from '../../facts/peers-and-ports';

/** IPv4 with holes beside IPv6 without. */
export const ipv6Unrestricted: PolicyRule = {
  id: 'ipv6-unrestricted',
  severity: 'warning',
  info: 'Every IPv6 address is allowed while IPv4 is restricted.',
  why: 'On a dual-stack cluster the restriction is one address family away from not being there: most clients try IPv6 first.',
  fix: 'Restrict ::/0 in the same way, for example to 2000::/3, or remove it where the cluster has no IPv6.',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      const open = rule.inEffect ? blocksOf(rule).filter((block) => block.family === 6 && isEverything(block)) : [];
      if (open.length === 0 || !restrictsIpv4(rule, rules)) continue;
      for (const block of open) report({ field: [...block.path, 'cidr'] });
    }
  },
};

function isEverything(block: Block): boolean {
  return isWholeFamily(block) && block.except.length === 0;
}

/** Whether the rules that open some of the same ports, this one among them, hold IPv4 back. */
function restrictsIpv4(rule: DirectedRule, rules: readonly DirectedRule[]): boolean {
  const ports = portSetOf(rule);
  const beside = rules.filter(
    (other) => other.inEffect && other.direction === rule.direction && !portSetOf(other).intersect(ports).isEmpty,
  );
  if (beside.some(({ peers }) => peers.length === 0)) return false;
  const v4 = beside.flatMap(blocksOf).filter(({ family }) => family === 4);
  return v4.length > 0 && !v4.some(isEverything);
}
