import {
  Kind,
  MOMENT,
  NUMBER,
  TEXT,
  TRUTH,
  describe,
  isPlain,
  kind,
  listOf,
  mapOf,
  oneOf,
  optional,
  struct,
} from './given';
import { InvalidInput } from './invalid-input';
import {
  LabelSelectorRequirement,
  LabelSelectorSpec,
  NetworkPolicyPortSpec,
  PolicyType,
  SelectorOperator,
} from './network-policy';
import { Protocol } from './protocol';

/**
 * The kinds of values that the public API takes. Each is known by a member that nothing else has, and not by its class,
 * since two copies of the package may be loaded; so this floor needs nothing of the floors above either.
 */
function made(noun: string, member: string, write: string | ((given: unknown) => string)): Kind {
  return kind(noun, (given) => has(given, member), write);
}

export const PORT = made('a Port', 'toManifest', (given) => {
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof number === 'number') return `Write Port.tcp(${number}), or Port.udp(${number}).`;
  const known = typeof given === 'string' && given.includes('/');
  return known ? `Write Port.parse(${JSON.stringify(given)}).` : 'Write Port.tcp(8443) with the container port.';
});

export const CIDR = made('a Cidr', 'overlaps', (given) => {
  if (typeof given !== 'string') return "Write Cidr.of('198.51.100.0/24').";
  return given.includes('/')
    ? `Write Cidr.of(${JSON.stringify(given)}).`
    : `Write Cidr.address(${JSON.stringify(given)}).`;
});

export const SELECTOR = made('a LabelSelector', 'withNotIn', (given) =>
  isPlain(given) ? `Write LabelSelector.labels(…) with it.` : "Write LabelSelector.labels({ app: 'web' }).",
);

export const WORKLOAD = made('a Workload', '_onlyPort', workloadFor);

/** A class of one's own will do, in whatever language it is written. */
export const PEER = kind('the end of a flow (a Workload or a Peer)', isPeer, (given) => {
  if (has(given, 'overlaps')) return 'Write Peer.block(…) with it.';
  if (has(given, 'containerPorts')) return "Write Peer.service(…, 'name') with it.";
  if (has(given, '_portsOf')) return 'Open flows to services of the catalogue with AllowService.';
  if (typeof given === 'string' && /^[\da-f.:]+\/\d+$/i.test(given)) {
    return `Write Peer.block(Cidr.of(${JSON.stringify(given)})).`;
  }
  if (typeof given === 'string') {
    return `Write Peer.namespace(${JSON.stringify(given)}) for every pod of that namespace, or name the workload: stack.workload(…).`;
  }
  return workloadFor(given);
});

/** How to come from what somebody has to the workload that is meant. */
function workloadFor(given: unknown): string {
  if (has(given, 'allPods')) {
    return 'Write stack.allPods for every pod of its namespace, or stack.workload(…) for some.';
  }
  if (has(given, 'node')) {
    return 'Write Workload.fromResource(…) with what makes the pods, or Workload.fromService(…) with their Service.';
  }
  return "Write stack.workload('web', { labels: { app: 'web' } }), or Workload.of(…) for pods of another team.";
}

export const PLATFORM = made('a Platform', '_dnsServers', (given) =>
  typeof given === 'string' && /^[a-z0-9]+$/.test(given)
    ? `Write Platform.${given}() if there is one.`
    : 'Write Platform.kubeadm(), Platform.eks() or the like.',
);
export const CNI = made('a Cni', '_profile', 'Write Cni.calico(), Cni.cilium() or the like.');
export const MESH = made('a Mesh', 'probeSources', 'Write Mesh.istioSidecar(), Mesh.istioAmbient() or Mesh.linkerd().');
export const BASELINE = made('a Baseline', 'directions', (given) =>
  isPlain(given) ? 'Write Baseline.of(…) with it.' : 'Write Baseline.denyAll(), Baseline.none() or Baseline.of({ … }).',
);
export const CLUSTER = made('a Cluster', 'clusterName', "Write new Cluster(app, 'prod-eu', { platform }).");
export const CLOUD_METADATA = made('a CloudMetadata', '_endpoints', 'Write CloudMetadata.aws() or the like.');
export const SERVICE_LOCATION = made('a ServiceLocation', 'containerPorts', (given) =>
  isPlain(given)
    ? 'Write ServiceLocation.of(…) with it.'
    : "Write ServiceLocation.of({ namespace: 'vault', podLabels: { app: 'vault' }, ports: [Port.tcp(8200)] }).",
);
export const INGRESS_CONTROLLER = made('an IngressController', '_ends', (given) =>
  has(given, 'containerPorts')
    ? 'Write IngressController.at(…) with it.'
    : 'Write IngressController.nginx() or the like.',
);
export const SHARED_SERVICE = made('a SharedService', '_portsOf', (given) => {
  if (Array.isArray(given)) return 'These are several; name the one that is used, for example Catalog.argocdServer().';
  const name = typeof given === 'string' && /^[a-z]+$/i.test(given) ? given : 'vault';
  return `Write Catalog.${name}(), or Catalog.of('sec.vault') with an id of docs/PLATFORMS.md.`;
});
/** A port by the name that a workload gives it, or in the notation of reports. */
export const PORT_TEXT = kind(
  'a text',
  (given) => typeof given === 'string',
  (given) => {
    const port = has(given, 'toManifest') ? String(given) : `TCP/${typeof given === 'number' ? given : 8443}`;
    return `Write '${port}', or the name of a port that the workload declares.`;
  },
);
/** An end of a question. */
export const END_TEXT = kind(
  'a text',
  (given) => typeof given === 'string',
  (given) =>
    has(given, '_onlyPort') ? `Write '${String(given)}'.` : "Write 'namespace/name', for example 'shop/web'.",
);
export const RESOURCE = made(
  'a resource of a cdk8s program',
  'node',
  'Give the Deployment, Service or ApiObject itself.',
);

export const DIRECTIONS = listOf(oneOf('PolicyType', PolicyType));
export const LABELS = mapOf(TEXT, "{ app: 'web' }");
export const PORTS = listOf(PORT);
export const CIDRS = listOf(CIDR);
export const TEXTS = listOf(TEXT);
export const PEERS_BY_NAME = mapOf(PEER, "{ nodes: Peer.block(Cidr.of('10.0.0.0/24')) }");

export const EXCEPTION = struct<{ owner: unknown; expires: unknown; reason: unknown; ticket: unknown }>(
  'an exception',
  {
    owner: TEXT,
    expires: kind(
      'a day',
      (given) => typeof given === 'string',
      "Write the last day in quotes, for example '2099-12-31'.",
    ),
    reason: optional(TEXT),
    ticket: optional(TEXT),
  },
);

/** The metadata of cdk8s, as far as it decides how a policy is called and marked. */
export const METADATA = struct<{
  name: unknown;
  namespace: unknown;
  labels: unknown;
  annotations: unknown;
  finalizers: unknown;
  ownerReferences: unknown;
}>('metadata', {
  name: optional(TEXT),
  namespace: optional(TEXT),
  labels: optional(LABELS),
  annotations: optional(mapOf(TEXT, "{ 'example.com/tier': 'gold' }")),
  finalizers: optional(TEXTS),
  ownerReferences: optional(listOf(kind('an owner reference', isPlain, 'Write { apiVersion, kind, name, uid }.'))),
});

const REQUIREMENT = struct<LabelSelectorRequirement>('a requirement on labels', {
  key: TEXT,
  operator: oneOf('SelectorOperator', SelectorOperator),
  values: optional(TEXTS),
});
export const SELECTOR_SPEC = struct<LabelSelectorSpec>('a label selector as in a manifest', {
  matchLabels: optional(LABELS),
  matchExpressions: optional(listOf(REQUIREMENT)),
});
export const PORT_SPEC = struct<NetworkPolicyPortSpec>('a port as in a manifest', {
  port: optional(
    kind('a number or a name', (given) => ['number', 'string'].includes(typeof given), 'Write 8443 or "https".'),
  ),
  endPort: optional(NUMBER),
  protocol: optional(oneOf('Protocol', Protocol)),
});

/** Checks where a construct is to stand. */
export function checkPlace(className: string, scope: unknown, id: unknown): void {
  if (!has(scope, 'node')) {
    throw new InvalidInput(
      `${className}: scope: the construct that it belongs to is needed here, and ${describe(scope)} was given.`,
      `Write new ${className}(app, 'id', …) or new ${className}(stack, 'id', …).`,
    );
  }
  if (typeof id === 'string' && id !== '') return;
  throw new InvalidInput(
    `${className}: id: a text is needed here, and ${id === '' ? 'an empty one' : describe(id)} was given.`,
    `Write new ${className}(app, 'id', …) with an id that is unique in its scope.`,
  );
}

export { MOMENT, NUMBER, TEXT, TRUTH };

function isPeer(given: unknown): boolean {
  return typeof (given as { readonly toPeerConfigs?: unknown } | null | undefined)?.toPeerConfigs === 'function';
}

function has(given: unknown, member: string): boolean {
  return typeof given === 'object' && given !== null && member in given && !isPlain(given);
}
