import { apiGroupOf, isVirtualMachine } from './controllers';
import { FieldReader, NO_LABELS, PlainMap } from './field-reader';
import { OrdinalRange, PodGroup } from './inventory';
import { isGenerated } from './object-identity';
import { ContainerPort, readPodSpec } from './pod-template';
import { VIRT_LAUNCHER_LABELS, readMachinePorts } from './virtual-machine';
import { LabelValue, PodMaker, controllerLabels, labelsOfPods } from '../model/controller-labels';
import { isMap } from '../model/is-map';
import { Labels } from '../model/label-selector';
import { ManifestDocument } from '../model/manifest-document';

/** The object that makes pods, or makes what makes them. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

const NO_ADDRESSES: readonly string[] = [];

/** Reads what policies can see of pods, out of pods themselves and of the templates of controllers. */
export class PodReader {
  private readonly portLists = new Map<string, readonly ContainerPort[]>();
  private latestPorts: readonly ContainerPort[] = [];

  /** @param minor the minor release of Kubernetes, on which labels that controllers add depend */
  public constructor(
    private readonly reader: FieldReader,
    private readonly minor: number | undefined,
  ) {}

  /** One pod, or undefined where it has run to its end: its addresses are given to others. */
  public pod(document: ManifestDocument, name: string): PodGroup | undefined {
    const { object } = document;
    const status = object.status === undefined ? {} : (this.reader.map(document, object.status, 'status') ?? {});
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return undefined;
    const { ports, hostNetwork, serviceAccount } = readPodSpec(this.reader, document, object.spec, ['spec']);
    return {
      podName: name,
      labels: this.labelsOf(document),
      ports: this.shared(ports),
      hostNetwork,
      serviceAccount,
      podAddresses: this.addresses(document, status, 'podIP', 'podIPs'),
      nodeAddresses: this.addresses(document, status, 'hostIP', 'hostIPs'),
      ordinals: undefined,
      document,
    };
  }

  /** The pods that a controller makes. */
  public template(document: ManifestDocument, path: readonly string[]): PodGroup {
    const { object } = document;
    let value: unknown = object;
    path.forEach((step, index) => {
      value = this.reader.map(document, value, ...path.slice(0, index))?.[step];
    });
    const template = this.reader.map(document, value, ...path) ?? {};
    const metadata = this.reader.map(document, template.metadata, ...path, 'metadata');
    const written = this.reader.labels(document, metadata?.labels, ...path, 'metadata', 'labels');
    const isMachine = isVirtualMachine(object.apiVersion);
    const spec = isMachine
      ? {
          ports: this.machinePorts(document, template.spec, [...path, 'spec']),
          hostNetwork: false,
          serviceAccount: 'default',
        }
      : readPodSpec(this.reader, document, template.spec, [...path, 'spec']);
    const { ports, hostNetwork, serviceAccount } = spec;
    return {
      podName: undefined,
      labels: labelsOfPods(
        isMachine ? { ...written, ...VIRT_LAUNCHER_LABELS } : written,
        this.makerOf(document),
        this.minor,
      ),
      ports: this.shared(ports),
      hostNetwork,
      serviceAccount,
      podAddresses: NO_ADDRESSES,
      nodeAddresses: NO_ADDRESSES,
      ordinals:
        object.kind === 'StatefulSet' && apiGroupOf(object.apiVersion) === 'apps'
          ? this.ordinalsOf(document)
          : undefined,
      document,
    };
  }

  /** The labels of the object itself. */
  public labelsOf(document: ManifestDocument): Labels {
    const { metadata } = document.object;
    return metadata?.labels ? this.reader.labels(document, metadata.labels, 'metadata', 'labels') : NO_LABELS;
  }

  /** The controller of an object, where it names one. */
  public ownerOf(document: ManifestDocument): Owner | undefined {
    const metadata = document.object.metadata as PlainMap | undefined | null;
    const references = metadata?.ownerReferences;
    if (references === undefined || references === null) return undefined;
    const list = this.reader.list(document, references, 'metadata', 'ownerReferences');
    for (let i = 0; i < list.length; i++) {
      const reference = this.reader.map(document, list[i], 'metadata', 'ownerReferences', i);
      if (!reference || reference.controller !== true) continue;
      const name = this.reader.text(document, reference.name, 'metadata', 'ownerReferences', i, 'name');
      const kind = this.reader.text(document, reference.kind, 'metadata', 'ownerReferences', i, 'kind');
      // A static pod belongs to its node, which is no controller that could make another one like it.
      if (name !== undefined && kind !== 'Node') return { kind: kind ?? 'Pod', name };
    }
    return undefined;
  }

  private makerOf({ object }: ManifestDocument): PodMaker {
    const { apiVersion, kind, metadata, spec } = object;
    const own = isMap(spec) ? spec : {};
    return {
      group: apiGroupOf(apiVersion),
      kind,
      name: isGenerated(object) ? undefined : metadata?.name,
      indexed: own.completionMode === 'Indexed',
      manualSelector: own.manualSelector === true,
    };
  }

  private machinePorts(document: ManifestDocument, value: unknown, path: readonly string[]): readonly ContainerPort[] {
    return readMachinePorts(this.reader, document, this.reader.map(document, value, ...path) ?? {}, path);
  }

  private ordinalsOf(document: ManifestDocument): OrdinalRange {
    const spec = this.reader.map(document, document.object.spec, 'spec') ?? {};
    const ordinals = this.reader.map(document, spec.ordinals, 'spec', 'ordinals');
    const first = this.reader.wholeNumber(document, ordinals?.start, 'spec', 'ordinals', 'start') ?? 0;
    const replicas = this.reader.wholeNumber(document, spec.replicas, 'spec', 'replicas') ?? 1;
    // A set scaled to zero is scaled up again some day.
    const hasIndexLabel = controllerLabels(this.makerOf(document), this.minor).some(
      ({ value }) => value === LabelValue.ORDINAL,
    );
    return { first, count: Math.max(1, replicas), hasIndexLabel };
  }

  private addresses(document: ManifestDocument, status: PlainMap, one: string, many: string): readonly string[] {
    if (status[one] === undefined && status[many] === undefined) return NO_ADDRESSES;
    const first = this.reader.text(document, status[one], 'status', one);
    const list = this.reader.list(document, status[many], 'status', many);
    if (!first && list.length === 0) return NO_ADDRESSES;
    const all = new Set(first ? [first] : []);
    for (let i = 0; i < list.length; i++) {
      const entry = this.reader.map(document, list[i], 'status', many, i);
      const ip = this.reader.text(document, entry?.ip, 'status', many, i, 'ip');
      if (ip) all.add(ip);
    }
    return [...all];
  }

  /** One list for all pods with the same ports: replicas of one program are most of a large cluster. */
  private shared(ports: readonly ContainerPort[]): readonly ContainerPort[] {
    if (ports.length === 0 || samePorts(ports, this.latestPorts)) return ports.length === 0 ? ports : this.latestPorts;
    const key = JSON.stringify(ports);
    const known = this.portLists.get(key);
    if (!known) this.portLists.set(key, ports);
    this.latestPorts = known ?? ports;
    return this.latestPorts;
  }
}

function samePorts(a: readonly ContainerPort[], b: readonly ContainerPort[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]!.number !== b[i]!.number || a[i]!.name !== b[i]!.name || a[i]!.protocol !== b[i]!.protocol) return false;
  }
  return true;
}
