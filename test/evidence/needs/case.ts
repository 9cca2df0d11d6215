import { Need, Needs, endText, portText } from '../../../src/evidence/needs/need';
import { NeedsOptions, needsOf } from '../../../src/evidence/needs/needs-of';
import { readTexts } from '../../../src/manifests/read-manifests';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';

export interface WorkloadCase {
  kind?: string;
  namespace?: string;
  name?: string;
  env?: Record<string, string | object>;
  container?: object;
  pod?: object;
  spec?: object;
  ports?: object[];
  annotations?: Record<string, string>;
}

/** A workload `shop/web` unless said. */
export function workload({
  kind = 'Deployment',
  namespace = 'shop',
  name = 'web',
  env = {},
  container = {},
  pod = {},
  spec = {},
  ports = [],
  annotations = {},
}: WorkloadCase = {}): object {
  const variables = Object.entries(env).map(([key, value]) =>
    typeof value === 'string' ? { name: key, value } : { name: key, valueFrom: value },
  );
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, annotations },
    spec: {
      selector: { matchLabels: { app: name } },
      ...spec,
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'x', env: variables, ports, ...container }], ...pod },
      },
    },
  };
}

/** A Service with the pods behind it. */
export function service(
  id: string,
  ports: (number | [number, number])[],
  more: object = {},
  kind = 'Deployment',
): object[] {
  const [namespace, name] = id.split('/') as [string, string];
  const pairs = ports.map((port) => (typeof port === 'number' ? ([port, port] as const) : port));
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: {
        selector: { app: name },
        ports: pairs.map(([port, targetPort]) => ({ name: `p${port}`, port, targetPort })),
        ...more,
      },
    },
    workload({
      kind,
      namespace,
      name,
      ports: pairs.map(([, containerPort]) => ({ containerPort })),
      spec: kind === 'StatefulSet' ? { serviceName: name, replicas: 3 } : {},
    }),
  ];
}

export function configMap(id: string, data: Record<string, string>): object {
  const [namespace, name] = id.split('/');
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

export function secret(id: string, stringData: Record<string, string>): object {
  const [namespace, name] = id.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}

export function needsIn(objects: readonly object[], options?: NeedsOptions): Needs {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { documents } = readTexts([{ file: 'in.json', text }]);
  return needsOf(documents, inventoryOf(documents), options);
}

/** `shop/web[Deployment] -> shop/api[Deployment] TCP/8080 certain` */
export function lineOf({ from, to, port, confidence }: Need): string {
  return `${endText(from)} -> ${endText(to)} ${port ? portText(port) : '-'} ${confidence}`;
}

/** What shop/web needs, without the ends that all of a table share. */
export function needsOfWeb(objects: readonly object[], options?: NeedsOptions): string[] {
  const { needs } = needsIn(objects, options);
  return needs
    .filter(({ from }) => endText(from) === 'shop/web[Deployment]')
    .map((need) =>
      lineOf(need)
        .replace('shop/web[Deployment] -> ', '')
        .replace(/\[\w+\]/, ''),
    );
}
