import { KubernetesRules } from './kubernetes-version';

/** The shape the API server decodes a value into. */
export type Schema =
  | { readonly kind: 'string' | 'boolean' | 'int32' | 'int64' | 'intOrString' | 'time' | 'anything' }
  | { readonly kind: 'list'; readonly of: Schema }
  | { readonly kind: 'map' }
  | StructSchema;

export interface StructSchema {
  readonly kind: 'struct';
  /** What a person calls it. */
  readonly title: string;
  readonly fields: ReadonlyMap<string, Schema>;
}

const STRING: Schema = { kind: 'string' };
const TIME: Schema = { kind: 'time' };
const INT64: Schema = { kind: 'int64' };
const ANYTHING: Schema = { kind: 'anything' };
/** Text by key: labels, annotations. */
const MAP: Schema = { kind: 'map' };

function struct(title: string, fields: Record<string, Schema>): StructSchema {
  return { kind: 'struct', title, fields: new Map(Object.entries(fields)) };
}

function list(of: Schema): Schema {
  return { kind: 'list', of };
}

const OWNER_REFERENCE = struct('owner reference', {
  apiVersion: STRING,
  kind: STRING,
  name: STRING,
  uid: STRING,
  controller: { kind: 'boolean' },
  blockOwnerDeletion: { kind: 'boolean' },
});

const MANAGED_FIELDS = struct('entry of managedFields', {
  manager: STRING,
  operation: STRING,
  apiVersion: STRING,
  time: TIME,
  fieldsType: STRING,
  fieldsV1: ANYTHING,
  subresource: STRING,
});

const METADATA = struct('metadata', {
  name: STRING,
  generateName: STRING,
  namespace: STRING,
  labels: MAP,
  annotations: MAP,
  ownerReferences: list(OWNER_REFERENCE),
  finalizers: list(STRING),
  generation: INT64,
  resourceVersion: STRING,
  uid: STRING,
  selfLink: STRING,
  creationTimestamp: TIME,
  deletionTimestamp: TIME,
  deletionGracePeriodSeconds: INT64,
  managedFields: list(MANAGED_FIELDS),
});

const LABEL_SELECTOR = struct('label selector', {
  matchLabels: MAP,
  matchExpressions: list(struct('selector requirement', { key: STRING, operator: STRING, values: list(STRING) })),
});

const PEER = struct('peer', {
  podSelector: LABEL_SELECTOR,
  namespaceSelector: LABEL_SELECTOR,
  ipBlock: struct('ipBlock', { cidr: STRING, except: list(STRING) }),
});

function networkPolicySchema({ hasEndPort, hasStatus }: KubernetesRules): StructSchema {
  const ports = list(
    struct('port', {
      protocol: STRING,
      port: { kind: 'intOrString' },
      ...(hasEndPort ? { endPort: { kind: 'int32' } } : {}),
    }),
  );
  return struct('NetworkPolicy', {
    apiVersion: STRING,
    kind: STRING,
    metadata: METADATA,
    spec: struct('spec', {
      podSelector: LABEL_SELECTOR,
      policyTypes: list(STRING),
      ingress: list(struct('ingress rule', { from: list(PEER), ports })),
      egress: list(struct('egress rule', { to: list(PEER), ports })),
    }),
    ...(hasStatus ? { status: ANYTHING } : {}),
  });
}

const schemas = new Map<KubernetesRules, StructSchema>();

/** The fields of a NetworkPolicy in one release. */
export function schemaFor(rules: KubernetesRules): StructSchema {
  let schema = schemas.get(rules);
  if (!schema) schemas.set(rules, (schema = networkPolicySchema(rules)));
  return schema;
}
