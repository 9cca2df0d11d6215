import { Labels, UNKNOWN_LABEL_VALUE } from './label-selector';

/** What a controller writes as the value of a label. */
export enum LabelValue {
  /** The name of the object that makes the pods. */
  NAME = 'name',
  /** A hash, a UID or a number that no manifest says. */
  UNKNOWN = 'unknown',
  /** The name of each pod of a StatefulSet. */
  POD_NAME = 'pod name',
  /** The ordinal of each pod of a StatefulSet. */
  ORDINAL = 'ordinal',
}

/** A label that a controller adds to the pods it makes, beside those of the template. */
export interface ControllerLabel {
  readonly key: string;
  readonly value: LabelValue;
  /** The first minor release of Kubernetes 1 with the label. @default - every release that is still in use */
  readonly since?: number;
  /** Only for an object that says so. */
  readonly when?: 'indexed job';
}

const JOBS: readonly ControllerLabel[] = [
  { key: 'job-name', value: LabelValue.NAME },
  { key: 'controller-uid', value: LabelValue.UNKNOWN },
  { key: 'batch.kubernetes.io/job-name', value: LabelValue.NAME, since: 27 },
  { key: 'batch.kubernetes.io/controller-uid', value: LabelValue.UNKNOWN, since: 27 },
  { key: 'batch.kubernetes.io/job-completion-index', value: LabelValue.UNKNOWN, since: 28, when: 'indexed job' },
];

const REVISION: ControllerLabel = { key: 'controller-revision-hash', value: LabelValue.UNKNOWN };
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
export const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/**
 * By the kind of what makes the pods, with its API group. A ReplicaSet adds none: the hash on its pods is in its own
 * template, where the Deployment wrote it.
 *
 * Sources: kubernetes.io/docs/reference/labels-annotations-taints; kubernetes/kubernetes
 * pkg/registry/batch/job/strategy.go (Jobs), pkg/controller/deployment/sync.go, pkg/controller/daemon/util,
 * pkg/controller/statefulset/stateful_set_utils.go; kubevirt/kubevirt pkg/virt-controller/services/template.go;
 * openshift/api apps/v1; argoproj/argo-rollouts docs/features/specification.md; knative/serving pkg/apis/serving/register.go;
 * openkruise/kruise apis/apps/v1alpha1.
 */
const BY_KIND: Readonly<Record<string, readonly ControllerLabel[]>> = {
  'apps/Deployment': [{ key: 'pod-template-hash', value: LabelValue.UNKNOWN }],
  'apps/DaemonSet': [REVISION, { key: 'pod-template-generation', value: LabelValue.UNKNOWN }],
  'apps/StatefulSet': [
    REVISION,
    { key: POD_NAME_LABEL, value: LabelValue.POD_NAME },
    { key: POD_INDEX_LABEL, value: LabelValue.ORDINAL, since: 28 },
  ],
  'batch/Job': JOBS,
  // The name of a Job that a CronJob makes ends in the time at which it was due.
  'batch/CronJob': JOBS.map((label) => ({ ...label, value: LabelValue.UNKNOWN })),
  'apps.openshift.io/DeploymentConfig': [
    { key: 'deploymentconfig', value: LabelValue.NAME },
    { key: 'deployment', value: LabelValue.UNKNOWN },
  ],
  'kubevirt.io/VirtualMachine': virtLauncher(),
  'kubevirt.io/VirtualMachineInstance': virtLauncher(),
  'argoproj.io/Rollout': [{ key: 'rollouts-pod-template-hash', value: LabelValue.UNKNOWN }],
  'serving.knative.dev/Service': [
    { key: 'serving.knative.dev/service', value: LabelValue.NAME },
    { key: 'serving.knative.dev/configuration', value: LabelValue.NAME },
    { key: 'serving.knative.dev/revision', value: LabelValue.UNKNOWN },
    { key: 'pod-template-hash', value: LabelValue.UNKNOWN },
  ],
  'apps.kruise.io/CloneSet': [
    REVISION,
    { key: 'pod-template-hash', value: LabelValue.UNKNOWN },
    { key: 'apps.kruise.io/cloneset-instance-id', value: LabelValue.UNKNOWN },
  ],
  'apps.kruise.io/DaemonSet': [REVISION, { key: 'pod-template-generation', value: LabelValue.UNKNOWN }],
  'apps.kruise.io/StatefulSet': [REVISION, { key: POD_NAME_LABEL, value: LabelValue.UNKNOWN }],
};

function virtLauncher(): readonly ControllerLabel[] {
  return [
    { key: 'vm.kubevirt.io/name', value: LabelValue.NAME },
    { key: 'kubevirt.io/created-by', value: LabelValue.UNKNOWN },
    { key: 'kubevirt.io/nodeName', value: LabelValue.UNKNOWN },
  ];
}

/** What makes pods, as far as the labels of its pods depend on it. */
export interface PodMaker {
  readonly group: string;
  readonly kind: string;
  /** Undefined where the API server makes the name. */
  readonly name: string | undefined;
  /** A Job with `completionMode: Indexed`. */
  readonly indexed?: boolean;
  /** A Job with `manualSelector: true` gets no labels that select its pods. */
  readonly manualSelector?: boolean;
}

/** The labels that the pods of `maker` carry beside those of the template, whatever the template says. */
export function controllerLabels(maker: PodMaker, minor = Infinity): readonly ControllerLabel[] {
  const group = maker.group === 'extensions' ? 'apps' : maker.group;
  const key = `${group}/${maker.kind}`;
  if (!Object.hasOwn(BY_KIND, key)) return [];
  return BY_KIND[key]!.filter(
    ({ since = 0, when }) =>
      since <= minor && (when ? maker.indexed === true : !(maker.manualSelector === true && group === 'batch')),
  );
}

/**
 * The labels of pods that a template makes: its own, and what the controller adds. A value that nobody can know is
 * {@link UNKNOWN_LABEL_VALUE}. Labels that tell replicas of a StatefulSet apart are not among them.
 */
export function labelsOfPods(template: Labels, maker: PodMaker, minor?: number): Labels {
  const added = controllerLabels(maker, minor).filter(
    ({ key, value }) => value !== LabelValue.POD_NAME && value !== LabelValue.ORDINAL && !Object.hasOwn(template, key),
  );
  if (added.length === 0) return template;
  const labels: Record<string, string> = { ...template };
  for (const { key, value } of added) {
    labels[key] = value === LabelValue.NAME ? (maker.name ?? UNKNOWN_LABEL_VALUE) : UNKNOWN_LABEL_VALUE;
  }
  return labels;
}

const KEYS: ReadonlySet<string> = new Set(Object.values(BY_KIND).flatMap((labels) => labels.map(({ key }) => key)));

/** Whether controllers write the label, so that it changes with a rollout or differs from pod to pod. */
export function isControllerLabel(key: string): boolean {
  return KEYS.has(key);
}

/** `29` for `1.29` or `v1.29.3`; undefined for what is no version. */
export function minorOf(kubernetesVersion: string | undefined): number | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.|$)/.exec(kubernetesVersion ?? '');
  return match ? Number(match[1]) : undefined;
}
