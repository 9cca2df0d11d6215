import { PolicyRule } from '../../facts/lint-rule';

/** More ports for an address block than the plugin has room for. */
export const cniTooManyPorts: PolicyRule = {
  id: 'cni-too-many-ports',
  severity: 'error',
  info: 'A rule has more ports than the network plugin takes for an address block.',
  why: 'Those beyond the limit are not enforced as written.',
  fix: 'Use port ranges, or spread the ports over several policies with different blocks.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    const limit = cni!.portsPerBlock.limit;
    if (limit === undefined) return;
    for (const { peers, ports, path } of rules) {
      if (ports.length <= limit || !peers.some(({ ipBlock }) => ipBlock)) continue;
      const message = `${cni!.title} takes ${limit} port entries for a block, and this rule has ${ports.length}.`;
      report({ field: [...path, 'ports'], message });
    }
  },
};
