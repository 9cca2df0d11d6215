import { backendsIn } from '../../facts/backends';
import { ClusterRule } from '../../facts/lint-rule';

/** A route of the Gateway API to another namespace that has not agreed to it. */
export const routeNotGranted: ClusterRule = {
  id: 'route-not-granted',
  severity: 'warning',
  info: 'A route leads to a Service of another namespace, and no ReferenceGrant there lets it.',
  why: 'The gateway refuses the backend and answers 500, whatever the policies allow.',
  fix: 'Add a ReferenceGrant to the namespace of the Service, or move the route there.',
  needs: ['services'],
  checkCluster(context, report) {
    for (const { document, path, namespace, service, notGranted } of backendsIn(context)) {
      if (!notGranted) continue;
      const { kind, metadata } = document.object;
      report(document, {
        field: path,
        message: `No ReferenceGrant in ${namespace} lets ${kind}s of ${metadata?.namespace ?? 'default'} lead to Service ${namespace}/${service}.`,
      });
    }
  },
};
