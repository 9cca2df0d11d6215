import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** An ipBlock holds addresses of pods. */
export const ipBlockCoversPods: PolicyRule = {
  id: 'ip-block-covers-pods',
  severity: 'info',
  info: 'An ipBlock holds addresses of pods.',
  why: 'Whether a block matches pods is up to the network plugin: on some the rule opens them, on others it does not, and pod addresses change anyway.',
  fix: 'Select pods by label; use ipBlock for addresses outside the cluster only.',
  needs: ['podAddresses'],
  checkPolicy({ rules }, report, { addressesOfPods }) {
    for (const rule of rules) {
      for (const block of blocksOf(rule)) {
        // "Everywhere" was not meant to name them.
        if (isWholeFamily(block) || !rule.inEffect) continue;
        const covered = addressesOf(block);
        const inside = addressesOfPods.find(({ address }) => covered.has(address));
        if (!inside) continue;
        const message = `${block.cidr.toString()} holds ${inside.text}, the address of pod ${inside.owner}.`;
        report({ field: [...block.path, 'cidr'], message });
      }
    }
  },
};
