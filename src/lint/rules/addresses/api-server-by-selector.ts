import { DEFAULT_NAMESPACE, NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { requirementsOf } from '../../../model/label-selector';
import {
  LabelSelectorSpec,
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  PolicyType,
} from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

/** The API server as if it were a pod. */
export const apiServerBySelector: PolicyRule = {
  id: 'api-server-by-selector',
  severity: 'warning',
  info: 'A peer selects the API server as if it were a pod.',
  why: 'The API server is no pod of the pod network: on managed clusters it runs elsewhere, on others on the network of its node. Selectors never match it, and operators that need it crash and restart.',
  fix: 'Allow its addresses with an ipBlock (kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes), or use the policy of your network plugin.',
  checkPolicy({ rules }, report) {
    for (const { direction, peers, ports, path, peersField } of rules) {
      if (direction !== PolicyType.EGRESS) continue;
      peers.forEach((peer, index) => {
        const field = [...path, peersField, index];
        if (namesApiServer(peer.podSelector)) {
          report({ field: [...field, 'podSelector'], message: 'This peer selects the API server by pod labels.' });
        } else if (isMeantForApiServer(peer, ports)) {
          const message =
            'The ports are those of the API server, and this peer is pods: the API server is none of them.';
          report({ field: [...field, 'namespaceSelector'], message });
        }
      });
    }
  },
};

const API_SERVER_PORTS = new Set<unknown>([443, 6443]);

/** The Service of the API server is in namespace default, and nothing but the API server listens on 6443. */
function isMeantForApiServer(
  { podSelector, namespaceSelector }: NetworkPolicyPeerSpec,
  ports: readonly NetworkPolicyPortSpec[],
): boolean {
  if (!namespaceSelector || podSelector) return false;
  if (ports.length === 0 || !ports.every(({ port, endPort }) => endPort === undefined && API_SERVER_PORTS.has(port))) {
    return false;
  }
  const namespace = requirementsOf(namespaceSelector);
  const inDefault =
    namespace.length === 1 &&
    namespace[0]!.key === NAMESPACE_NAME_LABEL &&
    namespace[0]!.values.join() === DEFAULT_NAMESPACE;
  return inDefault || (namespace.length === 0 && ports.some(({ port }) => port === 6443));
}

function namesApiServer(selector: LabelSelectorSpec | undefined): boolean {
  return requirementsOf(selector).some(({ values }) => values.length === 1 && values[0] === 'kube-apiserver');
}
