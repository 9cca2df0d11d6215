import { Inventory } from '../../manifests/inventory';
import { plainDocument } from '../../manifests/plain-document';
import { KubernetesObject } from '../../model/kubernetes-object';
import { Labels } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { EndFacts } from '../../traffic/record/end';

interface LoggedPod {
  readonly ns: string;
  readonly owner: string;
  readonly kind: string;
  readonly labels: Labels;
}

/**
 * Pods that logs name with their labels, for namespaces of which the manifests hold no workload at all. Where they hold
 * some, what is missing among them is gone, and nothing is made up for it.
 */
export function podsOfLogs(records: readonly TrafficRecord[], { workloads }: Inventory): ManifestDocument[] {
  const known = new Set(workloads.map(({ namespace }) => namespace));
  const pods = new Map<string, LoggedPod>();
  for (const { from, to } of records) {
    for (const end of [from, to]) {
      const pod = loggedPod(end);
      if (pod && !known.has(pod.ns)) pods.set(`${pod.ns}/${pod.owner}[${pod.kind}]`, pod);
    }
  }
  return [...pods].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pod]) => plainDocument(manifestOf(pod), 'traffic'));
}

function loggedPod({ role, ns, owner, kind, labels }: EndFacts): LoggedPod | undefined {
  if (role !== 'workload' || ns === undefined || owner === undefined || !labels) return undefined;
  return { ns, owner, kind: kind ?? 'Deployment', labels };
}

function manifestOf({ ns, owner, kind, labels }: LoggedPod): KubernetesObject {
  const isPod = kind === 'Pod';
  const ownerReferences = isPod ? undefined : [{ apiVersion: 'v1', kind, name: owner, controller: true }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: ns,
      name: isPod ? owner : `${owner}-seen`,
      labels,
      ...(ownerReferences && { ownerReferences }),
    } as KubernetesObject['metadata'],
    spec: { containers: [{ name: 'seen', ports: [] as { containerPort: number; protocol: Protocol }[] }] },
  };
}
