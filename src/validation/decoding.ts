import { ApiProblems, quote } from './api-problem';
import { Schema, StructSchema } from './object-schema';
import { closestWord } from '../model/closest-word';
import { isMap } from '../model/is-map';
import { FieldPath, formatFieldPath } from '../model/kubernetes-object';

/** The way to the value at hand, one array for the whole object: a path is copied only when there is a problem. */
type Trail = (string | number)[];

/**
 * Decodes a value as the API server does before it validates, with strict field validation: unknown fields and wrong
 * types are problems, `null` becomes the zero value of its type. Returns the very same value where nothing changes, so
 * that clean objects are not copied.
 */
export function decode(value: unknown, schema: Schema, path: Trail, problems: ApiProblems): unknown {
  switch (schema.kind) {
    case 'struct':
      return decodeStruct(value, schema, path, problems);
    case 'list':
      return decodeList(value, schema.of, path, problems);
    case 'map':
      return decodeMap(value, path, problems);
    case 'anything':
      return value;
    default:
      return decodeScalar(value, schema.kind, path, problems);
  }
}

function decodeStruct(value: unknown, schema: StructSchema, path: Trail, problems: ApiProblems): unknown {
  if (!isMap(value)) return wrongType(value, `a map (${schema.title})`, path, problems);
  let decoded: Record<string, unknown> | undefined;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const before = value[key];
    const field = schema.fields.get(key);
    if (!field) {
      unknownField(key, { schema, value }, path, problems);
      continue;
    }
    path.push(key);
    const after = before === null || before === undefined ? undefined : decode(before, field, path, problems);
    path.pop();
    if (after !== before) {
      decoded ??= { ...value };
      decoded[key] = after;
    }
  }
  return decoded ?? value;
}

function decodeList(value: unknown, of: Schema, path: Trail, problems: ApiProblems): unknown {
  if (!Array.isArray(value)) return wrongType(value, 'a list', path, problems);
  let decoded: unknown[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const before: unknown = value[i];
    path.push(i);
    const after = (before === null ? undefined : decode(before, of, path, problems)) ?? zeroOf(of);
    path.pop();
    if (after !== before) {
      decoded ??= [...(value as unknown[])];
      decoded[i] = after;
    }
  }
  return decoded ?? value;
}

const TEXT_MAP = 'a map from text to text';

function decodeMap(value: unknown, path: Trail, problems: ApiProblems): unknown {
  if (!isMap(value)) return wrongType(value, TEXT_MAP, path, problems);
  let decoded: Record<string, unknown> | undefined;
  for (const key in value) {
    const text = value[key];
    if (typeof text === 'string') continue;
    decoded ??= { ...value };
    if (text === null) {
      decoded[key] = '';
    } else {
      path.push(key);
      wrongType(text, 'text', path, problems);
      path.pop();
      delete decoded[key];
    }
  }
  return decoded ?? value;
}

type ScalarKind = Exclude<Schema['kind'], 'struct' | 'list' | 'map' | 'anything'>;

function decodeScalar(value: unknown, kind: ScalarKind, path: Trail, problems: ApiProblems): unknown {
  switch (kind) {
    case 'time':
      return isTime(value) ? value : wrongType(value, 'a time such as 2026-01-31T12:00:00Z', path, problems);
    case 'string':
      return typeof value === 'string' ? value : wrongType(value, 'text', path, problems);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(value, 'true or false', path, problems);
    case 'intOrString':
      return typeof value === 'string' ? value : decodeInteger(value, 'a port number or name', path, problems);
    case 'int32':
      return decodeInteger(value, 'a whole number', path, problems);
    default:
      return Number.isInteger(value) ? value : wrongType(value, 'a whole number', path, problems);
  }
}

const TIME = /^\d{4}-(\d\d)-(\d\d)T([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[-+](?:[01]\d|2[0-4]):[0-5]\d)$/;

/** RFC 3339, as Go reads it: a day that the month has, and no more than 59 seconds. */
function isTime(value: unknown): boolean {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (!match) return false;
  const [month, day] = [Number(match[1]), Number(match[2])];
  // A leap year repeats every 400 years, and small numbers mean other years to Date.
  const year = 2000 + (Number(match[0].slice(0, 4)) % 400);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const INT32_MAX = 2 ** 31 - 1;

function decodeInteger(value: unknown, expected: string, path: Trail, problems: ApiProblems): unknown {
  if (Number.isInteger(value) && Math.abs(value as number) <= INT32_MAX) return value;
  return wrongType(value, expected, path, problems);
}

function wrongType(value: unknown, expected: string, path: Trail, problems: ApiProblems): undefined {
  problems.add(
    'TypeInvalid',
    [...path],
    `${describe(value)} stands where ${expected} belongs.`,
    remedy(value, expected),
  );
  return undefined;
}

function describe(value: unknown): string {
  // What cdk8s makes of null in a list.
  if (value === undefined) return 'Nothing';
  if (Array.isArray(value)) return 'A list';
  if (isMap(value)) return 'A map';
  return typeof value === 'string' ? `The text ${quote(value)}` : `The value ${quote(value)}`;
}

function remedy(value: unknown, expected: string): string {
  if (expected === 'text' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put it in quotes: "${String(value)}".`;
  }
  if (typeof value === 'number' && !Number.isInteger(value)) return 'Write a whole number.';
  if (typeof value === 'string' && expected.startsWith('a whole number') && /^\d+$/.test(value)) {
    return `Write ${value} without quotes.`;
  }
  if (Array.isArray(value) && expected.startsWith('a map')) {
    return expected === TEXT_MAP
      ? 'Leave out the dashes and brackets: its lines are like "app: web".'
      : 'Leave out the dash before its fields.';
  }
  if (expected === 'a list' && value !== undefined) return 'Put a dash before the item, or the items into […].';
  return `Write ${expected}.`;
}

/** A map with a field that its schema does not know. */
interface Surroundings {
  readonly schema: StructSchema;
  readonly value: Readonly<Record<string, unknown>>;
}

function unknownField(key: string, around: Surroundings, path: Trail, problems: ApiProblems): void {
  const { title } = around.schema;
  problems.add(
    'UnknownField',
    [...path, key],
    `${/^[aeiou]/i.test(title) ? 'An' : 'A'} ${title} has no field ${quote(key)}.`,
    fixForUnknown(key, around, path),
  );
}

function fixForUnknown(key: string, around: Surroundings, path: Trail): string {
  const { schema } = around;
  const known = [...schema.fields.keys()];
  const instead = schema.instead?.get(key);
  if (instead) return instead;
  const home = homeAmongNeighbours(key, around);
  if (home) return `Indent it under ${formatFieldPath([...path, ...home])}.`;
  const closest = closestWord(key, known);
  if (closest) return `Did you mean ${quote(closest)}?`;
  const moved = MISPLACED.get(schema.title)?.get(key);
  if (moved) return moved;
  if (schema.title === 'label selector') return `Labels to match stand one level deeper, under matchLabels.`;
  return `Remove it. The fields here are ${known.filter((field) => !SERVER_FIELDS.has(field)).join(', ')}.`;
}

/** The neighbour that a field belongs into, which too little indentation put beside it: the last one above it. */
function homeAmongNeighbours(key: string, { schema, value }: Surroundings): FieldPath | undefined {
  const keys = Object.keys(value);
  const above = keys.slice(0, keys.indexOf(key)).reverse();
  for (const neighbour of above) {
    const field = schema.fields.get(neighbour);
    const inner = value[neighbour];
    if (field?.kind === 'struct' && field.fields.has(key) && isMap(inner)) return [neighbour];
    const items = field?.kind === 'list' && field.of.kind === 'struct' && field.of.fields.has(key) ? inner : undefined;
    if (Array.isArray(items) && items.length > 0) return [neighbour, items.length - 1];
  }
  return undefined;
}

/** Fields that stand one level away from where people look for them. */
const MISPLACED = new Map(
  Object.entries({
    NetworkPolicy: {
      podSelector: 'Move it into spec.',
      policyTypes: 'Move it into spec.',
      ingress: 'Move it into spec.',
      egress: 'Move it into spec.',
      name: 'Move it into metadata.',
      namespace: 'Move it into metadata.',
      status: 'Remove it: NetworkPolicy has had no status since Kubernetes 1.28.',
    },
    spec: {
      name: 'Move it into metadata.',
      namespace: 'Move it into metadata.',
      from: 'Its place is in a rule: ingress: [{ from: [...] }].',
      to: 'Its place is in a rule: egress: [{ to: [...] }].',
      ports: 'Indent it under a rule, beside from or to.',
    },
    'ingress rule': { to: 'The peers of an ingress rule stand under from.' },
    'egress rule': { from: 'The peers of an egress rule stand under to.' },
    peer: {
      ports: 'Move the ports beside from or to, out of the peer.',
      port: 'Move the port into ports, beside from or to.',
    },
  }).map(([title, fields]): [string, ReadonlyMap<string, string>] => [title, new Map(Object.entries(fields))]),
);

/** Written by the API server; naming them as choices would mislead. */
const SERVER_FIELDS = new Set([
  'apiVersion',
  'kind',
  'generation',
  'resourceVersion',
  'uid',
  'selfLink',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

function zeroOf(schema: Schema): unknown {
  if (schema.kind === 'string') return '';
  return schema.kind === 'list' ? [] : {};
}
