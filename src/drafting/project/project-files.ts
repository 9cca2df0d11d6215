import { STATE_FILE, stateText } from './draft-state';
import { evidenceFiles } from './evidence-files';
import { readmeText } from './readme';
import type { Draft } from '../draft';
import { DraftSummary } from '../draft-summary';
import { FLOWS } from '../program/draft-program';
import { APP_FILE } from '../program/platform-file';
import { Expression, list, literal, record } from '../source/expression';
import { Identifiers, identifierFrom } from '../source/identifiers';
import { literalText } from '../source/literal-text';
import { printExpression, printSource } from '../source/print-source';
import { SourceProgram } from '../source/source-file';

/** A connection that the test of a draft expects. */
export interface ExpectedConnection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

export interface ProjectOptions {
  readonly summary: DraftSummary;
  /** Everything that the draft allows; undefined where it is too much for a test to list. */
  readonly expected: readonly ExpectedConnection[] | undefined;
  /** How the command was called. */
  readonly command: string;
  /** The versions of what the project depends on. */
  readonly versions: { readonly [name: string]: string };
}

/** The files of the project by their paths. */
export function projectFiles({ program, flows }: Draft, options: ProjectOptions): ReadonlyMap<string, string> {
  return new Map([
    ...(flows ? [...evidenceFiles(flows.drafted), [STATE_FILE, stateText(flows.drafted)] as const] : []),
    ...program.files.map((file) => [`${file.path}.ts`, printSource(file)] as const),
    ['program.ts', programText(program)],
    ['main.ts', MAIN],
    ['reachability.test.ts', testText(options.expected)],
    ['README.md', readmeText(options.summary, options.command)],
    ['cdk8s.yaml', CDK8S],
    ['vitest.config.mts', VITEST],
    ['package.json', json(packageOf(options.versions))],
    ['tsconfig.json', json(TSCONFIG)],
  ]);
}

const MAIN = `import { app } from './program';\n\napp.synth();\n`;
const CDK8S = 'language: typescript\napp: ts-node -T main.ts\n';

const VITEST = `export default { test: { include: ['*.test.ts'] } };\n`;

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'node16',
    rootDir: '.',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['*.ts', 'namespaces/*.ts'],
};

function packageOf(versions: ProjectOptions['versions']) {
  const chosen = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, versions[name] ?? '*']));
  return {
    name: 'network-policies',
    private: true,
    scripts: { synth: 'cdk8s synth', test: 'vitest run' },
    dependencies: chosen('cdk8s', 'cdk8s-netpol', 'constructs'),
    devDependencies: chosen('@types/node', 'cdk8s-cli', 'ts-node', 'typescript', 'vitest'),
  };
}

/** Loads every namespace, and then opens flows, which may lead from one to another. */
function programText({ files }: SourceProgram): string {
  const identifiers = new Identifiers();
  const own = files
    .filter(({ body }) => body)
    .map(({ path }) => ({ path, alias: identifiers.take(identifierFrom(path.slice(path.lastIndexOf('/') + 1))) }));
  return [
    `import { app } from './${APP_FILE}';`,
    ...own.map(({ path, alias }) => `import * as ${alias} from ${literalText(`./${path}`)};`),
    '',
    ...own.map(({ alias }) => `${alias}.${FLOWS}();`),
    '',
    'export { app };',
    '',
  ].join('\n');
}

function testText(expected: readonly ExpectedConnection[] | undefined): string {
  const header = [
    `import { Reachability } from 'cdk8s-netpol';`,
    `import 'cdk8s-netpol/vitest';`,
    `import { expect, test } from 'vitest';`,
    `import { app } from './program';`,
    '',
  ];
  if (!expected) {
    return [
      ...header,
      '// There are too many connections to list them all. Write down those that matter most to you.',
      `test('the policies are valid', () => {`,
      '  expect(() => Reachability.fromApp(app)).not.toThrow();',
      '});',
      '',
    ].join('\n');
  }
  const rows: Expression = list(
    expected.map(({ from, to, ports }) =>
      record({ from: literal(from), to: literal(to), ports: list(ports.map(literal)) }),
    ),
  );
  return [
    ...header,
    `test('these connections are open, and no others', () => {`,
    `  expect(Reachability.fromApp(app)).toHaveExactly(${printExpression(rows, '  ')});`,
    '});',
    '',
  ].join('\n');
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
