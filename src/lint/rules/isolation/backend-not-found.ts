import { exposedPorts } from '../../../manifests/service-index';
import { closestWord } from '../../../model/closest-word';
import { backendsIn } from '../../facts/backends';
import { ClusterRule } from '../../facts/lint-rule';

/** An Ingress or route whose Service, or the port of it, is not there. */
export const backendNotFound: ClusterRule = {
  id: 'backend-not-found',
  severity: 'info',
  info: 'An Ingress or route leads to a Service, or to a port of one, that is not in the input.',
  why: 'If it is not in the cluster either, the address answers 503, and no policy is to blame.',
  fix: 'Correct the name, or add the Service to the input.',
  needs: ['services'],
  checkCluster(context, report) {
    for (const { document, path, namespace, service: name, port } of backendsIn(context)) {
      // Where the input has no Service of the namespace, it says nothing about them.
      const services = context.inventory.services.filter((one) => one.namespace === namespace);
      if (services.length === 0) continue;
      const service = services.find((one) => one.name === name);
      if (!service) {
        const meant = closestWord(
          name,
          services.map((one) => one.name),
        );
        const message = `The Service ${namespace}/${name} is not in the input.`;
        report(document, { field: path, message, ...(meant ? { fix: `Did you mean ${meant}?` } : {}) });
      } else if (exposedPorts(service, port).length === 0 && service.ports.length > 0) {
        const ports = service.ports.map((one) => one.port).join(', ');
        report(document, {
          field: path,
          message: `Service ${namespace}/${name} has no port ${port}; it has ${ports}.`,
        });
      }
    }
  },
};
