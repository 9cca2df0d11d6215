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

export const STRING: Schema = { kind: 'string' };
const TIME: Schema = { kind: 'time' };
const INT64: Schema = { kind: 'int64' };
export const ANYTHING: Schema = { kind: 'anything' };
/** Text by key: labels, annotations. */
const MAP: Schema = { kind: 'map' };

/** A map of these fields. */
export function struct(title: string, fields: Record<string, Schema>): StructSchema {
  return { kind: 'struct', title, fields: new Map(Object.entries(fields)) };
}

export function list(of: Schema): Schema {
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

/** What every object has under `metadata`. */
export const METADATA = struct('metadata', {
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

/** A selector by labels and expressions. */
export const LABEL_SELECTOR = struct('label selector', {
  matchLabels: MAP,
  matchExpressions: list(struct('selector requirement', { key: STRING, operator: STRING, values: list(STRING) })),
});
