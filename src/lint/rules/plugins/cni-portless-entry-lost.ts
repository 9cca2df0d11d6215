import { effectiveProtocol } from '../../../model/defaulting';
import { PolicyRule } from '../../facts/lint-rule';

/** "Every port of TCP" beside "TCP 80". */
export const cniPortlessEntryLost: PolicyRule = {
  id: 'cni-portless-entry-lost',
  severity: 'warning',
  info: 'The network plugin loses an entry for every port of a protocol beside one with a number.',
  why: 'Only the numbered ports are open, less than the policy says.',
  fix: 'Write the two entries into rules of their own, or remove the numbered one, which is part of the other.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    if (cni!.portlessEntries.support !== 'no') return;
    for (const { ports, path } of rules) {
      ports.forEach((entry, index) => {
        if (entry.port !== undefined) return;
        const protocol = effectiveProtocol(entry);
        if (!ports.some((other) => other.port !== undefined && effectiveProtocol(other) === protocol)) return;
        const message = `${cni!.title} loses "every ${protocol} port" beside a numbered ${protocol} port (by its source).`;
        report({ field: [...path, 'ports', index], message });
      });
    }
  },
};
