/** Kinds that make pods from a template, with the API groups that they live in and the way to the template. */
interface ControllerKind {
  readonly groups: readonly string[];
  readonly template: readonly string[];
}

const TEMPLATE = ['spec', 'template'];

const CONTROLLERS: Readonly<Record<string, ControllerKind>> = {
  Deployment: { groups: ['apps', 'extensions'], template: TEMPLATE },
  ReplicaSet: { groups: ['apps', 'extensions'], template: TEMPLATE },
  DaemonSet: { groups: ['apps', 'extensions'], template: TEMPLATE },
  StatefulSet: { groups: ['apps'], template: TEMPLATE },
  Job: { groups: ['batch'], template: TEMPLATE },
  CronJob: { groups: ['batch'], template: ['spec', 'jobTemplate', 'spec', 'template'] },
  ReplicationController: { groups: [''], template: TEMPLATE },
  DeploymentConfig: { groups: ['apps.openshift.io'], template: TEMPLATE },
};

/** The way to the pod template of an object, or undefined where the object makes no pods that we know of. */
export function templatePathOf(apiVersion: unknown, kind: string): readonly string[] | undefined {
  if (!Object.hasOwn(CONTROLLERS, kind)) return undefined;
  const { groups, template } = CONTROLLERS[kind]!;
  return groups.includes(apiGroupOf(apiVersion)) ? template : undefined;
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
