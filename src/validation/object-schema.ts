/** The shape the API server decodes a value into; for custom resources, with what their definition asks of it. */
export type Schema =
  | { readonly kind: 'boolean' | 'int64' | 'intOrString' | 'time' | 'anything' }
  | TextSchema
  | NumberSchema
  | ListSchema
  | { readonly kind: 'map' }
  | StructSchema;

export interface TextSchema {
  readonly kind: 'string';
  readonly oneOf?: readonly string[];
  /** In characters. */
  readonly maxLength?: number;
  /** What a text has to be, for people too: `a DNS name`. It is asked of hostile texts: linear time is a must. */
  readonly pattern?: { readonly matches: { test(text: string): boolean }; readonly what: string };
}

export interface NumberSchema {
  readonly kind: 'int32';
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ListSchema {
  readonly kind: 'list';
  readonly of: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Whether an item may stand in it only once. */
  readonly isSet?: boolean;
}

export interface StructSchema {
  readonly kind: 'struct';
  /** What a person calls it. */
  readonly title: string;
  readonly fields: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** What to write instead of fields that people look for here, by field. */
  readonly instead?: ReadonlyMap<string, string>;
}

export const STRING: Schema = { kind: 'string' };
const TIME: Schema = { kind: 'time' };
const INT64: Schema = { kind: 'int64' };
export const ANYTHING: Schema = { kind: 'anything' };
/** Text by key: labels, annotations. */
const MAP: Schema = { kind: 'map' };

/** A map of these fields. */
export function struct(
  title: string,
  fields: Record<string, Schema>,
  constraints: Pick<StructSchema, 'required' | 'minProperties' | 'maxProperties' | 'instead'> = {},
): StructSchema {
  return { kind: 'struct', title, fields: new Map(Object.entries(fields)), ...constraints };
}

export function list(of: Schema, constraints: Pick<ListSchema, 'minItems' | 'maxItems' | 'isSet'> = {}): ListSchema {
  return { kind: 'list', of, ...constraints };
}

export function text(constraints: Omit<TextSchema, 'kind'>): TextSchema {
  return { kind: 'string', ...constraints };
}

export function int32(minimum: number, maximum: number): NumberSchema {
  return { kind: 'int32', minimum, maximum };
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

/** A selector as the definitions of custom resources have it: they ask for a key and an operator, and no more. */
export const CUSTOM_LABEL_SELECTOR = struct('label selector', {
  matchLabels: MAP,
  matchExpressions: list(
    struct(
      'selector requirement',
      { key: STRING, operator: STRING, values: list(STRING) },
      { required: ['key', 'operator'] },
    ),
  ),
});
