import { requirementsOf } from '../../../model/label-selector';
import { LabelSelectorSpec, NetworkPolicyPeerSpec, PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

/** The API server as if it were a pod. */
export const apiServerBySelector: PolicyRule = {
  id: 'api-server-by-selector',
  severity: 'warning',
  info: 'A peer selects the API server by pod labels.',
  why: 'The API server is no pod of the pod network: on managed clusters it runs elsewhere, on others on the network of its node. Selectors never match it, and operators that need it crash and restart.',
  fix: 'Allow its addresses with an ipBlock (kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes), or use the policy of your network plugin.',
  checkPolicy({ rules }, report) {
    for (const { direction, peers, path, peersField } of rules) {
      if (direction !== PolicyType.EGRESS) continue;
      peers.forEach(({ podSelector }: NetworkPolicyPeerSpec, index) => {
        if (namesApiServer(podSelector)) report({ field: [...path, peersField, index, 'podSelector'] });
      });
    }
  },
};

function namesApiServer(selector: LabelSelectorSpec | undefined): boolean {
  return requirementsOf(selector).some(({ values }) => values.length === 1 && values[0] === 'kube-apiserver');
}
