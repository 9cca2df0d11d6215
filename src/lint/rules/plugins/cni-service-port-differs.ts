import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { PolicyRule } from '../../facts/lint-rule';
import { opensPort } from '../../facts/peers-and-ports';
import { destinationsOf, targetsOf } from '../../facts/rule-destinations';

/** A Service whose port differs from its pods', on a plugin that judges egress before the Service is resolved. */
export const cniServicePortDiffers: PolicyRule = {
  id: 'cni-service-port-differs',
  severity: 'warning',
  info: 'Egress to the pods of a Service is allowed on their port only, but the network plugin judges the port of the Service.',
  why: 'Connections through the Service are dropped, while connections straight to the pod work.',
  fix: 'Give the Service the same port as its pods, or allow both.',
  needs: ['cni', 'workloads'],
  checkPolicy(policy, report, context) {
    if (context.cni!.judgesPodBehindService.support !== 'no') return;
    for (const rule of policy.rules) {
      if (
        rule.direction !== PolicyType.EGRESS ||
        !rule.inEffect ||
        rule.ports.length === 0 ||
        rule.peers.length === 0
      ) {
        continue;
      }
      const destinations = destinationsOf(policy, rule, context);
      for (const service of context.servicesBefore(destinations)) {
        const opens = (port: number) => rule.ports.some((entry) => opensPort(entry, Protocol.TCP, port));
        const differing = service.ports.find(
          (exposed) => !opens(exposed.port) && targetsOf(exposed, destinations).some(opens),
        );
        if (!differing) continue;
        const message = `${context.cni!.title} judges port ${differing.port} of Service ${service.namespace}/${service.name}, which the rule does not open.`;
        report({ field: [...rule.path, 'ports'], message });
        break;
      }
    }
  },
};
