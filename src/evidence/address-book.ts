import { WorkloadNames } from './workload-names';
import { KubernetesObject } from '../model/kubernetes-object';
import { Labels } from '../model/label-selector';
import { plainAddress } from '../traffic/record/address';
import { JsonMap, asList, asMap, asPort, asText } from '../traffic/record/json-value';
import { momentOf } from '../traffic/record/moment';
import { labelsFrom } from '../traffic/record/pod-end';

/** A port on which a pod says that it listens. */
export interface Listener {
  readonly protocol: string;
  readonly port: number;
  readonly name?: string;
}

/** A pod as one or more snapshots show it, and from when until when it had its addresses. */
export interface PodEntry {
  readonly ns: string;
  readonly name: string;
  readonly owner: string;
  readonly kind: string;
  readonly labels: Labels | undefined;
  /** All of them, for the selectors of Services. */
  readonly allLabels: Labels;
  readonly hostNetwork: boolean;
  readonly addresses: readonly string[];
  readonly listeners: readonly Listener[];
  /** Ports that the kubelet asks whether the pod is well. */
  readonly probed: readonly number[];
  readonly from: number | undefined;
  readonly until: number | undefined;
}

export interface ServiceEntry {
  readonly ns: string;
  readonly name: string;
  readonly selector: Labels | undefined;
  readonly ports: readonly { readonly protocol: string; readonly port: number; readonly target: number | string }[];
}

/** Who had which address, out of snapshots of a cluster. */
export class AddressBook {
  public readonly podsByAddress = new Map<string, PodEntry[]>();
  public readonly podsByName = new Map<string, PodEntry>();
  public readonly nodesByAddress = new Map<string, string>();
  public readonly servicesByAddress = new Map<string, ServiceEntry>();
  public readonly servicesByName = new Map<string, ServiceEntry>();
  /** Addresses behind a Service, as EndpointSlices say. */
  public readonly endpoints = new Map<
    string,
    { readonly addresses: readonly string[]; readonly ports: readonly Listener[] }[]
  >();
  public readonly workloads: WorkloadNames;
  public readonly pods: readonly PodEntry[];

  public constructor(objects: readonly KubernetesObject[]) {
    this.workloads = new WorkloadNames(objects);
    for (const object of objects) this.take(object);
    this.pods = [...this.podsByName.values()];
    for (const pod of this.pods) {
      for (const address of pod.addresses) {
        const others = this.podsByAddress.get(address);
        if (others) others.push(pod);
        else this.podsByAddress.set(address, [pod]);
      }
    }
  }

  private take(object: KubernetesObject): void {
    switch (object.kind) {
      case 'Pod':
        this.takePod(object);
        break;
      case 'Node':
        this.takeNode(object);
        break;
      case 'Service':
        this.takeService(object);
        break;
      case 'EndpointSlice':
        this.takeEndpoints(object);
        break;
      default:
    }
  }

  private takePod(object: KubernetesObject): void {
    const metadata = asMap(object.metadata) ?? {};
    const [ns, name] = [asText(metadata.namespace) ?? 'default', asText(metadata.name)];
    if (name === undefined) return;
    const [spec, status] = [asMap(object.spec) ?? {}, asMap(object.status) ?? {}];
    const listed = asList(status.podIPs).map((entry) => asMap(entry)?.ip);
    const addresses = [...new Set([status.podIP, ...listed].flatMap((ip) => plainAddress(ip) ?? []))];
    const hostNetwork = spec.hostNetwork === true;
    const nodeName = asText(spec.nodeName);
    for (const ip of [
      status.hostIP,
      ...asList(status.hostIPs).map((entry) => asMap(entry)?.ip),
      ...(hostNetwork ? addresses : []),
    ]) {
      const address = plainAddress(ip);
      if (address !== undefined && nodeName !== undefined) this.nodesByAddress.set(address, nodeName);
    }
    const containers = [...asList(spec.containers), ...asList(spec.initContainers)].flatMap<JsonMap>(
      (entry) => asMap(entry) ?? [],
    );
    const labels = asMap(metadata.labels) ?? {};
    const texts = Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    // The later snapshot knows how it ended; a pod of the same name and another uid is another pod.
    const key = `${ns}/${name}/${asText(metadata.uid) ?? ''}`;
    this.podsByName.set(key, {
      ns,
      name,
      ...this.workloads.ownerOf(object),
      labels: labelsFrom(texts.map(([label, value]) => `${label}=${value}`)),
      allLabels: Object.fromEntries(texts),
      hostNetwork,
      addresses,
      listeners: containers.flatMap((container) => listenersOf(container.ports)),
      probed: containers.flatMap((container) => probedPorts(container)),
      from: momentOf(metadata.creationTimestamp),
      until: endOf(metadata.deletionTimestamp, status),
    });
  }

  private takeNode(object: KubernetesObject): void {
    const name = asText(object.metadata?.name);
    if (name === undefined) return;
    for (const entry of asList(asMap(object.status)?.addresses)) {
      const address = plainAddress(asMap(entry)?.address);
      if (address !== undefined) this.nodesByAddress.set(address, name);
    }
  }

  private takeService(object: KubernetesObject): void {
    const [ns, name] = [asText(object.metadata?.namespace) ?? 'default', asText(object.metadata?.name)];
    const spec = asMap(object.spec);
    if (name === undefined || !spec) return;
    const selector = asMap(spec.selector);
    const service: ServiceEntry = {
      ns,
      name,
      selector: selector && Object.keys(selector).length > 0 ? (selector as Labels) : undefined,
      ports: asList(spec.ports).flatMap((value) => {
        const entry = asMap(value);
        const port = asPort(entry?.port);
        if (port === undefined) return [];
        const target = asPort(entry!.targetPort) ?? asText(entry!.targetPort) ?? port;
        return [{ protocol: asText(entry!.protocol) ?? 'TCP', port, target }];
      }),
    };
    this.servicesByName.set(`${ns}/${name}`, service);
    const ingress = asList(asMap(asMap(object.status)?.loadBalancer)?.ingress).map((entry) => asMap(entry)?.ip);
    for (const ip of [spec.clusterIP, ...asList(spec.clusterIPs), ...asList(spec.externalIPs), ...ingress]) {
      const address = plainAddress(ip);
      if (address !== undefined) this.servicesByAddress.set(address, service);
    }
  }

  private takeEndpoints(object: KubernetesObject): void {
    const labels = asMap(object.metadata?.labels);
    const service = asText(labels?.['kubernetes.io/service-name']);
    if (service === undefined) return;
    const key = `${asText(object.metadata?.namespace) ?? 'default'}/${service}`;
    const addresses = asList(object.endpoints).flatMap((value) => {
      const endpoint = asMap(value);
      // Unknown is ready, as the API says.
      if (asMap(endpoint?.conditions)?.ready === false) return [];
      return asList(endpoint?.addresses).flatMap((ip) => plainAddress(ip) ?? []);
    });
    const ports = asList(object.ports).flatMap((value) => {
      const entry = asMap(value);
      const port = asPort(entry?.port);
      const name = asText(entry?.name);
      return port === undefined
        ? []
        : [{ protocol: asText(entry!.protocol) ?? 'TCP', port, ...(name === undefined ? {} : { name }) }];
    });
    this.endpoints.set(key, [...(this.endpoints.get(key) ?? []), { addresses, ports }]);
  }
}

function listenersOf(ports: unknown): Listener[] {
  return asList(ports).flatMap((value) => {
    const entry = asMap(value);
    const port = asPort(entry?.containerPort);
    const name = asText(entry?.name);
    return port === undefined
      ? []
      : [{ protocol: asText(entry!.protocol) ?? 'TCP', port, ...(name === undefined ? {} : { name }) }];
  });
}

function probedPorts(container: JsonMap): number[] {
  const named = listenersOf(container.ports);
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((field) => {
    const probe = asMap(container[field]);
    const action = asMap(probe?.httpGet) ?? asMap(probe?.tcpSocket) ?? asMap(probe?.grpc);
    const port = asPort(action?.port) ?? named.find(({ name }) => name !== undefined && name === action?.port)?.port;
    return port === undefined ? [] : [port];
  });
}

/** When a pod gave its addresses back: it was deleted, or all of its containers have ended. */
function endOf(deletion: unknown, status: JsonMap): number | undefined {
  const deleted = momentOf(deletion);
  if (deleted !== undefined) return deleted;
  if (status.phase !== 'Succeeded' && status.phase !== 'Failed') return undefined;
  const ends = asList(status.containerStatuses).map((value) =>
    momentOf(asMap(asMap(asMap(value)?.state)?.terminated)?.finishedAt),
  );
  const known = ends.filter((end): end is number => end !== undefined);
  // It has ended, and nobody says when: then it had the address at no moment that is known.
  return known.length > 0 ? known.reduce((latest, end) => Math.max(latest, end)) : (momentOf(status.startTime) ?? 0);
}
