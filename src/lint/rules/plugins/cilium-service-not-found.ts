import { ServiceBackends } from '../../../policy-kinds/cilium/services';
import { ciliumRules, forEachEntry } from '../../facts/cilium-rules';
import { ClusterRule } from '../../facts/lint-rule';

/** A Service that does not exist, which opens more than it closes. */
export const ciliumServiceNotFound: ClusterRule = {
  id: 'cilium-service-not-found',
  severity: 'error',
  info: 'Nothing in the input is behind the Services that toServices names.',
  why: 'Beside toPorts, a list of Services that is resolved to nothing opens the ports towards every destination; without ports it opens nothing. See https://github.com/cilium/cilium/issues/20067.',
  fix: 'Correct the name and the namespace, or name the pods with toEndpoints. If the Service is in another place, add it to the input, with its EndpointSlice if it selects no pods.',
  needs: ['services'],
  checkCluster(context, report) {
    const { services, companions } = context.inventory;
    const backends = new ServiceBackends(services, companions);
    for (const one of ciliumRules(context)) {
      forEachEntry(one, ({ toServices = [], toPorts = [], icmps = [] }, _section, path) => {
        if (toServices.length === 0 || toServices.some((service) => backends.backendsOf(service).length > 0)) return;
        const field = [...path, 'toServices'];
        if (toPorts.length + icmps.length === 0) {
          report(one.document, { field, severity: 'warning' });
        } else {
          const message = 'Nothing is behind these Services, so the entry is about every destination on its ports.';
          report(one.document, { field, message });
        }
      });
    }
  },
};
