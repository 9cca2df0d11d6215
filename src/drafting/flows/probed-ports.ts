import { PodGroup } from '../../manifests/inventory';

interface Probe {
  readonly httpGet?: { readonly port?: number | string };
  readonly tcpSocket?: { readonly port?: number | string };
  readonly grpc?: { readonly port?: number | string };
}

interface Container {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

/** The ports on which the kubelet asks pods whether they are well. */
export function probedPorts({ document, ports }: PodGroup): number[] {
  return containersOf(document.object).flatMap(({ livenessProbe, readinessProbe, startupProbe }) =>
    [livenessProbe, readinessProbe, startupProbe].flatMap((probe) => {
      const asked = (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port;
      if (typeof asked === 'number') return [asked];
      return ports.filter(({ name }) => name !== undefined && name === asked).map(({ number }) => number);
    }),
  );
}

/** Containers wherever a kind of controller has its template; what is malformed has none. */
function containersOf(object: object): Container[] {
  const at = (value: unknown, ...path: readonly string[]): unknown =>
    path.reduce<unknown>((found, key) => (found as Record<string, unknown> | null | undefined)?.[key], value);
  const lists = [
    at(object, 'spec', 'template', 'spec', 'containers'),
    at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers'),
    at(object, 'spec', 'containers'),
  ];
  return lists
    .flatMap((list) => (Array.isArray(list) ? (list as (Container | null)[]) : []))
    .flatMap((one) => one ?? []);
}
