import { Analysis } from './analysis';
import { PodGroup, Workload } from '../../manifests/inventory';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';
import { Labels } from '../../model/label-selector';
import { labelsWithFacts } from '../../model/pod-facts';
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
  /** Which pods of the input these are; undefined for pods that need not exist. */
  readonly source?: PodSource;
}

export interface PodSource {
  readonly group: PodGroup;
  /** The replica that stands for the end, where replicas have labels of their own. */
  readonly replica: number | undefined;
  /** Their class, where that is known. */
  readonly classId?: number;
}

export interface AddressEnd {
  readonly kind: 'address';
  readonly address: IpAddress;
}

/** The pods of a group, or the one replica of a StatefulSet. */
export function podsEnd(analysis: Analysis, workload: Workload, group: PodGroup, ordinal?: number): PodsEnd {
  const { namespace, id } = workload;
  const replica = ordinal ?? group.ordinals?.first;
  const labels = group.ordinals ? labelsOf(workload.name, group, replica!) : group.labels;
  const { labels: namespaceLabels } = analysis.inventory.namespaces.get(namespace)!;
  return {
    kind: 'pods',
    id,
    namespace,
    namespaceLabels,
    labels: labelsWithFacts(labels, group.serviceAccount, analysis.universe.vocabulary.podKeys, namespaceLabels),
    ports: group.ports,
    hostNetwork: group.hostNetwork,
    workloadKind: workload.kind,
    addresses: parseAll(group.podAddresses),
    nodeAddresses: parseAll(group.nodeAddresses),
    source: { group, replica },
    ...(group.podName === undefined ? {} : { pod: `${namespace}/${group.podName}` }),
    ...(ordinal === undefined ? {} : { pod: `${namespace}/${workload.name}-${ordinal}` }),
  };
}

/** Pods that need not exist, by their labels. */
export function imaginedPodsEnd(analysis: Analysis, namespace: string, labels: Labels, id: string): PodsEnd {
  const namespaceLabels = analysis.inventory.namespaces.get(namespace)?.labels ?? { [NAMESPACE_NAME_LABEL]: namespace };
  return {
    kind: 'pods',
    id,
    namespace,
    namespaceLabels,
    labels: labelsWithFacts(labels, undefined, analysis.universe.vocabulary.podKeys, namespaceLabels),
    ports: [],
    hostNetwork: false,
    addresses: [],
    nodeAddresses: [],
  };
}

function parseAll(texts: readonly string[]): IpAddress[] {
  return texts.flatMap((text) => tryParseIpAddress(text) ?? []);
}
