import { PolicyType } from '../../../model/network-policy';
import { Among, ProgramPolicy, RuleAction } from '../../../model/policy-program';
import { ClusterRule } from '../../facts/lint-rule';

/** Two policies of one place in a tier that do different things: which comes first nobody promises. */
export const equalPriorities: ClusterRule = {
  id: 'equal-priorities',
  severity: 'warning',
  info: 'Two policies of a tier have the same priority and do different things.',
  why: 'Where both match a connection, an implementation may ask either first, for each connection anew: what is denied today may be allowed after a restart.',
  fix: 'Give each policy of a tier a priority of its own.',
  checkCluster({ program }, report) {
    for (const { definition, stages } of program.tiers) {
      for (const { policies, among } of stages) {
        if (among !== Among.TIE || policies.length < 2) continue;
        for (const [index, policy] of policies.entries()) {
          const rival = policies.find((other, at) => at !== index && mayDisagree(policy, other));
          if (!rival) continue;
          const message = `${rival.document.object.kind} ${JSON.stringify(rival.name)} stands at the same place of the tier ${definition.name}, and does something else: which is asked first nobody promises.`;
          report(policy.document, { field: ['spec', 'priority'], message });
        }
      }
    }
  },
};

/** Whether in some direction one of them does what the other does not. */
function mayDisagree(a: ProgramPolicy, b: ProgramPolicy): boolean {
  return Object.values(PolicyType).some((direction) => {
    const [own, others] = [a, b].map(({ rules }) => actionsOf(rules[direction]));
    return own!.size > 0 && others!.size > 0 && new Set([...own!, ...others!]).size > 1;
  });
}

function actionsOf(rules: ProgramPolicy['rules'][PolicyType]): ReadonlySet<RuleAction> {
  return new Set((rules ?? []).map(({ action = RuleAction.ALLOW }) => action));
}
