import { readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { App } from 'cdk8s';
import * as ts from 'typescript';
import * as library from '../../src';
import { KubernetesObject } from '../../src/model/kubernetes-object';

/** The files of a drafted project, by path. */
export type ProjectFiles = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

const entries = (files: ProjectFiles) =>
  [...(files instanceof Map ? files : Object.entries(files))] as [string, string][];

/** Runs a drafted program as a project of its own would, up to the point where it would write. */
export function appOf(files: ProjectFiles): App {
  const sources = new Map(entries(files));
  const modules = new Map<string, { exports: Record<string, unknown> }>();
  const load = (path: string): Record<string, unknown> => {
    const present = modules.get(path);
    if (present) return present.exports;
    const module = { exports: {} as Record<string, unknown> };
    modules.set(path, module);
    const { outputText, diagnostics = [] } = ts.transpileModule(sources.get(path)!, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      reportDiagnostics: true,
    });
    if (diagnostics.length > 0) throw new Error(`${path}: ${String(diagnostics[0]!.messageText)}`);
    const require = (name: string) =>
      name === 'cdk8s-netpol' ? library : load(`${posix.join(posix.dirname(path), name)}.ts`);
    // The text is the draft's own; that no data became code in it is what tests here are about.
    new Function('require', 'exports', 'module', outputText)(require, module.exports, module);
    return module.exports;
  };
  return load('program.ts').app as App;
}

/** Every object of an app, in the order of its charts. */
export function objectsIn(app: App): KubernetesObject[] {
  return app.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]);
}

const ROOT = join(__dirname, '../..');

/** What the TypeScript compiler objects to in drafted projects, each in a folder of this name; one run for all. */
export function typeErrors(projects: Readonly<Record<string, ProjectFiles>>): string[] {
  const virtual = new Map<string, string>();
  for (const [name, files] of Object.entries(projects)) {
    for (const [path, text] of entries(files)) {
      if (path.endsWith('.ts')) virtual.set(join(ROOT, 'drafted', name, path), text);
    }
  }
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    noUnusedLocals: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    paths: { 'cdk8s-netpol': [join(ROOT, 'src/index.ts')], 'cdk8s-netpol/vitest': [join(ROOT, 'src/vitest/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile, directoryExists } = host;
  host.fileExists = (path) => virtual.has(path) || fileExists.call(host, path);
  host.readFile = (path) => virtual.get(path) ?? readFile.call(host, path);
  host.directoryExists = (path) =>
    [...virtual.keys()].some((file) => dirname(file) === path) || (directoryExists?.call(host, path) ?? true);
  host.getSourceFile = (path, version, ...rest) => {
    const text = virtual.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, version, ...rest)
      : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return [...virtual.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)!;
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(
      ({ start = 0, messageText }) =>
        `${path.slice(ROOT.length)}:${source.getLineAndCharacterOfPosition(start).line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

export const foldersIn = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
