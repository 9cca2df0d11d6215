import { effectiveProtocol } from '../../../model/defaulting';
import { hasLabels } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { destinationsOf, targetsOf } from '../../facts/rule-destinations';

/** The nodePort of a Service where the port of the container counts. */
export const nodePortInPolicy: PolicyRule = {
  id: 'node-port-in-policy',
  severity: 'warning',
  info: 'A rule names the nodePort of a Service, but the pods behind it listen on another port.',
  why: 'The node turns its port into that of the container before the policy looks. The rule never matches.',
  fix: 'Write the port of the container.',
  needs: ['workloads', 'services'],
  checkPolicy(policy, report, context) {
    for (const rule of policy.rules) {
      if (!rule.inEffect || !rule.ports.some(({ port }) => isNodePort(port))) continue;
      // Towards addresses the nodePort of another cluster is right.
      if (rule.direction === PolicyType.EGRESS && rule.peers.some(({ ipBlock }) => ipBlock)) continue;
      const destinations = destinationsOf(policy, rule, context);
      rule.ports.forEach((entry, index) => {
        const { port } = entry;
        if (!isNodePort(port) || destinations.some(({ group }) => group.ports.some(({ number }) => number === port))) {
          return;
        }
        for (const service of context.servicesBefore(destinations)) {
          const at = nodePortsOf(service.document.object.spec).indexOf(port as number);
          const exposed = service.ports[at];
          if (!exposed || exposed.protocol !== effectiveProtocol(entry)) continue;
          const behind = destinations.filter(({ group }) => hasLabels(group.labels, service.selector!));
          const targets = targetsOf(exposed, behind);
          if (targets.length === 0) continue;
          const ports = targets.join(' or ');
          report({
            field: [...rule.path, 'ports', index, 'port'],
            message: `${port} is the nodePort of Service ${service.namespace}/${service.name}; its pods listen on ${ports}, and policies see that.`,
            fix: `Write ${ports}.`,
          });
          return;
        }
      });
    }
  },
};

/** The usual range; a cluster with another one has no finding here. */
function isNodePort(port: unknown): boolean {
  return typeof port === 'number' && port >= 30_000 && port <= 32_767;
}

function nodePortsOf(spec: unknown): unknown[] {
  const { ports } = (spec ?? {}) as { ports?: unknown };
  return (Array.isArray(ports) ? (ports as unknown[]) : []).map((entry) =>
    typeof entry === 'object' && entry !== null ? (entry as { nodePort?: unknown }).nodePort : undefined,
  );
}
