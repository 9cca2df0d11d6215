import { Analysis } from './analysis';
import { PodGroup, Workload } from '../../manifests/inventory';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';
import { Labels } from '../../model/label-selector';
import { DeclaredPort } from '../../model/rule-ports';
import { labelsOf } from '../universe/replicas';

/** One end of one flow: pods that are alike, or one address outside the cluster. */
export type FlowEnd = PodsEnd | AddressEnd;

export interface PodsEnd {
  readonly kind: 'pods';
  /** How reports call it. */
  readonly id: string;
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  readonly ports: readonly DeclaredPort[];
  readonly hostNetwork: boolean;
  /** `Deployment` or the like, `Pod` for one without a controller; undefined for pods that need not exist. */
  readonly workloadKind?: string;
  readonly addresses: readonly IpAddress[];
  readonly nodeAddresses: readonly IpAddress[];
  /** Equal for two ends that are one and the same pod; undefined where that cannot be known. */
  readonly pod?: string;
}

export interface AddressEnd {
  readonly kind: 'address';
  readonly address: IpAddress;
}

/** The pods of a group, or the one replica of a StatefulSet. */
export function podsEnd(analysis: Analysis, workload: Workload, group: PodGroup, ordinal?: number): PodsEnd {
  const { namespace, id } = workload;
  const replica = ordinal ?? group.ordinals?.first;
  return {
    kind: 'pods',
    id,
    namespace,
    namespaceLabels: analysis.inventory.namespaces.get(namespace)!.labels,
    labels: group.ordinals ? labelsOf(workload.name, group, replica!) : group.labels,
    ports: group.ports,
    hostNetwork: group.hostNetwork,
    workloadKind: workload.kind,
    addresses: parseAll(group.podAddresses),
    nodeAddresses: parseAll(group.nodeAddresses),
    ...(group.podName === undefined ? {} : { pod: `${namespace}/${group.podName}` }),
    ...(ordinal === undefined ? {} : { pod: `${namespace}/${workload.name}-${ordinal}` }),
  };
}

/** Pods that need not exist, by their labels. */
export function imaginedPodsEnd(analysis: Analysis, namespace: string, labels: Labels, id: string): PodsEnd {
  const known = analysis.inventory.namespaces.get(namespace);
  return {
    kind: 'pods',
    id,
    namespace,
    namespaceLabels: known?.labels ?? { [NAMESPACE_NAME_LABEL]: namespace },
    labels,
    ports: [],
    hostNetwork: false,
    addresses: [],
    nodeAddresses: [],
  };
}

function parseAll(texts: readonly string[]): IpAddress[] {
  return texts.flatMap((text) => tryParseIpAddress(text) ?? []);
}
