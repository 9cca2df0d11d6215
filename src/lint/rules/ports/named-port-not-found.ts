import { effectiveProtocol } from '../../../model/defaulting';
import { PolicyRule } from '../../facts/lint-rule';
import { destinationsOf, numbersOf } from '../../facts/rule-destinations';

/** A port name that no destination declares. */
export const namedPortNotFound: PolicyRule = {
  id: 'named-port-not-found',
  severity: 'warning',
  info: 'A rule names a port that no pod it leads to declares.',
  why: 'A name that a pod does not declare opens nothing there.',
  fix: "Write the name as it stands in the containers' ports, with the same protocol, or the number.",
  needs: ['workloads'],
  checkPolicy(policy, report, context) {
    for (const rule of policy.rules) {
      if (!rule.inEffect || !rule.ports.some(({ port }) => typeof port === 'string')) continue;
      const destinations = destinationsOf(policy, rule, context);
      if (destinations.length === 0) continue;
      rule.ports.forEach((entry, index) => {
        if (typeof entry.port !== 'string') return;
        const protocol = effectiveProtocol(entry);
        if (numbersOf(entry.port, protocol, destinations).size > 0) return;
        const message = `None of the pods this rule leads to declares a ${protocol} port "${entry.port}".`;
        report({ field: [...rule.path, 'ports', index, 'port'], message });
      });
    }
  },
};
