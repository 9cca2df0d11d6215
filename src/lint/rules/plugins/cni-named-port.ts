import { Severity } from '../../../model/finding';
import { PolicyType } from '../../../model/network-policy';
import { NamedPortEffect } from '../../../platform/cni-profiles/cni-capability';
import { PolicyRule } from '../../facts/lint-rule';

/** A port by name on a plugin that gets names wrong. */
export const cniNamedPort: PolicyRule = {
  id: 'cni-named-port',
  severity: 'warning',
  worstSeverity: 'error',
  info: 'The network plugin does not resolve named ports as the API says.',
  why: 'Depending on the plugin the rule opens every port of the protocol, opens nothing, or the whole policy is dropped and everything is open.',
  fix: 'Write the number of the port.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    const { effect: known } = cni!.namedPorts;
    if (!known) return;
    const effect = EFFECTS[known];
    for (const { direction, ports, path } of rules) {
      if (effect.egressOnly && direction === PolicyType.INGRESS) continue;
      ports.forEach(({ port }, index) => {
        if (typeof port !== 'string') return;
        const message = `${cni!.title} ${effect.text}.`;
        report({ field: [...path, 'ports', index, 'port'], message, severity: effect.severity });
      });
    }
  },
};

const EFFECTS: Record<NamedPortEffect, { text: string; severity: Severity; egressOnly?: boolean }> = {
  'opens-protocol': { text: 'opens every port of the protocol for a named port (by its source)', severity: 'error' },
  'drops-policy': { text: 'drops the whole policy for a named port, which leaves the pods open', severity: 'error' },
  'per-namespace': {
    text: "looks the name up in the policy's own namespace only, and takes one number for it",
    severity: 'warning',
    egressOnly: true,
  },
  'one-number': {
    text: 'takes one number for a name in egress, also where pods differ',
    severity: 'info',
    egressOnly: true,
  },
};
