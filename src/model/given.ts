import { closestWord } from './closest-word';
import { InvalidInput, within } from './invalid-input';

/**
 * What a value of the public API has to be. Programs of most languages, and TypeScript that is only transpiled, pass
 * whatever they have; what is no such value is refused here, in words, before anything stumbles over it.
 */
export interface Kind {
  /** With its article: `a Port`. */
  readonly noun: string;
  /** @throws InvalidInput that says what was given and what to write */
  check(place: string, given: unknown): void;
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

/** The kinds of all properties of a struct. */
export type Shape<T> = { readonly [K in keyof Required<T>]: Kind };

/** A kind by a question and an example of what to write. */
export function kind(
  noun: string,
  fits: (given: unknown) => boolean,
  write: string | ((given: unknown) => string),
): Kind {
  return {
    noun,
    check: (place, given) => {
      if (!fits(given)) refuse(place, noun, given, typeof write === 'string' ? write : write(given));
    },
  };
}

/** A property that may be left out; a null is no way to leave it out, since it often stands for something forgotten. */
export function optional(wanted: Kind): Kind {
  return { ...wanted, optional: true };
}

export const TEXT = kind('a text', (given) => typeof given === 'string', 'Write it in quotes.');
export const TRUTH = kind(
  'true or false',
  (given) => typeof given === 'boolean',
  'Write true or false, without quotes.',
);
export const NUMBER = kind('a number', (given) => typeof given === 'number', 'Write a number, without quotes.');
export const MOMENT = kind(
  'a moment in time',
  (given) => given instanceof Date && !Number.isNaN(given.getTime()),
  "Write for example new Date('2026-12-01T12:00:00Z').",
);
/** A plain object, whose content is looked at elsewhere. */
export const FIELDS = kind('a set of named values', isPlain, 'Write { name: value, … }.');

/** One of the values of an enum. */
export function oneOf(enumName: string, values: { readonly [member: string]: string | number }): Kind {
  // An enum of numbers also has its members by number.
  const names = Object.keys(values).filter((member) => !/^\d/.test(member));
  const known: readonly unknown[] = names.map((member) => values[member]);
  const members = names.map((member) => `${enumName}.${member}`);
  return kind(
    `one of ${enumName}`,
    (given) => known.includes(given),
    (given) => {
      const meant = typeof given === 'string' ? closestWord(given, names) : undefined;
      return meant ? `Did you mean ${enumName}.${meant}?` : `Write ${members.join(' or ')}.`;
    },
  );
}

/** A list of such values. */
export function listOf(item: Kind): Kind {
  const noun = `a list, each item ${item.noun}`;
  return {
    noun,
    check: (place, given) => {
      if (!Array.isArray(given)) refuse(place, noun, given, 'Put it in a list: [ … ].');
      given.forEach((one: unknown, index) => item.check(`${place}[${index}]`, one));
    },
  };
}

/** Such values by name. */
export function mapOf(value: Kind, example: string): Kind {
  const noun = `a set of named values, each ${value.noun}`;
  return {
    noun,
    check: (place, given) => {
      if (!isPlain(given)) refuse(place, noun, given, `Write ${example}.`);
      for (const [key, one] of Object.entries(given as object)) value.check(`${place}.${key}`, one);
    },
  };
}

/** Named values, each of its own kind. */
export function struct<T>(noun: string, shape: Shape<T>): Kind {
  return { noun, check: (place, given) => checkFields(place, given, shape, { noun, exact: true }) };
}

/**
 * Checks the options that a construct is given.
 *
 * @param exact whether the class is the one that takes these options; a subclass may have more, whatever their names
 * @throws InvalidInput for the first that is missing, of another kind, or nearly the name of one that there is
 */
export function checkGiven<T>(given: unknown, shape: Shape<T>, exact = true): void {
  checkFields('', given, shape, { noun: 'a set of named options', exact });
}

/** Checks the options of a factory, which is named in front of what is wrong. */
export function checkOptions<T>(factory: string, given: unknown, shape: Shape<T>): void {
  within(factory, () => checkGiven(given, shape));
}

/** Answers whoever calls a constructor that is not for them, which only types forbid. */
export function refuseNew(isOurs: boolean, className: string, write: string): void {
  if (!isOurs) throw new InvalidInput(`new ${className}(…) is not how one is made.`, `Write ${write}.`);
}

/** Checks the parameters of a factory or a method, by their names. */
export function checkParameters(
  factory: string,
  parameters: { readonly [name: string]: readonly [unknown, Kind] },
): void {
  for (const [name, [given, wanted]] of Object.entries(parameters)) {
    if (!(wanted.optional && given === undefined)) within(factory, () => wanted.check(name, given));
  }
}

interface FieldsAsked {
  readonly noun: string;
  readonly exact: boolean;
}

function checkFields<T>(place: string, given: unknown, shape: Shape<T>, { noun, exact }: FieldsAsked): void {
  const kinds = shape as Readonly<Record<string, Kind>>;
  const names = Object.keys(kinds);
  if (!isPlain(given) && (given instanceof Date || !carriesOnly(given, names))) {
    const needed = names.filter((name) => !kinds[name]!.optional);
    const example = (needed.length > 0 ? needed : names).slice(0, 3).map((name) => `${name}: …`);
    refuse(place || 'options', noun, given, `Write { ${example.join(', ')} }.`);
  }
  const values = given as Readonly<Record<string, unknown>>;
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  for (const [name, wanted] of Object.entries(kinds)) {
    const value = values[name];
    if (value === undefined && wanted.optional) continue;
    if (value === undefined) refuseMissing(at(name), wanted, values, names);
    wanted.check(at(name), value);
  }
  if (!exact) return;
  for (const name of Object.keys(values)) refuseMisspelt(at(name), name, values[name], names, values);
}

function refuseMissing(
  place: string,
  wanted: Kind,
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): never {
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  const also = unknown.length > 0 ? ` There is ${unknown.join(', ')}, which nobody asks for.` : '';
  throw new InvalidInput(`${place} is missing: ${wanted.noun} is needed.${also}`, remedyOf(wanted));
}

/** What to write for a kind when nothing is there. */
function remedyOf(wanted: Kind): string {
  try {
    wanted.check('', undefined);
  } catch (error) {
    if (error instanceof InvalidInput) return error.remedy;
    throw error;
  }
  return 'Write it.';
}

/** Objects may carry more than is asked for; what differs by a letter or two from a known name is a mistake. */
function refuseMisspelt(
  place: string,
  name: string,
  value: unknown,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): void {
  if (value === undefined || names.includes(name)) return;
  const meant = closestWord(name, names);
  if (meant === undefined || values[meant] !== undefined) return;
  throw new InvalidInput(`There is no ${place}.`, `Did you mean ${meant}?`);
}

function refuse(place: string, noun: string, given: unknown, remedy: string): never {
  throw new InvalidInput(`${place}: ${noun} is needed here, and ${describe(given)} was given.`, remedy);
}

/** Whether it is an object of somebody's own class that holds options and nothing else. */
function carriesOnly(given: unknown, names: readonly string[]): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  const own = Object.keys(given);
  return own.length > 0 && own.every((name) => names.includes(name));
}

/** What somebody gave, in words. */
export function describe(given: unknown): string {
  if (given === null || given === undefined) return 'nothing';
  if (Array.isArray(given)) return given.length === 0 ? 'an empty list' : 'a list';
  switch (typeof given) {
    case 'string':
      return `the text ${JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given)}`;
    case 'number':
    case 'bigint':
      return `the number ${String(given)}`;
    case 'boolean':
      return String(given);
    case 'function':
      return given.name ? `the class or function ${given.name}` : 'a function';
    case 'object':
      return isPlain(given) ? 'a set of named values' : withArticle(classOf(given));
    default:
      return `a ${typeof given}`;
  }
}

/** The name of the class of an object; empty where it has none. */
function classOf(given: object): string {
  const { constructor } = given as { readonly constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name : '';
}

function withArticle(name: string): string {
  if (name === '') return 'an object of another kind';
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** Whether it is a plain object, of whatever realm: no list, no Date, no instance of a class. */
export function isPlain(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
