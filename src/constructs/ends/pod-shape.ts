import { labelsOfPods } from '../../model/controller-labels';
import { effectiveProtocol } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { LabelSelector, Labels, UNKNOWN_LABEL_VALUE } from '../../model/label-selector';
import { LabelSelectorSpec } from '../../model/network-policy';
import { Port } from '../../model/port';
import { Protocol } from '../../model/protocol';

/** What a policy needs to know of the pods that a resource makes. */
export interface PodShape {
  readonly name: string;
  /** Undefined where the resource names none, so that it depends on how it is applied. */
  readonly namespace: string | undefined;
  readonly selector: LabelSelector;
  /** What the pods carry, which is often more than the selector asks for. */
  readonly labels: Labels;
  readonly ports: { [name: string]: Port };
}

interface ContainerShape {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: Protocol }[];
  readonly restartPolicy?: string;
}

interface PodSpecShape {
  readonly containers?: readonly ContainerShape[];
  readonly initContainers?: readonly ContainerShape[];
}

interface TemplateShape {
  readonly metadata?: { readonly labels?: { [key: string]: string } };
  readonly spec?: PodSpecShape;
}

interface ResourceShape extends TemplateShape {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: { [key: string]: string };
  };
  readonly spec?: PodSpecShape & {
    readonly selector?: LabelSelectorSpec;
    readonly manualSelector?: boolean;
    readonly template?: TemplateShape;
    readonly jobTemplate?: { readonly spec?: { readonly template?: TemplateShape } };
  };
}

/** What makes pods. */
export const KINDS_WITH_PODS = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'];

/**
 * Reads the pods out of a resource's manifest.
 *
 * The labels come from the pod template rather than from the resource's own selector, which Jobs do not write; where
 * both are there, the selector is taken, since it is what keeps matching when the template gets more labels.
 */
export function readPodShape(manifest: unknown): PodShape {
  const resource = manifest as ResourceShape;
  const template = templateOf(resource);
  const labels = template.metadata?.labels ?? {};
  const ownSelector = resource.kind === 'Pod' || resource.kind === 'Job' ? undefined : resource.spec?.selector;
  const known = knownLabels(resource, labels);
  // The pods of a Job can be told by its name even where the template has no label.
  const asked = Object.keys(labels).length > 0 ? labels : shortest(known);
  if (!ownSelector && Object.keys(asked).length === 0) {
    throw new InvalidInput(
      `The pods of ${resource.kind} ${resource.metadata?.name} have no labels, so no policy can select them.`,
      "Give the pods a label, for example podMetadata: { labels: { app: 'report' } }.",
    );
  }
  return {
    name: resource.metadata?.name ?? '',
    namespace: resource.metadata?.namespace,
    labels: known,
    selector: ownSelector ? LabelSelector.fromManifest(ownSelector) : LabelSelector.labels(asked),
    ports: portsOf(template.spec ?? {}),
  };
}

/**
 * The namespace of a resource: its own, or the one that is said where it names none.
 *
 * @throws InvalidInput if neither says it, or they differ
 */
export function namespaceOf(
  resource: string,
  own: string | undefined,
  given: string | undefined,
  call: string,
): string {
  if (own !== undefined && given !== undefined && own !== given) {
    throw new InvalidInput(`${resource} is in namespace ${own}, and ${given} is given.`, 'Leave out the option.');
  }
  const namespace = own ?? given;
  if (namespace !== undefined) return namespace;
  throw new InvalidInput(
    `${resource} names no namespace, so whoever applies it decides which one it is in.`,
    `Give its chart one, new Chart(app, 'shop', { namespace: 'shop' }), or say which: ${call.replace('…', "{ namespace: 'shop' }")}.`,
  );
}

/** The labels of the template, and those that the controller adds with a value which the name decides. */
function knownLabels({ apiVersion, kind = '', metadata, spec }: ResourceShape, labels: Labels): Labels {
  const [group = ''] = (apiVersion ?? '').includes('/') ? apiVersion!.split('/') : [''];
  const maker = { group, kind, name: metadata?.name, manualSelector: spec?.manualSelector };
  const all = Object.entries(labelsOfPods(labels, maker));
  return Object.fromEntries(all.filter(([, value]) => value !== UNKNOWN_LABEL_VALUE));
}

/** The first of the labels alone: every release of Kubernetes has that of a Job. */
function shortest(labels: Labels): { [key: string]: string } {
  return Object.fromEntries(Object.entries(labels).slice(0, 1));
}

function templateOf(resource: ResourceShape): TemplateShape {
  const template =
    resource.kind === 'Pod' ? resource : (resource.spec?.jobTemplate?.spec?.template ?? resource.spec?.template);
  if (!template && KINDS_WITH_PODS.includes(resource.kind ?? '')) {
    throw new InvalidInput(
      `The ${resource.kind} ${resource.metadata?.name} has no pod template, so nothing is known of its pods.`,
      'Give it one first: spec.template with the labels and container ports of the pods.',
    );
  }
  if (!template || !KINDS_WITH_PODS.includes(resource.kind ?? '')) {
    throw new InvalidInput(
      `A ${resource.kind ?? 'resource without a kind'} makes no pods.`,
      `Give a resource that does: ${KINDS_WITH_PODS.join(', ')}. For the pods behind a Service use Workload.fromService.`,
    );
  }
  return template;
}

function portsOf(spec: PodSpecShape): { [name: string]: Port } {
  // Plain init containers are gone before traffic comes; those that restart always are sidecars and serve.
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = new Map<string, Port>();
  for (const entry of [...(spec.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? [])) {
    const port = Port.of(effectiveProtocol(entry), entry.containerPort);
    ports.set(entry.name ?? port.toString(), port);
  }
  return Object.fromEntries(ports);
}
