import { FieldReader, PlainMap } from './field-reader';
import { isMap } from '../model/is-map';
import { FieldPath } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
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
  /** `default` where the pod names none, as the API server fills in. */
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
    hostNetwork: spec.hostNetwork !== undefined && reader.flag(document, spec.hostNetwork, ...path, 'hostNetwork'),
    serviceAccount: serviceAccountOf(spec),
  };
}

/** The older of the two fields counts where the newer one is missing. */
function serviceAccountOf({ serviceAccountName, serviceAccount }: PlainMap): string {
  if (typeof serviceAccountName === 'string' && serviceAccountName !== '') return serviceAccountName;
  return typeof serviceAccount === 'string' && serviceAccount !== '' ? serviceAccount : 'default';
}

/** The ports of containers, and of init containers that keep running beside them (`restartPolicy: Always`). */
function readPorts(
  reader: FieldReader,
  document: ManifestDocument,
  spec: PlainMap,
  path: readonly string[],
): readonly ContainerPort[] {
  let ports: ContainerPort[] | undefined;
  for (const field of ['containers', 'initContainers'] as const) {
    if (spec[field] === undefined) continue;
    const containers = reader.list(document, spec[field], ...path, field);
    for (let i = 0; i < containers.length; i++) {
      const container = containers[i];
      // Paths are made only where something is wrong: large clusters have more ports than anything else.
      if (!isMap(container)) {
        reader.map(document, container, ...path, field, i);
      } else if (container.ports !== undefined && (field === 'containers' || container.restartPolicy === 'Always')) {
        const entries = reader.list(document, container.ports, ...path, field, i, 'ports');
        for (let j = 0; j < entries.length; j++) {
          const port = plainPort(entries[j]) ?? portAt(reader, document, entries[j], [...path, field, i, 'ports', j]);
          if (port) (ports ??= []).push(port);
        }
      }
    }
  }
  return ports ?? NO_PORTS;
}

/** The port, where nothing about it is out of the ordinary. */
function plainPort(entry: unknown): ContainerPort | undefined {
  if (!isMap(entry)) return undefined;
  const { name, containerPort, protocol = Protocol.TCP } = entry;
  const plain =
    (name === undefined || typeof name === 'string') && PROTOCOLS.has(protocol) && isPortNumber(containerPort);
  return plain ? portOf(name as string | undefined, protocol as Protocol, containerPort as number) : undefined;
}

/** One declared port, with its number in `field`; undefined where it has none that can be used. */
export function portAt(
  reader: FieldReader,
  document: ManifestDocument,
  value: unknown,
  place: FieldPath,
  field = 'containerPort',
): ContainerPort | undefined {
  const entry = reader.map(document, value, ...place);
  const number = entry && reader.wholeNumber(document, entry[field], ...place, field);
  if (!entry || !isPortNumber(number)) return undefined;
  const name = reader.text(document, entry.name, ...place, 'name');
  const protocol = reader.text(document, entry.protocol, ...place, 'protocol') ?? Protocol.TCP;
  return PROTOCOLS.has(protocol) ? portOf(name, protocol as Protocol, number) : undefined;
}

function portOf(name: string | undefined, protocol: Protocol, number: number): ContainerPort {
  return name === undefined ? { protocol, number } : { name, protocol, number };
}

function isPortNumber(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= LOWEST_PORT && (value as number) <= HIGHEST_PORT;
}
