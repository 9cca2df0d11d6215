import { canonicalBlock, hasHostBits, parseCidrText, singleAddressBlock } from '../../../validation/cidr-text';
import { rulesOf } from '../../../validation/kubernetes-version';
import { PolicyRule } from '../../facts/lint-rule';

/** `10.0.0.5/8`, where the API server itself says nothing. */
export const cidrHostBits: PolicyRule = {
  id: 'cidr-host-bits',
  severity: 'warning',
  info: 'A CIDR has bits set beyond its prefix length.',
  why: 'The whole block counts, not the one address that is written. Kubernetes 1.36 refuses it.',
  fix: 'Write the block that is meant.',
  checkPolicy({ rules }, report, { kubernetesVersion }) {
    if (rulesOf(kubernetesVersion).warnsAboutCidrs) return;
    for (const { peers, path, peersField } of rules) {
      peers.forEach(({ ipBlock }, index) => {
        [ipBlock?.cidr ?? '', ...(ipBlock?.except ?? [])].forEach((text, at) => {
          const cidr = parseCidrText(text);
          if (!cidr || !hasHostBits(cidr)) return;
          const field = [...path, peersField, index, 'ipBlock', ...(at === 0 ? ['cidr'] : ['except', at - 1])];
          const fix = `Write ${canonicalBlock(cidr)} for the whole block, or ${singleAddressBlock(cidr)} for the one address.`;
          report({ field, message: `${text} has bits set beyond its prefix length.`, fix });
        });
      });
    }
  },
};
