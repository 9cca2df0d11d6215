import { Labels } from '../../model/label-selector';
import { ServiceFacts } from '../../platform/service-facts';
import { namespaceName, podSelector } from '../../platform/service-pods';
import { SERVICES } from '../../platform/services';

/**
 * The service of the catalogue whose pods these are, by their labels; one that is usually in this namespace comes first.
 */
export function recognisedService(namespace: string, labels: Labels): ServiceFacts | undefined {
  const found = SERVICES.filter(({ pods }) =>
    pods.some((kind) => {
      const selector = podSelector(kind.labels);
      return !selector.matchesEverything && selector.matches(labels);
    }),
  );
  return found.find((facts) => namespaceName(facts.namespace) === namespace) ?? found[0];
}
