import { isMap } from '../../../model/is-map';
import { ciliumRules, forEachEntry } from '../../facts/cilium-rules';
import { ClusterRule } from '../../facts/lint-rule';

/** An empty selector as a peer, which is less than it looks. */
export const ciliumOwnNamespaceOnly: ClusterRule = {
  id: 'cilium-own-namespace-only',
  severity: 'warning',
  info: 'An empty endpoint selector in a CiliumNetworkPolicy means the pods of its own namespace, and nobody else.',
  why: 'It reads like "everybody". Pods of other namespaces, nodes and the world are not matched, so that they are denied where it allows, and let through where it denies.',
  fix: 'Write fromEntities or toEntities with all, cluster or world for what is meant; or keep it, and say the namespace with the key k8s:io.kubernetes.pod.namespace.',
  checkCluster(context, report) {
    for (const one of ciliumRules(context).filter(({ namespaced }) => namespaced)) {
      forEachEntry(one, (entry, _section, path) => {
        for (const field of ['fromEndpoints', 'toEndpoints'] as const) {
          entry[field]?.forEach((selector, index) => {
            if (isMap(selector) && Object.keys(selector).length === 0) {
              report(one.document, { field: [...path, field, index] });
            }
          });
        }
      });
    }
  },
};
