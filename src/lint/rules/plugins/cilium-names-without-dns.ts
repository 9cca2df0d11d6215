import { ciliumRules, forEachEntry } from '../../facts/cilium-rules';
import { ClusterRule } from '../../facts/lint-rule';

/** Names of DNS that nobody learns the addresses of. */
export const ciliumNamesWithoutDns: ClusterRule = {
  id: 'cilium-names-without-dns',
  severity: 'warning',
  info: 'Names stand under toFQDNs, and no DNS rule of the input lets Cilium learn their addresses.',
  why: 'Cilium learns addresses from the answers that pass through its DNS proxy, and only what a rule with rules.dns matches passes through it. Without one, no name has an address and nothing is opened.',
  fix: "Allow port 53 to the DNS pods with rules: { dns: [{ matchPattern: '*' }] } for the same pods. See https://docs.cilium.io/en/stable/security/policy/language/#dns-based.",
  checkCluster(context, report) {
    const rules = ciliumRules(context);
    let learns = false;
    for (const one of rules) {
      forEachEntry(one, ({ toPorts = [] }) => {
        learns ||= toPorts.some(({ rules: layerSeven }) => (layerSeven?.dns?.length ?? 0) > 0);
      });
    }
    if (learns) return;
    for (const one of rules) {
      forEachEntry(one, ({ toFQDNs = [] }, _section, path) => {
        if (toFQDNs.length > 0) report(one.document, { field: [...path, 'toFQDNs'] });
      });
    }
  },
};
