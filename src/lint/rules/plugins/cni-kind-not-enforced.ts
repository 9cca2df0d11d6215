import { isNetworkPolicy } from '../../../model/kubernetes-object';
import { KIND_NOT_ENFORCED_RULE, doubtAboutKind } from '../../../reachability/universe/enforced-kinds';
import { ClusterRule } from '../../facts/lint-rule';

/** A policy of a kind that the network plugin does not enforce, or only under conditions. */
export const cniKindNotEnforced: ClusterRule = {
  id: KIND_NOT_ENFORCED_RULE,
  severity: 'warning',
  info: 'The network plugin does not enforce this kind of policy, or only under conditions.',
  why: 'The API server stores whatever it has a definition of. A policy that nothing enforces looks like protection and is none.',
  fix: 'Write the policy as a kind that the plugin enforces.',
  needs: ['cni'],
  checkCluster({ inventory, cni }, report) {
    for (const document of inventory.policies) {
      const doubt = isNetworkPolicy(document.object) ? undefined : doubtAboutKind(document, cni!);
      if (doubt) report(document, { field: ['kind'], message: doubt.message });
    }
  },
};
