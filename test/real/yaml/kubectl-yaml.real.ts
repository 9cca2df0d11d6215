import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildKubectlReader, readAsKubectl, KubectlReading } from './kubectl-reader';
import { smallest } from './smallest';
import { HEAD, TEXTS } from './texts';
import { readTexts } from '../../../src/manifests/read-manifests';
import { FORMS } from '../../manifests/kubectl-forms';

const COUNT = Number(process.env.NETPOL_REAL_TEXTS ?? 20_000);
const SEED = Number(process.env.NETPOL_SEED ?? Date.now() % 2 ** 31);

/** What is an error here although kubectl says nothing, each to keep a mistake from passing a gate. */
const REFUSED_ON_PURPOSE: readonly RegExp[] = [
  // kubectl silently drops what follows "..." or a second document that no line of its own begins.
  /^kubectl does not read what stands here/,
  // kubectl silently takes the last of two objects that run into each other.
  /^A line with --- is missing/,
  // kubectl takes the last of equal keys, and then does not mind what the first one held.
  /^kubectl refuses this value: \.(nan|inf) is no number/,
  /^kubectl refuses this key: null is no key/,
  // kubectl reads bytes that are no text as signs of replacement.
  /what !!binary stands for is no text/,
  // kubectl does not look behind the end of a document.
  /the character U\+… may not stand in YAML/,
];

const program = buildKubectlReader();

describe.runIf('path' in program)('kubectl and netpol read the same', () => {
  const path = 'path' in program ? program.path : '';

  test.each(Object.entries(TEXTS))('%s', (_, arbitrary) => {
    const texts = fc.sample(arbitrary, { numRuns: COUNT, seed: SEED });
    const readings = readAsKubectl(path, texts);
    const found = new Map<string, string[]>();
    texts.forEach((text, index) => {
      const difference = differenceOf(text, readings[index]!);
      if (difference) found.set(difference, [...(found.get(difference) ?? []), text]);
    });
    const same = (kind: string) => (candidates: readonly string[]) => {
      const answers = readAsKubectl(path, candidates);
      return candidates.map((candidate, index) => differenceOf(candidate, answers[index]!) === kind);
    };
    const differences = [...found]
      .filter(([reason]) => !REFUSED_ON_PURPOSE.some((allowed) => allowed.test(reason)))
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([reason, cases]) => `${cases.length}x ${reason} ${explain(path, smallest(cases[0]!, HEAD, same(reason)))}`);
    expect.soft(differences, `seed ${SEED}`).toEqual([]);
  });
});

describe.runIf('path' in program)('the record of readings in test/manifests', () => {
  const file = join(__dirname, '../../manifests/kubectl-readings.json');

  test('is what kubectl reads', () => {
    const path = 'path' in program ? program.path : '';
    const readings = readAsKubectl(path, FORMS).map(({ documents, error }) => {
      const objects = documents.filter((document) => document !== null);
      return error !== undefined || !objects.every(isObject) ? null : objects;
    });
    if (process.env.NETPOL_RECORD) {
      writeFileSync(file, `[\n${readings.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
    }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(readings);
  });
});

test.runIf('missing' in program)('kubectl and netpol read the same: not run', () => {
  console.log(`not run: ${'missing' in program ? program.missing : ''}`);
});

/** `silent`: other objects without an error. Otherwise the error for what kubectl reads without one. */
function differenceOf(text: string, kubectl: KubectlReading): string | undefined {
  const { documents, findings } = readTexts([{ file: 'a.yaml', text: Buffer.from(text) }]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  // What is no object at all, kubectl refuses one step later.
  const found = kubectl.documents.filter((document) => document !== null);
  const noObject = found.every(isObject) ? undefined : 'no object';
  const error = kubectl.error ?? noObject;
  if (errors.length > 0) return error === undefined ? generalised(errors[0]!.message) : undefined;
  if (kubectl.error === undefined && noObject && findings.length > 0) return undefined;
  if (error !== undefined) return `silent: kubectl refuses, ${generalised(error)}`;
  const ours = documents.map(({ object }) => object);
  return isDeepStrictEqual(plain(ours), plain(found)) ? undefined : 'silent: another value';
}

function isObject(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false;
  const { apiVersion, kind } = document as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === 'string' && typeof kind === 'string' && kind !== '';
}

/** Without prototypes and `-0`, which JSON does not know. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** One message for all names, so that reasons can be counted. */
function generalised(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '…').slice(0, 100);
}

function explain(path: string, text: string): string {
  const [kubectl] = readAsKubectl(path, [text]);
  const { documents, findings } = readTexts([{ file: 'a.yaml', text: Buffer.from(text) }]);
  const ours = { documents: documents.map(({ object }) => object), errors: findings.map(({ message }) => message) };
  return `${JSON.stringify(text)} kubectl: ${JSON.stringify(kubectl)} netpol: ${JSON.stringify(ours)}`;
}
