import { ApiObject, Chart } from 'cdk8s';
import { PolicyObject } from './policy-object';
import { isNetworkPolicy } from '../../model/kubernetes-object';

/**
 * NetworkPolicies of the chart that this library did not render: the API server judges them all the same. (`instanceof`
 * cannot tell, since every ApiObject is an instance of each of its subclasses to cdk8s.)
 */
export function foreignPolicies(chart: Chart, policies: readonly PolicyObject[]): ApiObject[] {
  const own = new Set<unknown>(policies);
  return chart.node
    .findAll()
    .filter(
      (construct): construct is ApiObject =>
        ApiObject.isApiObject(construct) && !own.has(construct) && isNetworkPolicy(construct),
    );
}
