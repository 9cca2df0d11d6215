import fc from 'fast-check';
import * as ts from 'typescript';
import { expect, test } from 'vitest';
import { draftOfObjects } from './draft-of';
import { literal, make, texts } from '../../src/drafting/source/expression';
import { identifierFrom } from '../../src/drafting/source/identifiers';
import { commentText, literalText, propertyName } from '../../src/drafting/source/literal-text';
import { printSource } from '../../src/drafting/source/print-source';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { policy } from '../fixtures/objects';
import { appOf, objectsIn } from '../support/drafted-project';

const fragment = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '\\',
    '${x}',
    '\n',
    '\r',
    '\r\n',
    '\u2028',
    '\u2029',
    '\u0000',
    '\u202e',
    '\u200b',
    '\ud800',
    '*/',
  ],
  ...['/*', '//', '<!--', '-->', '@ts-ignore', '# sourceMappingURL=x', "');process.exit(1);('", '__proto__', 'é', '😀'],
  ...['require("fs")', '}', '{', ';', '\\u0027', '\\x27', '|', '[x](javascript:alert(1))', '<img src=x>', '```', ' '],
);
const hostile = fc.oneof(
  fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

/** The tokens of a source, without what stands in texts. */
function tokensOf(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text);
  const tokens: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    tokens.push(kind === ts.SyntaxKind.StringLiteral ? 'TEXT' : scanner.getTokenText());
  }
  // A long text makes a list stand on lines of its own, with a comma behind its last item.
  return tokens.filter((token, index) => token !== ',' || !'}])'.includes(tokens[index + 1]!));
}

test('a text of any kind is one literal that means it', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const printed = literalText(text);
      expect(printed).not.toMatch(/[\n\r\u2028\u2029\u202e\u200b]/);
      const source = ts.createSourceFile('x.ts', `(${printed});`, ts.ScriptTarget.ES2022);
      const [statement, ...others] = source.statements as unknown as ts.ExpressionStatement[];
      expect(others).toEqual([]);
      const inner = (statement!.expression as ts.ParenthesizedExpression).expression;
      expect(ts.isStringLiteral(inner) && inner.text).toBe(text);
    }),
  );
});

test('a comment of any text is a comment, on lines of its own', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const benign = (comment: string) =>
        printSource({ path: 'x', comment: [`From ${comment}.`], constants: [{ value: make('NetpolApp') }] });
      expect(tokensOf(benign(text))).toEqual(tokensOf(benign('here')));
      expect(commentText(text)).not.toMatch(/[\n\r\u2028\u2029\u202e\u200b]/);
    }),
  );
});

test('a key of any text is a key, and no prototype', () => {
  fc.assert(
    fc.property(hostile, (key) => {
      const printed = printSource({
        path: 'x',
        comment: [],
        constants: [{ constant: 'it', value: texts({ [key]: 'v' }) }],
      });
      const { outputText } = ts.transpileModule(printed, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
      const exports: { it?: object } = {};
      new Function('exports', outputText)(exports);
      expect(Object.entries(exports.it!)).toEqual([[key, 'v']]);
      expect(Object.getPrototypeOf(exports.it!)).toBe(Object.getPrototypeOf({}));
      expect(propertyName(key)).not.toContain('\n');
    }),
  );
});

test('an identifier is made of plain letters and digits only, whatever it is made of', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(identifierFrom(text)).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
    }),
  );
});

test('the text of a program holds no code out of annotations, labels, comments and file names', () => {
  const bodyOf = (text: string) => {
    const object = policy('shop/it', { podSelector: {}, ingress: [] }) as KubernetesObject;
    const metadata = {
      ...object.metadata,
      annotations: { 'example.com/note': `x${text}`, 'cdk8s-netpol/reason': `y${text}` },
    };
    return draftOfObjects({ ...object, metadata });
  };
  const benign = [...bodyOf('').files].map(([path, text]) => [path, path.endsWith('.ts') ? tokensOf(text) : '']);
  fc.assert(
    fc.property(hostile, (text) => {
      const drafted = bodyOf(text);
      const tokens = [...drafted.files].map(([path, file]) => [path, path.endsWith('.ts') ? tokensOf(file) : '']);
      expect(tokens).toEqual(benign);
      const [made] = objectsIn(appOf(drafted.files));
      expect(made!.metadata!.annotations!['example.com/note']).toBe(`x${text}`);
    }),
  );
});

test('literals of numbers and truth are what they are', () => {
  const text = printSource({
    path: 'x',
    comment: [],
    constants: [{ value: make('NetpolApp', literal(1), literal(true)) }],
  });
  expect(text).toContain('new NetpolApp(1, true);');
});
