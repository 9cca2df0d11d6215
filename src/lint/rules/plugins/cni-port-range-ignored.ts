import { PolicyRule } from '../../facts/lint-rule';

/** `endPort` on a plugin that does not read it. */
export const cniPortRangeIgnored: PolicyRule = {
  id: 'cni-port-range-ignored',
  severity: 'error',
  info: 'The network plugin ignores the end of port ranges.',
  why: 'Only the first port of the range is open, without any error.',
  fix: 'List the ports one by one, or upgrade the plugin.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    if (cni!.endPort.support !== 'no') return;
    for (const { ports, path } of rules) {
      ports.forEach(({ port, endPort }, index) => {
        if (endPort === undefined || endPort === port) return;
        const message = `${cni!.title} ignores endPort here: only port ${port} is open, not ${port}-${endPort}.`;
        report({ field: [...path, 'ports', index, 'endPort'], message });
      });
    }
  },
};
