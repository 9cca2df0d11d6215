import type { Container, Pod, PolicyPort, Protocol } from './kubernetes';

export interface PortQuery {
  protocol: Protocol;
  port: number;
}

/** No list and an empty list mean every port of every protocol. */
export function portsAllow(
  ports: PolicyPort[] | null | undefined,
  destination: Pod | undefined,
  query: PortQuery,
): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some((port) => portMatches(port, destination, query));
}

/** `destination` is undefined where it is an address and not a pod: no name is ever declared there. */
function portMatches(policyPort: PolicyPort, destination: Pod | undefined, query: PortQuery): boolean {
  const protocol = policyPort.protocol ?? 'TCP';
  if (protocol !== query.protocol) return false;

  const port = policyPort.port;
  if (port === undefined || port === null) return true;
  if (typeof port === 'string') return destination !== undefined && declaresPort(destination, port, query);
  return port <= query.port && query.port <= (policyPort.endPort ?? port);
}

/** A named port is the number that the destination itself declares under that name, for that protocol. */
export function declaresPort(destination: Pod, name: string, query: PortQuery): boolean {
  return servingContainers(destination).some((container) =>
    (container.ports ?? []).some(
      (declared) =>
        declared.name === name &&
        (declared.protocol ?? 'TCP') === query.protocol &&
        declared.containerPort === query.port,
    ),
  );
}

/** Init containers have ended before the pod serves, but for sidecars: those restart always and stay. */
function servingContainers(pod: Pod): Container[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  return [...(pod.spec?.containers ?? []), ...sidecars];
}
