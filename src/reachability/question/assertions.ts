import { FlowAnswer, FlowQuestion, Verdict, answerQuestion, parseQuestion } from './flow-question';
import { SettingsReader } from '../../manifests/settings-reader';
import { InvalidInput } from '../../model/invalid-input';
import { FieldPath } from '../../model/kubernetes-object';
import { SourcePosition } from '../../model/source-position';
import { Analysis } from '../relation/analysis';

/** What somebody expects of a flow. */
export interface Assertion {
  readonly name: string;
  readonly question: FlowQuestion;
  readonly expect: Verdict.ALLOW | Verdict.CONDITIONAL | Verdict.DENY;
  /** Whether it is good enough if the flow is allowed on conditions. */
  readonly acceptsConditional: boolean;
  /** The conditions that are demanded, as reports write them. @default - any */
  readonly subjectTo?: string;
  readonly file: string;
  readonly position: SourcePosition;
}

/** What came of an assertion. */
export interface AssertionResult {
  readonly assertion: Assertion;
  readonly answer: FlowAnswer;
  /** False also where the answer is neither: partly, undefined, or about nothing. */
  readonly pass: boolean;
}

const KEYS = ['name', 'from', 'to', 'port', 'expect', 'accept', 'subjectTo'];
const EXPECTATIONS: readonly string[] = [Verdict.ALLOW, Verdict.DENY, Verdict.CONDITIONAL];

/**
 * Reads a file of assertions, as docs/schemas/netpol.assertions.v1.schema.json describes it.
 *
 * @throws InvalidInput with every mistake and its place, also for a file that asserts nothing
 */
export function readAssertions(file: string, text: string): Assertion[] {
  const reader = new SettingsReader(file, text, 'assertion file');
  const content = reader.content();
  const assertions: Assertion[] = [];
  if (content !== undefined) {
    const { assertions: entries } = reader.map(content, [], ['assertions']);
    reader.list(entries, ['assertions']).forEach((entry, index) => {
      const assertion = readAssertion(reader, entry, ['assertions', index]);
      if (assertion) assertions.push(assertion);
    });
  }
  reader.finish('Correct what is named; nothing was tested.');
  if (assertions.length === 0) {
    throw new InvalidInput(
      `${JSON.stringify(file)} asserts nothing.`,
      'Write for example\nassertions:\n  - { from: shop/web, to: shop/db, port: TCP/5432, expect: allow }',
    );
  }
  return assertions;
}

/** Holds assertions against what policies mean. */
export function runAssertions(analysis: Analysis, assertions: readonly Assertion[]): AssertionResult[] {
  return assertions.map((assertion) => {
    const answer = answerQuestion(analysis, assertion.question);
    return { assertion, answer, pass: holds(assertion, answer) };
  });
}

function holds({ expect, acceptsConditional, subjectTo }: Assertion, { verdict, conditions }: FlowAnswer): boolean {
  if (verdict !== expect && !(acceptsConditional && verdict === Verdict.CONDITIONAL)) return false;
  return subjectTo === undefined || conditions.every((text) => text === subjectTo);
}

function readAssertion(reader: SettingsReader, value: unknown, path: FieldPath): Assertion | undefined {
  const entry = reader.map(value, path, KEYS);
  if (entry !== value) return undefined;
  const text = (key: string) => {
    const found = reader.text(entry[key] ?? undefined, [...path, key]);
    return found === undefined || found.trim() === '' ? undefined : found;
  };
  const [from, to, port, expect] = [text('from'), text('to'), text('port') ?? '*', text('expect')];
  for (const [key, found] of Object.entries({ from, to, expect })) {
    if (found === undefined && !isWrongType(entry[key])) reader.complain(path, `An assertion needs ${ARTICLES[key]}.`);
  }
  if (expect !== undefined && !EXPECTATIONS.includes(expect)) {
    reader.unknown([...path, 'expect'], expect, EXPECTATIONS, 'expectation');
  }
  const [accept, subjectTo] = [text('accept'), text('subjectTo')];
  if (accept !== undefined && accept !== Verdict.CONDITIONAL) {
    reader.unknown([...path, 'accept'], accept, [Verdict.CONDITIONAL], 'verdict to accept');
  }
  if (subjectTo !== undefined && expect !== Verdict.CONDITIONAL && accept === undefined) {
    reader.complain(
      [...path, 'subjectTo'],
      'Conditions are demanded of a flow that must not have any. Write expect: conditional.',
    );
  }
  if (from === undefined || to === undefined || expect === undefined) return undefined;
  try {
    const question = parseQuestion({ from, to, port });
    return {
      name: text('name') ?? `${from} to ${to} on ${port}: ${expect}`,
      question,
      expect: expect as Assertion['expect'],
      acceptsConditional: accept === Verdict.CONDITIONAL,
      ...(subjectTo === undefined ? {} : { subjectTo }),
      file: reader.file,
      position: reader.positionOf(path),
    };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // The problem begins with the field that it is about.
    const field = KEYS.find((key) => error.problem.startsWith(`${key}: `));
    reader.complain(field ? [...path, field] : path, `${error.problem} ${error.remedy}`);
    return undefined;
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  from: 'a from: who connects',
  to: 'a to: whom to',
  expect: 'an expect: allow, deny or conditional',
};

/** Reported already. */
function isWrongType(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'string';
}
