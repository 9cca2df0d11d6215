import { ciliumRules } from '../../facts/cilium-rules';
import { ClusterRule } from '../../facts/lint-rule';

/** Deny rules alone, which deny everything else as well. */
export const ciliumDenyIsolates: ClusterRule = {
  id: 'cilium-deny-isolates',
  severity: 'warning',
  info: 'A rule of Cilium that only denies turns on default deny: everything else in that direction is denied too.',
  why: 'Whoever writes a deny rule mostly means to take away one thing. Without an allow rule for the rest, every other connection of the selected pods is cut off as well.',
  fix: 'Write enableDefaultDeny with false for that direction (Cilium 1.16 and later), or add an allow rule for the entity all.',
  checkCluster(context, report) {
    for (const { document, rule, path } of ciliumRules(context)) {
      for (const direction of ['ingress', 'egress'] as const) {
        const denies = (rule[`${direction}Deny`]?.length ?? 0) > 0;
        if (!denies || (rule[direction]?.length ?? 0) > 0 || rule.enableDefaultDeny?.[direction] !== undefined) {
          continue;
        }
        report(document, {
          field: [...path, `${direction}Deny`],
          message: `${direction}Deny stands alone, so that all other ${direction} of these pods is denied too.`,
        });
      }
    }
  },
};
