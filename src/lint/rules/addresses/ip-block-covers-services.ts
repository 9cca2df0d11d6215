import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';

/** An ipBlock holds cluster addresses of Services. */
export const ipBlockCoversServices: PolicyRule = {
  id: 'ip-block-covers-services',
  severity: 'info',
  info: 'An ipBlock holds cluster addresses of Services.',
  why: 'The address of a Service is turned into that of a pod before the policy looks, so on nearly every network plugin the block never matches.',
  fix: 'Select the pods behind the Service by label, with their container port.',
  needs: ['workloads'],
  checkPolicy({ rules }, report, { addressesOfServices }) {
    if (addressesOfServices.length === 0) return;
    for (const rule of rules) {
      for (const block of blocksOf(rule)) {
        // "Everywhere" was not meant to name them.
        if (isWholeFamily(block) || !rule.inEffect) continue;
        const covered = addressesOf(block);
        const inside = addressesOfServices.find(({ address }) => covered.has(address));
        if (!inside) continue;
        const message = `${block.cidr.toString()} holds ${inside.text}, the address of Service ${inside.owner}.`;
        report({ field: [...block.path, 'cidr'], message });
      }
    }
  },
};
