import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** One of the demo's services: what its container listens on, what its Service offers, and whom it is told to call. */
interface Microservice {
  readonly name: string;
  readonly containerPort?: number;
  /** The Service's port, where it is not the container's: policies never see it. */
  readonly servicePort?: number;
  readonly image?: string;
  readonly env?: { readonly [name: string]: string };
}

const RELEASE = 'v0.3.8';

const MICROSERVICES: readonly Microservice[] = [
  {
    name: 'frontend',
    containerPort: 8080,
    servicePort: 80,
    env: {
      PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
      CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
      CART_SERVICE_ADDR: 'cartservice:7070',
      RECOMMENDATION_SERVICE_ADDR: 'recommendationservice:8080',
      SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
      CHECKOUT_SERVICE_ADDR: 'checkoutservice:5050',
      AD_SERVICE_ADDR: 'adservice:9555',
    },
  },
  {
    name: 'checkoutservice',
    containerPort: 5050,
    env: {
      PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
      SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
      PAYMENT_SERVICE_ADDR: 'paymentservice:50051',
      EMAIL_SERVICE_ADDR: 'emailservice:5000',
      CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
      CART_SERVICE_ADDR: 'cartservice:7070',
    },
  },
  {
    name: 'recommendationservice',
    containerPort: 8080,
    env: { PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550' },
  },
  { name: 'cartservice', containerPort: 7070, env: { REDIS_ADDR: 'redis-cart:6379' } },
  { name: 'productcatalogservice', containerPort: 3550 },
  { name: 'currencyservice', containerPort: 7000 },
  { name: 'paymentservice', containerPort: 50051 },
  { name: 'shippingservice', containerPort: 50051 },
  { name: 'emailservice', containerPort: 8080, servicePort: 5000 },
  { name: 'adservice', containerPort: 9555 },
  { name: 'redis-cart', containerPort: 6379, image: 'redis:alpine' },
  { name: 'loadgenerator', env: { FRONTEND_ADDR: 'frontend:80' } },
];

/** The Deployments and Services of the microservices demo, and the Ingress that publishes its storefront. */
export class Boutique extends Chart {
  private readonly deployments = new Map<string, ApiObject>();

  constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id, { namespace });
    for (const service of MICROSERVICES) this.deployments.set(service.name, this.deploy(service));
    this.publish('frontend');
  }

  /** The Deployment of one service. */
  deployment(name: string): ApiObject {
    const deployment = this.deployments.get(name);
    if (!deployment) throw new Error(`The demo has no service ${name}`);
    return deployment;
  }

  private deploy(service: Microservice): ApiObject {
    const { name, containerPort, servicePort, env = {} } = service;
    const labels = { app: name };
    if (containerPort) {
      new ApiObject(this, `${name}-service`, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, labels },
        spec: { selector: labels, ports: [{ port: servicePort ?? containerPort, targetPort: containerPort }] },
      });
    }
    const container = {
      name: 'server',
      image: service.image ?? `gcr.io/google-samples/microservices-demo/${name}:${RELEASE}`,
      ...(containerPort && { ports: [{ containerPort }] }),
      env: [
        ...(containerPort && !service.image ? [{ name: 'PORT', value: String(containerPort) }] : []),
        ...Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
      ],
    };
    return new ApiObject(this, name, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    });
  }

  private publish(name: string): void {
    new ApiObject(this, 'storefront', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'storefront' },
      spec: {
        ingressClassName: 'nginx',
        defaultBackend: { service: { name, port: { number: 80 } } },
      },
    });
  }
}
