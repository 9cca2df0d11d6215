import { LintContext } from './lint-context';
import { EntryRoute, entryRoutes } from '../../evidence/entry/entry-routes';
import { joinedKey } from '../../model/joined-key';
import { formatFieldPath } from '../../model/kubernetes-object';

/** The backends of every Ingress, Gateway API route and OpenShift Route of the input, each once. */
export function backendsIn({ documents }: LintContext): EntryRoute[] {
  const places = new Map<object, Set<string>>();
  const once = entryRoutes(documents).filter(({ document, path }) => {
    const seen = places.get(document) ?? new Set<string>();
    places.set(document, seen);
    const place = joinedKey(formatFieldPath(path));
    // A route that several Gateways serve has each of its backends for each of them.
    return !seen.has(place) && seen.add(place);
  });
  // A Route of OpenShift names a port of the Service or of its pods, and nothing says which.
  return once.map((route) => (route.front.kind === 'openshift-router' ? { ...route, port: undefined } : route));
}
