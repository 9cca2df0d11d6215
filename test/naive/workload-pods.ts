import { labelsOf, withoutLists } from './cluster';
import type { Metadata, PodSpec } from './kubernetes';
import { SOME_VALUE, type PodLabels } from './selectors';

interface Template {
  metadata?: Metadata | null;
  spec?: PodSpec | null;
}

interface Controller {
  apiVersion?: string;
  kind: string;
  metadata: Metadata & { name: string };
  spec?: {
    replicas?: number | null;
    completionMode?: string;
    template?: Template | null;
    ordinals?: { start?: number | null } | null;
    jobTemplate?: { spec?: { template?: Template | null } | null } | null;
  } | null;
}

const apiVersions: Record<string, string> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ReplicationController: 'v1',
};

/**
 * The objects with a pod beside each controller's template, because the naive evaluator knows only pods: one pod
 * stands for all replicas, which are alike; a StatefulSet gets each of its pods, whose labels tell them apart.
 */
export function withWorkloadPods(objects: unknown[]): unknown[] {
  return objects.flatMap(withoutLists).flatMap((object) => [object, ...(isController(object) ? podsOf(object) : [])]);
}

/** What the controllers of Kubernetes 1.28 and later add to the labels of the template. */
function added({ kind, metadata, spec }: Controller): PodLabels {
  switch (kind) {
    case 'Deployment':
      return { 'pod-template-hash': SOME_VALUE };
    case 'DaemonSet':
      return { 'controller-revision-hash': SOME_VALUE, 'pod-template-generation': SOME_VALUE };
    case 'StatefulSet':
      return { 'controller-revision-hash': SOME_VALUE };
    case 'Job':
    case 'CronJob': {
      const name = kind === 'Job' ? metadata.name : SOME_VALUE;
      return {
        'job-name': name,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': SOME_VALUE,
        'batch.kubernetes.io/controller-uid': SOME_VALUE,
        ...(spec?.completionMode === 'Indexed' && { 'batch.kubernetes.io/job-completion-index': SOME_VALUE }),
      };
    }
    default:
      return {};
  }
}

function isController(object: unknown): object is Controller {
  if (object === null || typeof object !== 'object') return false;
  const { kind, apiVersion } = object as Partial<Controller>;
  return typeof kind === 'string' && Object.hasOwn(apiVersions, kind) && apiVersions[kind] === apiVersion;
}

function podsOf(controller: Controller): unknown[] {
  const { kind, metadata, spec } = controller;
  const template = (kind === 'CronJob' ? spec?.jobTemplate?.spec?.template : spec?.template) ?? {};
  const pod = (name: string, labels: PodLabels) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: { ...added(controller), ...labelsOf(template), ...labels },
      ownerReferences: [{ kind, name: metadata.name, controller: true }],
    },
    spec: template.spec,
  });
  if (kind !== 'StatefulSet') return [pod(`${metadata.name}-pod`, {})];

  const start = spec?.ordinals?.start ?? 0;
  return Array.from({ length: spec?.replicas ?? 1 }, (_, index) => {
    const name = `${metadata.name}-${start + index}`;
    return pod(name, {
      'apps.kubernetes.io/pod-index': String(start + index),
      'statefulset.kubernetes.io/pod-name': name,
    });
  });
}
