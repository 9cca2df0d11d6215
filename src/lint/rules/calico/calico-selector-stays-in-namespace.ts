import { calicoPolicies, entitiesIn, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

const NAMESPACE_LABEL = /(?:^|[^\w./-])(?:projectcalico\.org\/namespace|kubernetes\.io\/metadata\.name|pcns\.[\w./-]+)/;

/** A selector that looks for another namespace, and cannot find it. */
export const calicoSelectorStaysInNamespace: ClusterRule = {
  id: 'calico-selector-stays-in-namespace',
  severity: 'warning',
  info: 'A selector asks for a namespace, in a policy whose selectors stay in its own.',
  why: 'In a NetworkPolicy of Calico a selector finds pods and sets of its own namespace only, unless a namespaceSelector stands beside it. One that asks for another namespace matches nobody.',
  fix: "Write namespaceSelector: projectcalico.org/name == 'other' beside the selector.",
  checkCluster({ documents }, report) {
    for (const policy of calicoPolicies(documents)) {
      if (policy.isGlobal) continue;
      for (const { entity, path } of rulesIn(policy).flatMap((placed) => entitiesIn(placed))) {
        if (entity.namespaceSelector || !entity.selector || !NAMESPACE_LABEL.test(entity.selector)) continue;
        report(policy.document, { field: [...path, 'selector'] });
      }
    }
  },
};
