/** A NetworkPolicy of namespace shop; the spec in flow style. */
export function np(spec: string, metadata = 'name: allow-web'): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop, ${metadata}}\nspec: ${spec}\n`;
}

export const selectApp = 'podSelector: {matchLabels: {app: web}}';
export const toApi = 'to: [{podSelector: {matchLabels: {app: api}}}]';
export const dns = '{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}';
export const egress = (rules: string) => np(`{${selectApp}, policyTypes: [Egress], egress: [${rules}, ${dns}]}`);
export const ingress = (rules: string) => np(`{${selectApp}, policyTypes: [Ingress], ingress: [${rules}]}`);
export const toBlock = (block: string, more = '') =>
  egress(`{to: [{ipBlock: {${block}}}${more}], ports: [{port: 80}]}`);
export const annotated = (annotations: string) =>
  np(
    `{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`,
    `name: allow-web, annotations: {${annotations}}`,
  );

/** A Deployment whose pods carry `app: NAME`. */
export function deployment(
  name: string,
  options: { namespace?: string; ports?: string; pod?: string; labels?: string } = {},
): string {
  const {
    namespace = 'shop',
    ports = '[{containerPort: 8080, name: http}]',
    pod = '',
    labels = `app: ${name}`,
  } = options;
  return `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {namespace: ${namespace}, name: ${name}}\nspec: {selector: {matchLabels: {${labels}}}, template: {metadata: {labels: {${labels}}}, spec: {${pod}containers: [{name: c, image: i, ports: ${ports}}]}}}\n`;
}

export function service(name: string, spec: string, namespace = 'shop'): string {
  return `---\napiVersion: v1\nkind: Service\nmetadata: {namespace: ${namespace}, name: ${name}}\nspec: {${spec}}\n`;
}

export const namespaces = (...names: string[]) =>
  names.map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`).join('');
export const pod = (spec: string, status = '') =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: web, labels: {app: web}}\nspec: {${spec}containers: [{name: c, image: i}]}\n${status}`;
/** A Deployment that is told to connect to a URL. */
export const caller = (url: string) =>
  deployment('caller').replace('image: i,', `image: i, env: [{name: WEB_URL, value: "${url}"}],`);
export const web = deployment('web');
export const api = deployment('api');
export const denyAll = (type: string) => np(`{podSelector: {}, policyTypes: [${type}]}`, 'name: deny-all');
export const fromApi = (ports = '') => ingress(`{from: [{podSelector: {matchLabels: {app: api}}}]${ports}}`);
export const twoNumbers =
  deployment('web', { ports: '[{containerPort: 80, name: http}]' }) +
  deployment('old', { labels: 'app: web, old: yes-old', ports: '[{containerPort: 81, name: http}]' });
export const webhook = `---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: w.example.com, clientConfig: {service: {namespace: shop, name: web}}}]\n`;
export const certificate =
  '---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: web, annotations: {cert-manager.io/cluster-issuer: le}}\nspec: {}\n';
export const dnsTo = (peers: string, port = 53) =>
  np(
    `{${selectApp}, policyTypes: [Egress], egress: [{to: [${peers}], ports: [{protocol: UDP, port: ${port}}, {protocol: TCP, port: ${port}}]}]}`,
  );
export const cacheDaemon =
  '---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {namespace: kube-system, name: node-local-dns}\nspec: {template: {metadata: {labels: {k8s-app: node-local-dns}}, spec: {hostNetwork: true, containers: []}}}\n';

export const labelledNamespace = (name: string, labels: string) =>
  `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;
export const job =
  '---\napiVersion: batch/v1\nkind: Job\nmetadata: {namespace: shop, name: migrate}\nspec: {template: {metadata: {labels: {app: migrate}}, spec: {containers: [{name: c, image: i}]}}}\n';
export const nodePortService = service(
  'web',
  'type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]',
);

export const webService = service(
  'web',
  'selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}]',
).replace('name: web}\nspec', 'name: web, labels: {app: web}}\nspec');
export const webIngress =
  '---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: web}\nspec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}\n';
export const monitor =
  '---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {namespace: shop, name: web}\nspec: {selector: {matchLabels: {app: web}}, endpoints: [{port: web}]}\n';
export const ambient = labelledNamespace('shop', 'istio.io/dataplane-mode: ambient');

/** A route of namespace edge to a Service of namespace shop, and what lets it lead there. */
export const elsewhere =
  '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {namespace: edge, name: web}\nspec: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}\n';
export const grant =
  '---\napiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {namespace: shop, name: from-edge}\nspec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}], to: [{group: "", kind: Service}]}\n';
