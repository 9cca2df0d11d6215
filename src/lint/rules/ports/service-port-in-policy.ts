import { ServicePortFacts } from '../../../manifests/inventory';
import { effectiveProtocol } from '../../../model/defaulting';
import { hasLabels } from '../../../model/label-selector';
import { PolicyRule } from '../../facts/lint-rule';
import { destinationsOf, targetsOf } from '../../facts/rule-destinations';

/** The port of a Service where the port of the container counts. */
export const servicePortInPolicy: PolicyRule = {
  id: 'service-port-in-policy',
  severity: 'warning',
  info: 'A rule names the port of a Service, but the pods behind it listen on another one.',
  why: 'Policies see traffic after the Service has turned its port into that of the container. The rule never matches and connections time out.',
  fix: 'Write the targetPort of the Service.',
  needs: ['workloads', 'services'],
  checkPolicy(policy, report, context) {
    for (const rule of policy.rules) {
      if (!rule.inEffect || rule.ports.length === 0) continue;
      // Some plugins judge egress before that, and then both ports are needed: a rule of its own.
      if (context.cni?.judgesPodBehindService.support === 'no' && rule.peersField === 'to') continue;
      const destinations = destinationsOf(policy, rule, context);
      if (destinations.length === 0) continue;
      rule.ports.forEach((entry, index) => {
        const { port, endPort } = entry;
        const protocol = effectiveProtocol(entry);
        if (typeof port !== 'number' || endPort !== undefined) return;
        if (
          destinations.some(
            ({ group }) => group.ports.length === 0 || group.ports.some(({ number }) => number === port),
          )
        ) {
          return;
        }
        for (const service of context.servicesBefore(destinations)) {
          const behind = destinations.filter(({ group }) => hasLabels(group.labels, service.selector!));
          const exposed: ServicePortFacts | undefined = service.ports.find(
            (candidate) => candidate.port === port && candidate.protocol === protocol,
          );
          const targets: readonly number[] = exposed ? targetsOf(exposed, behind) : [];
          if (targets.length === 0 || targets.includes(port)) continue;
          const field = [...rule.path, 'ports', index, 'port'];
          report({
            field,
            message: `${port} is a port of Service ${service.namespace}/${service.name}; its pods listen on ${targets.join(' or ')}.`,
            fix: `Write ${targets.join(' or ')}.`,
            patch: targets.length === 1 ? [{ edit: 'replace', path: field, value: targets[0]! }] : undefined,
          });
          return;
        }
      });
    }
  },
};
