import { FieldReader } from './field-reader';
import { ManifestDocument } from './manifest-document';
import { HIGHEST_PORT, LOWEST_PORT } from '../model/port';
import { Protocol } from '../model/protocol';

/** A port that a container declares. Only declared names can be named by a policy; undeclared ports still listen. */
export interface ContainerPort {
  readonly name?: string;
  readonly protocol: Protocol;
  readonly number: number;
}

/** What policies can see of a pod beside its labels. */
export interface PodSpecFacts {
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
}

const NO_PORTS: readonly ContainerPort[] = [];
const PROTOCOLS = new Set<unknown>(Object.values(Protocol));

/** Reads `spec` of a pod or of a pod template that stands at `path`. */
export function readPodSpec(
  reader: FieldReader,
  document: ManifestDocument,
  value: unknown,
  path: readonly string[],
): PodSpecFacts {
  const spec = reader.map(document, value, ...path) ?? {};
  return {
    ports: readPorts(reader, document, spec, path),
    hostNetwork: reader.flag(document, spec.hostNetwork, ...path, 'hostNetwork'),
    serviceAccount: reader.text(document, spec.serviceAccountName, ...path, 'serviceAccountName') ?? 'default',
  };
}

/** The ports of containers, and of init containers that keep running beside them (`restartPolicy: Always`). */
function readPorts(
  reader: FieldReader,
  document: ManifestDocument,
  spec: Readonly<Record<string, unknown>>,
  path: readonly string[],
): readonly ContainerPort[] {
  let ports: ContainerPort[] | undefined;
  for (const field of ['containers', 'initContainers'] as const) {
    const containers = reader.list(document, spec[field], ...path, field);
    for (let i = 0; i < containers.length; i++) {
      const container = reader.map(document, containers[i], ...path, field, i);
      if (!container || (field === 'initContainers' && container.restartPolicy !== 'Always')) continue;
      const entries = reader.list(document, container.ports, ...path, field, i, 'ports');
      for (let j = 0; j < entries.length; j++) {
        const place = [...path, field, i, 'ports', j];
        const entry = reader.map(document, entries[j], ...place);
        const number = entry && reader.wholeNumber(document, entry.containerPort, ...place, 'containerPort');
        if (number === undefined || number < LOWEST_PORT || number > HIGHEST_PORT) continue;
        const name = reader.text(document, entry!.name, ...place, 'name');
        const protocol = reader.text(document, entry!.protocol, ...place, 'protocol') ?? Protocol.TCP;
        if (!PROTOCOLS.has(protocol)) continue;
        ports ??= [];
        ports.push({ ...(name === undefined ? {} : { name }), protocol: protocol as Protocol, number });
      }
    }
  }
  return ports ?? NO_PORTS;
}
