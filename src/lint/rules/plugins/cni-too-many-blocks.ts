import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf } from '../../facts/peers-and-ports';

/** More blocks in one policy than the plugin copes with. */
export const cniTooManyBlocks: PolicyRule = {
  id: 'cni-too-many-blocks',
  severity: 'warning',
  info: 'A policy has more blocks of addresses than the network plugin copes with.',
  why: 'Beyond that number updates of the policy may get lost, and addresses that changed are judged by the old rules.',
  fix: 'Join neighbouring blocks, or spread them over several policies.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    const { limit } = cni!.blocksPerPolicy;
    const count = rules.reduce((sum, rule) => sum + blocksOf(rule).length, 0);
    if (limit === undefined || count <= limit) return;
    report({
      field: ['spec'],
      message: `${cni!.title} copes with ${limit} blocks in a policy, and this one has ${count}.`,
    });
  },
};
