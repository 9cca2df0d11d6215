import { App } from 'cdk8s';
import { TeamNamespace, UsePostgres, WebService } from '../platform-constructs';

/** What the catalogue team runs. Its products are for other teams to read. */
export function catalog(app: App): WebService {
  const namespace = new TeamNamespace(app, 'catalog', { team: 'team-catalog' });
  const products = new WebService(namespace, 'products');
  new UsePostgres(namespace, 'store', { from: products, cluster: 'catalog', reason: 'products are kept there' });
  return products;
}
