import { testLabels } from '../../../model/label-expression';
import { parseSelector } from '../../../policy-kinds/calico/selector-language';
import { calicoPolicies } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A policy of the whole cluster that also selects its nodes. */
export const calicoSelectsHosts: ClusterRule = {
  id: 'calico-selects-hosts',
  severity: 'warning',
  info: 'The policy selects everything in the cluster, HostEndpoints of nodes among it.',
  why: 'A GlobalNetworkPolicy without a namespaceSelector is about HostEndpoints too. One that denies by default then cuts off kubelets, the API server and whoever administers the nodes.',
  fix: 'Write namespaceSelector: all(), which keeps pods and leaves hosts alone.',
  checkCluster({ documents }, report) {
    for (const { document, isGlobal, spec } of calicoPolicies(documents)) {
      if (!isGlobal || spec.namespaceSelector || spec.serviceAccountSelector) continue;
      if (spec.doNotTrack || spec.preDNAT || spec.applyOnForward) continue;
      const parsed = parseSelector(spec.selector ?? '');
      // What holds for something without any label is about more than what somebody labelled.
      if ('problem' in parsed || testLabels(parsed.selector.expression, {}) !== 'yes') continue;
      report(document, { field: spec.selector === undefined ? ['spec'] : ['spec', 'selector'] });
    }
  },
};
