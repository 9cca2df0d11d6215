import { isMap } from '../model/is-map';
import { KubernetesObject } from '../model/kubernetes-object';

/** Kinds that make pods from a template, with the API groups that they live in and the way to the template. */
interface ControllerKind {
  readonly groups: readonly string[];
  readonly template: readonly string[];
}

const TEMPLATE = ['spec', 'template'];

const KUBEVIRT = 'kubevirt.io';

const CONTROLLERS: Readonly<Record<string, ControllerKind>> = {
  Deployment: { groups: ['apps', 'extensions'], template: TEMPLATE },
  ReplicaSet: { groups: ['apps', 'extensions'], template: TEMPLATE },
  DaemonSet: { groups: ['apps', 'extensions'], template: TEMPLATE },
  StatefulSet: { groups: ['apps'], template: TEMPLATE },
  Job: { groups: ['batch'], template: TEMPLATE },
  CronJob: { groups: ['batch'], template: ['spec', 'jobTemplate', 'spec', 'template'] },
  ReplicationController: { groups: [''], template: TEMPLATE },
  DeploymentConfig: { groups: ['apps.openshift.io'], template: TEMPLATE },
  VirtualMachine: { groups: [KUBEVIRT], template: TEMPLATE },
  // An instance is its own template.
  VirtualMachineInstance: { groups: [KUBEVIRT], template: [] },
  VirtualMachineInstanceReplicaSet: { groups: [KUBEVIRT], template: TEMPLATE },
  VirtualMachinePool: {
    groups: ['pool.kubevirt.io'],
    template: ['spec', 'virtualMachineTemplate', 'spec', 'template'],
  },
};

/** The way to the pod template of an object, or undefined where the object makes no pods that we know of. */
export function templatePathOf({ apiVersion, kind, spec }: KubernetesObject): readonly string[] | undefined {
  const known = Object.hasOwn(CONTROLLERS, kind) ? CONTROLLERS[kind]! : undefined;
  if (known?.groups.includes(apiGroupOf(apiVersion))) return known.template;
  return !GROUPS_WITHOUT_TEMPLATES.has(apiGroupOf(apiVersion)) && hasPodTemplate(spec) ? TEMPLATE : undefined;
}

/** Whether pods of the object are virtual machines, whose specs have no containers. */
export function isVirtualMachine(apiVersion: unknown): boolean {
  return apiGroupOf(apiVersion).endsWith(KUBEVIRT);
}

/** Groups of Kubernetes itself: all of their kinds that make pods are in the table. */
const GROUPS_WITHOUT_TEMPLATES = new Set(['', 'apps', 'batch', 'extensions', 'networking.k8s.io', 'policy']);

/** A template in the place where all workloads have it, so that kinds which nobody lists are read too. */
function hasPodTemplate(spec: unknown): boolean {
  const template = isMap(spec) ? spec.template : undefined;
  const podSpec = isMap(template) ? template.spec : undefined;
  return isMap(podSpec) && Array.isArray(podSpec.containers);
}

/** `apps` for `apps/v1`, the empty text for the core group. */
export function apiGroupOf(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string') return '';
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

const ENTRY_POINT_KINDS = new Set(['Ingress', 'Gateway', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'Route']);
const ENTRY_POINT_GROUPS = new Set([
  'networking.k8s.io',
  'extensions',
  'gateway.networking.k8s.io',
  'route.openshift.io',
]);

/** Whether an object lets traffic into the cluster. */
export function isEntryPoint(apiVersion: unknown, kind: string): boolean {
  return ENTRY_POINT_KINDS.has(kind) && ENTRY_POINT_GROUPS.has(apiGroupOf(apiVersion));
}
