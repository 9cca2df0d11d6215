import { exposedPorts } from '../../../manifests/service-index';
import { hasLabels } from '../../../model/label-selector';
import { backendsIn } from '../../facts/backends';
import { closedPort, describeClosed, podsNamed } from '../../facts/closed-ports';
import { ClusterRule } from '../../facts/lint-rule';
import { targetsOf } from '../../facts/rule-destinations';

/** What charts call the controllers that bring traffic in. */
const CONTROLLERS = new Set(['ingress-nginx', 'traefik', 'haproxy-ingress', 'kubernetes-ingress', 'contour', 'kong']);

/** An Ingress or route that leads to pods nobody may reach. */
export const backendNotReachable: ClusterRule = {
  id: 'backend-not-reachable',
  severity: 'warning',
  info: 'An Ingress or route leads to pods whose policies do not let its traffic in.',
  why: 'Whoever comes in by the front door gets 502 or 504, and the log of the controller speaks of time-outs.',
  fix: 'Allow ingress on the container port from the pods of the ingress controller, or from its addresses where it is no pod.',
  needs: ['workloads', 'services'],
  checkCluster(context, report) {
    const callers = podsNamed(CONTROLLERS, context);
    for (const { document, path, namespace, service: name, port } of backendsIn(context)) {
      const service = context.inventory.services.find((one) => one.namespace === namespace && one.name === name);
      if (!service?.selector) continue;
      const behind = context.pods.in(namespace).filter(({ group }) => hasLabels(group.labels, service.selector!));
      for (const exposed of exposedPorts(service, port)) {
        const [target] = targetsOf(exposed, behind);
        const closed = target === undefined ? undefined : closedPort(behind, target, callers, context);
        if (!closed) continue;
        const message = `This leads to Service ${namespace}/${name}, and ${describeClosed(closed, target!)}.`;
        report(document, { field: path, message });
        break;
      }
    }
  },
};
