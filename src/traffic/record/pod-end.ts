import { End, EndFacts } from './end';
import { Labels } from '../../model/label-selector';

/** What Kubernetes makes random names of: no vowels, so that no words come out. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';
const DEPLOYMENT_POD = new RegExp(`^(.+)-${RANDOM}{8,10}-${RANDOM}{5}$`);
const REPLICA_SET = new RegExp(`^(.+)-${RANDOM}{8,10}$`);

/** The name of the Deployment of a pod, where the pod's name has the form that such pods have. */
export function deploymentOfPod(pod: string): string | undefined {
  return DEPLOYMENT_POD.exec(pod)?.[1];
}

/** The name of the Deployment of a ReplicaSet; undefined where the tail is no hash, as in `my-app-canary`. */
export function deploymentOfReplicaSet(replicaSet: string): string | undefined {
  return REPLICA_SET.exec(replicaSet)?.[1];
}

/** What a log says of a pod. */
export interface PodMention {
  readonly namespace: string;
  readonly pod?: string;
  readonly ip?: string;
  readonly labels?: Labels;
  readonly workload?: { readonly kind?: string; readonly name: string };
  readonly service?: EndFacts['service'];
}

/** The end that is this pod. */
export function podEnd({ namespace, pod, ip, labels, workload, service }: PodMention): End {
  return new End({
    role: 'workload',
    ns: namespace,
    ...ownerOf(pod, workload),
    ...(pod === undefined ? {} : { pod }),
    ...(ip === undefined ? {} : { ip }),
    ...(labels === undefined ? {} : { labels }),
    ...(service === undefined ? {} : { service }),
  });
}

/** The end that is this address, of whomever it may be. */
export function addressEnd(ip: string, more: Partial<EndFacts> = {}): End {
  return new End({ role: 'unknown', ip, ...more });
}

function ownerOf(
  pod: string | undefined,
  workload: PodMention['workload'],
): Pick<EndFacts, 'owner' | 'kind' | 'ownerGuessed'> {
  if (workload) {
    const { kind, name } = workload;
    const deployment = kind === 'ReplicaSet' ? deploymentOfReplicaSet(name) : undefined;
    if (deployment !== undefined) return { owner: deployment, kind: 'Deployment', ownerGuessed: true };
    return { owner: name, ...(kind === undefined ? {} : { kind }) };
  }
  if (pod === undefined) return {};
  const deployment = deploymentOfPod(pod);
  return deployment === undefined
    ? { owner: pod, kind: 'Pod' }
    : { owner: deployment, kind: 'Deployment', ownerGuessed: true };
}

/** Labels that differ between replicas or revisions of one workload, which no policy should select. */
const UNSTABLE = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'job-name',
]);

/** Labels from texts such as `app=web`, sorted, without those that no policy should select. */
export function labelsFrom(texts: readonly string[]): Labels | undefined {
  const entries: [string, string][] = [];
  for (const text of texts) {
    const equals = text.indexOf('=');
    const key = equals < 0 ? text : text.slice(0, equals);
    if (key === '' || UNSTABLE.has(key) || key.startsWith('topology.kubernetes.io/')) continue;
    entries.push([key, equals < 0 ? '' : text.slice(equals + 1)]);
  }
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
