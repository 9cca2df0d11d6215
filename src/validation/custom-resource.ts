import { ApiProblem, ApiProblems, quote } from './api-problem';
import { decode } from './decoding';
import { ListSchema, NumberSchema, Schema, StructSchema, TextSchema } from './object-schema';
import { isMap } from '../model/is-map';

type Trail = (string | number)[];

/**
 * What the API server says of an object whose kind a CustomResourceDefinition describes: first what cannot be decoded,
 * then what the schema refuses. Fields that the schema does not know are dropped by the API server; clients like kubectl
 * ask it to refuse them instead, and so they are problems here (`UnknownField`).
 *
 * @returns the object as it is decoded; undefined where it is no map
 */
export function judgeCustomResource(object: unknown, schema: StructSchema, problems: ApiProblems): unknown {
  const decoded = decode(object, schema, [], problems);
  if (isMap(object)) constrain(object, schema, [], problems);
  return decoded;
}

/**
 * Whether the API server takes the object, but for unknown fields: it drops these, unless it is asked not to. The rules
 * of a definition that look at several fields are asked only then.
 */
export function isStored({ list }: ApiProblems): boolean {
  return !list.some(isRefusal);
}

/** Whether the API server takes nothing that has such a problem. */
export function isRefusal({ severity, type }: ApiProblem): boolean {
  return severity === 'error' && type !== 'UnknownField';
}

/** What a schema asks of values of the right type. */
function constrain(value: unknown, schema: Schema, path: Trail, problems: ApiProblems): void {
  if (schema.kind === 'struct') constrainMap(value, schema, path, problems);
  else if (schema.kind === 'list') constrainList(value, schema, path, problems);
  else if (schema.kind === 'string') constrainText(value, schema, path, problems);
  else if (schema.kind === 'int32') constrainNumber(value, schema, path, problems);
}

function constrainMap(value: unknown, schema: StructSchema, path: Trail, problems: ApiProblems): void {
  if (!isMap(value)) return;
  const { fields, required = [], minProperties = 0, maxProperties = Infinity, title } = schema;
  const known = Object.keys(value).filter((key) => fields.has(key));
  for (const field of required) {
    if (Object.hasOwn(value, field)) continue;
    problems.required(
      [...path, field],
      `The ${title} has no ${field}.`,
      `Write ${exampleOf(field, fields.get(field))}.`,
    );
  }
  const names = [...fields.keys()].join(', ');
  if (known.length < minProperties) {
    problems.invalid([...path], value, `The ${title} says nothing.`, `Write ${choiceOf(schema)}: ${names}.`);
  } else if (known.length > maxProperties) {
    const both = known.join(' and ');
    problems.invalid(
      [...path],
      value,
      `The ${title} has ${both}, and only one of its fields may stand there.`,
      fixForMany(path, title),
    );
  }
  for (const key of known) {
    const inner = value[key];
    path.push(key);
    if (inner === null) rejectNull(path, problems);
    else constrain(inner, fields.get(key)!, path, problems);
    path.pop();
  }
}

function choiceOf({ maxProperties, fields }: StructSchema): string {
  return maxProperties === 1 && fields.size > 1 ? 'one of its fields' : 'its field';
}

function fixForMany(path: Trail, title: string): string {
  return typeof path[path.length - 1] === 'number'
    ? `Make a ${title} of each, with a dash before it.`
    : 'Keep one of them.';
}

function exampleOf(field: string, schema: Schema | undefined): string {
  if (schema?.kind === 'string' && schema.oneOf) return `${field}: ${schema.oneOf.join(' or ')}`;
  if (schema?.kind === 'int32' && schema.minimum !== undefined) {
    return `${field} with a number from ${schema.minimum} to ${schema.maximum}`;
  }
  return field;
}

/** For a custom resource, null is a value, and of no type that these fields have. */
function rejectNull(path: Trail, problems: ApiProblems): void {
  const message = 'Null stands where a value belongs, and no definition takes it here.';
  problems.add('TypeInvalid', [...path], message, 'Remove the field, or write a value.');
}

function constrainList(
  value: unknown,
  { of, minItems = 0, maxItems = Infinity, isSet }: ListSchema,
  path: Trail,
  problems: ApiProblems,
): void {
  if (!Array.isArray(value)) return;
  const name = String(path[path.length - 1]);
  if (value.length < minItems) {
    const message = `The list ${name} is empty.`;
    problems.invalid([...path], value, message, 'Give it an item, or remove what the list belongs to.');
  } else if (value.length > maxItems) {
    const message = `The list ${name} has ${value.length} items, and ${maxItems} is the limit.`;
    problems.add('TooLong', [...path], message, 'Split it over several objects.');
    return;
  }
  const seen = new Map<string, number>();
  for (const [index, item] of (value as unknown[]).entries()) {
    path.push(index);
    if (item === null) rejectNull(path, problems);
    else constrain(item, of, path, problems);
    if (isSet) {
      const text = JSON.stringify(item);
      const first = seen.get(text);
      if (first === undefined) seen.set(text, index);
      else problems.add('Duplicate', [...path], `${quote(item)} stands in ${name} twice.`, 'Remove one of them.');
    }
    path.pop();
  }
}

function constrainText(
  value: unknown,
  { oneOf, maxLength = Infinity, pattern }: TextSchema,
  path: Trail,
  problems: ApiProblems,
): void {
  if (typeof value !== 'string') return;
  if (oneOf && !oneOf.includes(value)) problems.notSupported([...path], value, oneOf);
  if (value.length > maxLength && [...value].length > maxLength) {
    const message = `The text has ${[...value].length} characters, and ${maxLength} is the limit.`;
    problems.add('TooLong', [...path], message, 'Shorten it.');
  } else if (pattern && !pattern.matches.test(value)) {
    problems.invalid([...path], value, `${quote(value)} is not ${pattern.what}.`, `Write ${pattern.what}.`);
  }
}

function constrainNumber(
  value: unknown,
  { minimum = -Infinity, maximum = Infinity }: NumberSchema,
  path: Trail,
  problems: ApiProblems,
): void {
  if (typeof value !== 'number' || (value >= minimum && value <= maximum)) return;
  const message = `${value} is not from ${minimum} to ${maximum}.`;
  problems.invalid([...path], value, message, `Write a number from ${minimum} to ${maximum}.`);
}
