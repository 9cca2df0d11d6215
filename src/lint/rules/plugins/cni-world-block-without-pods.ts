import { PolicyRule } from '../../facts/lint-rule';
import { blocksOf, isEveryPod, isWholeFamily } from '../../facts/peers-and-ports';

/** 0.0.0.0/0 as "anywhere", where a block never matches pods. */
export const cniWorldBlockWithoutPods: PolicyRule = {
  id: 'cni-world-block-without-pods',
  severity: 'info',
  info: 'A block of every address matches no pod on this network plugin.',
  why: 'Whoever wrote it as "anywhere" finds that outside addresses work and pods of the same cluster do not.',
  fix: 'Add a peer with namespaceSelector: {} if pods are meant too.',
  needs: ['cni'],
  checkPolicy({ rules }, report, { cni }) {
    if (cni!.ipBlockMatchesPods.support !== 'no') return;
    for (const rule of rules) {
      const block = blocksOf(rule).find((candidate) => isWholeFamily(candidate) && candidate.except.length === 0);
      if (!block || !rule.inEffect || rule.peers.some(isEveryPod)) continue;
      const message = `On ${cni!.title} ${block.cidr.toString()} means addresses outside the cluster only, never pods.`;
      report({ field: [...block.path, 'cidr'], message });
    }
  },
};
