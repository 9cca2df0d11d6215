import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster } from './cluster';
import { KINDS_WITH_PODS, PodShape, namespaceOf, readPodShape } from './pod-shape';
import { effectiveProtocol } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { LabelSelector, Labels, hasLabels } from '../../model/label-selector';
import { Port } from '../../model/port';
import { Protocol } from '../../model/protocol';

/** The pods behind a Service, and the container ports behind its ports. */
export interface ServiceShape {
  readonly name: string;
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** By the name of the Service's port, or its number where it has none. */
  readonly ports: { [name: string]: Port };
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: Protocol;
  readonly targetPort?: number | string;
}

interface ServiceManifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: { readonly selector?: Labels; readonly ports?: readonly ServicePort[] };
}

/**
 * Reads the pods behind a Service.
 *
 * @param workload the workload behind it. @default - those of the same tree that carry the labels
 * @param given the namespace, where the Service names none. Workloads that name none are taken to be beside it
 * @throws InvalidInput if nothing is behind it, or a port leads nowhere
 */
export function readServiceShape(service: IConstruct, workload?: IConstruct, given?: string): ServiceShape {
  const manifest = ApiObject.of(service).toJson() as ServiceManifest;
  const { kind, metadata, spec } = manifest;
  if (kind !== 'Service') {
    throw new InvalidInput(
      `This is a ${kind ?? 'resource without a kind'} and no Service.`,
      'For what makes pods use Workload.fromResource.',
    );
  }
  const selector = spec?.selector ?? {};
  if (Object.keys(selector).length === 0) {
    throw new InvalidInput(
      `The Service ${metadata?.name} selects no pods: what it leads to is written by hand, or is a name outside.`,
      'Name the pods with Workload.of, or the addresses with Peer.block.',
    );
  }
  const namespace = namespaceOf(`Service ${metadata?.name}`, metadata?.namespace, given, 'fromService(service, …)');
  const assumed = metadata?.namespace === undefined ? namespace : undefined;
  const behind = workload
    ? [givenWorkload(workload, { namespace, assumed }, selector)]
    : workloadsBehind(service, { namespace, assumed }, selector);
  return {
    name: metadata?.name ?? '',
    namespace,
    selector: LabelSelector.labels({ ...selector }),
    ports: Object.fromEntries(
      (spec?.ports ?? []).map((port) => [port.name ?? String(port.port), containerPort(port, behind)]),
    ),
  };
}

/** Where the Service is, and where what names no namespace is taken to be. */
interface Surroundings {
  readonly namespace: string;
  readonly assumed: string | undefined;
}

function givenWorkload(workload: IConstruct, { namespace, assumed }: Surroundings, selector: Labels): PodShape {
  const shape = readPodShape(ApiObject.of(workload).toJson());
  if ((shape.namespace ?? assumed) !== namespace) {
    throw new InvalidInput(
      `The Service is in namespace ${namespace}, and ${shape.name} in ${shape.namespace ?? 'none that is named'}: a Service leads to pods of its own namespace only.`,
      'Name the workload beside it.',
    );
  }
  if (!hasLabels(shape.labels, selector)) {
    throw new InvalidInput(
      `The Service selects ${textOf(selector)}, but the pods of ${shape.name} carry ${textOf(shape.labels)}.`,
      'Correct the selector of the Service or the labels of the pods; nothing reaches them through it.',
    );
  }
  return shape;
}

/** Every workload of the app, and of the same cluster, whose pods the Service selects. */
function workloadsBehind(service: IConstruct, around: Surroundings, selector: Labels): PodShape[] {
  const { namespace } = around;
  const cluster = Cluster._around(service);
  const beside = (cluster ?? service.node.root).node
    .findAll()
    .filter((construct) => Cluster._around(construct) === cluster)
    .flatMap((construct) => shapeOf(construct, around));
  const behind = beside.filter(({ labels }) => hasLabels(labels, selector));
  if (behind.length > 0) return behind;
  const others = beside.map(({ name, labels }) => `${name} (${textOf(labels)})`).join(', ');
  throw new InvalidInput(
    `No workload of namespace ${namespace} in this app carries ${textOf(selector)}, which the Service selects.${others ? ` There are ${others}.` : ''}`,
    'Correct the selector, or name the workload where another app makes it: fromService(service, { workload }).',
  );
}

/** The pods that a construct makes in the namespace; none where it makes none, or pods that no label could select. */
function shapeOf(construct: IConstruct, { namespace, assumed }: Surroundings): PodShape[] {
  if (!ApiObject.isApiObject(construct) || !KINDS_WITH_PODS.includes(construct.kind)) return [];
  try {
    const shape = readPodShape(construct.toJson());
    return (shape.namespace ?? assumed) === namespace ? [shape] : [];
  } catch (error) {
    if (error instanceof InvalidInput) return [];
    throw error;
  }
}

/** What a Service's port becomes on the pods: policies are judged there, on the number of the container. */
function containerPort(port: ServicePort, behind: readonly PodShape[]): Port {
  const protocol = effectiveProtocol(port);
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return Port.of(protocol, target);
  const found = behind.map((shape) => namedPort(shape, target, protocol, port));
  const numbers = [...new Set(found.map((one) => one.toString()))];
  if (numbers.length === 1) return found[0]!;
  throw new InvalidInput(
    `Port ${port.name ?? port.port} of the Service leads to the container port ${JSON.stringify(target)}, which is ${behind.map((shape, index) => `${found[index]!.toString()} in ${shape.name}`).join(' and ')}.`,
    'Name the workload that is meant: fromService(service, { workload }).',
  );
}

function namedPort({ name, ports }: PodShape, target: string, protocol: Protocol, port: ServicePort): Port {
  const found = Object.hasOwn(ports, target) ? ports[target]! : undefined;
  if (found?.protocol === protocol) return found;
  const known = Object.entries(ports).map(([key, one]) =>
    key === one.toString() ? key : `${key} (${one.toString()})`,
  );
  throw new InvalidInput(
    `Port ${port.name ?? port.port} of the Service leads to the ${protocol} container port called ${JSON.stringify(target)}, which no container of ${name} declares. ${known.length > 0 ? `They declare ${known.join(', ')}.` : 'They declare none.'}`,
    'Write as targetPort the name or the number of a container port.',
  );
}

function textOf(labels: Labels): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return entries.length > 0 ? entries.join(', ') : 'no labels';
}
