import { effectiveProtocol } from '../../../model/defaulting';
import { PolicyRule } from '../../facts/lint-rule';
import { destinationsOf, numbersOf } from '../../facts/rule-destinations';

/** A port name with several numbers. */
export const namedPortAmbiguous: PolicyRule = {
  id: 'named-port-ambiguous',
  severity: 'info',
  info: 'A port name means different numbers on different pods that the rule leads to.',
  why: 'The name is looked up on each pod, so one rule opens several ports; some network plugins take only one of them.',
  fix: 'Write the numbers, or give the port the same number everywhere.',
  needs: ['workloads'],
  checkPolicy(policy, report, context) {
    for (const rule of policy.rules) {
      if (!rule.inEffect || !rule.ports.some(({ port }) => typeof port === 'string')) continue;
      const destinations = destinationsOf(policy, rule, context);
      rule.ports.forEach((entry, index) => {
        if (typeof entry.port !== 'string') return;
        const numbers = [...numbersOf(entry.port, effectiveProtocol(entry), destinations)];
        if (numbers.length < 2) return;
        const list = numbers
          .slice(0, 4)
          .map(([number, { workload }]) => `${number} on ${workload.id}`)
          .join(', ');
        report({ field: [...rule.path, 'ports', index, 'port'], message: `"${entry.port}" means ${list}.` });
      });
    }
  },
};
