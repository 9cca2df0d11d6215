import { PolicyRule } from '../../facts/lint-rule';
import { MAX_COMPARED, ruleCovers } from '../../facts/rule-cover';

/** A peer that another one of the same rule makes superfluous. */
export const redundantPeer: PolicyRule = {
  id: 'redundant-peer',
  severity: 'info',
  info: 'A peer lies within another peer of the same rule.',
  why: 'Narrowing or removing it has no effect, because the wider peer stays.',
  fix: 'Remove it, or narrow the wider peer.',
  checkPolicy({ rules }, report) {
    for (const rule of rules.filter(({ inEffect, peers }) => inEffect && peers.length > 1)) {
      const single = rule.peers.slice(0, MAX_COMPARED).map((peer) => ({ ...rule, peers: [peer] }));
      single.forEach((narrow, index) => {
        const wider = single.findIndex(
          (wide, at) => at !== index && ruleCovers(wide, narrow) && (at < index || !ruleCovers(narrow, wide)),
        );
        if (wider < 0) return;
        const message = `Whoever this peer is, ${rule.peersField}[${wider}] is too.`;
        report({ field: [...rule.path, rule.peersField, index], message });
      });
    }
  },
};
