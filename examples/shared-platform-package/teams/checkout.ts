import { App } from 'cdk8s';
import { CallService, TeamNamespace, WebService } from '../platform-constructs';
import { ExternalHttpsEgress } from 'cdk8s-netpol';

/** What the checkout team runs: a published storefront, and payments behind it. */
export function checkout(app: App, products: WebService): void {
  const namespace = new TeamNamespace(app, 'checkout', { team: 'team-checkout' });
  const storefront = new WebService(namespace, 'storefront', { published: true });
  const payments = new WebService(namespace, 'payments');

  new CallService(namespace, 'list-products', { from: storefront, to: products, reason: 'the basket shows products' });
  new CallService(namespace, 'pay', { from: storefront, to: payments, reason: 'customers pay' });
  // What the package has no construct for, a team says with the library itself.
  new ExternalHttpsEgress(namespace, 'card-network', { from: payments.workload, reason: 'cards are charged' });
}
