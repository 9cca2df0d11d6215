import { Boutique } from './boutique';
import { AllowFlow, AllowIngressController, NamespaceStack, NetpolApp, Platform, Workload } from 'cdk8s-netpol';

export const app = new NetpolApp();

// What runs: the Deployments and Services of the demo. Policies read labels and container ports from them.
const boutique = new Boutique(app, 'workloads', 'online-boutique');
const service = (name: string) => Workload.fromResource(boutique.deployment(name));

const frontend = service('frontend');
const checkout = service('checkoutservice');
const recommendations = service('recommendationservice');
const cart = service('cartservice');
const catalogue = service('productcatalogservice');
const currency = service('currencyservice');
const payment = service('paymentservice');
const shipping = service('shippingservice');
const email = service('emailservice');
const ads = service('adservice');
const redis = service('redis-cart');
const loadGenerator = service('loadgenerator');

// Where it starts from: nothing goes in or out, but names are resolved.
const policies = new NamespaceStack(app, 'policies', {
  namespace: 'online-boutique',
  platform: Platform.kubeadm(),
  owner: 'team-boutique',
});

// Who comes in.
new AllowIngressController(policies, 'storefront', { to: frontend, reason: 'customers visit the shop' });

// Who talks to whom. Without ports, a flow opens the one port that the container of its destination declares.
function allow(from: Workload, to: Workload, reason: string): void {
  new AllowFlow(policies, `${from.name}-to-${to.name}`, { from, to, reason });
}

allow(loadGenerator, frontend, 'simulated customers visit the shop');

allow(frontend, ads, 'pages show advertisements');
allow(frontend, cart, 'customers fill their cart');
allow(frontend, catalogue, 'pages list products');
allow(frontend, checkout, 'customers place orders');
allow(frontend, currency, 'prices are shown in the currency of the customer');
allow(frontend, recommendations, 'pages recommend further products');
allow(frontend, shipping, 'the cart page quotes shipping costs');

allow(checkout, cart, 'an order takes the content of the cart and empties it');
allow(checkout, catalogue, 'an order looks up its products');
allow(checkout, currency, 'an order is paid in the currency of the customer');
allow(checkout, email, 'the customer gets a confirmation');
allow(checkout, payment, 'the card is charged');
allow(checkout, shipping, 'the parcel is handed over');

allow(recommendations, catalogue, 'recommendations are products of the catalogue');
allow(cart, redis, 'carts are kept in Redis');

app.synth();
