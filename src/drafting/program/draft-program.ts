import { NamespaceFile, namesIn } from './namespace-file';
import { APP, DraftCluster, PLATFORM, appFile } from './platform-file';
import { Expression, call, literal, make, record } from '../source/expression';
import { SourceFile, SourceProgram, Statement } from '../source/source-file';

/** The function of each namespace's file that declares its flows. */
export const FLOWS = 'flows';

/** The stack of a namespace: a draft isolates nothing that nothing speaks for. */
export function stackExpression({ namespace }: NamespaceFile): Expression {
  return make(
    'NamespaceStack',
    APP,
    literal(namespace),
    record({ platform: PLATFORM, baseline: call('Baseline', 'none') }),
  );
}

/** The whole program, in the order in which it is loaded. */
export function draftProgram(files: Iterable<NamespaceFile>, cluster: DraftCluster): SourceProgram {
  const sorted = [...files].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  const used = new Set(
    sorted
      .flatMap(({ flows }) => flows.flatMap(({ value }) => namesIn(value)))
      .map(({ file, name }) => `${file} ${name}`),
  );
  return { files: [appFile(cluster), ...sorted.map((file) => sourceOf(file, used))] };
}

/** Pods that no flow is about are not declared. */
function sourceOf(file: NamespaceFile, used: ReadonlySet<string>): SourceFile {
  const stack: Statement = { constant: file.stack.name, value: stackExpression(file) };
  const constants = file
    .constants(stack)
    .filter(({ constant }) => constant === file.stack.name || used.has(`${file.path} ${constant}`));
  return {
    path: file.path,
    comment: [],
    constants,
    body: { name: FLOWS, comment: ['Called when the stacks of all namespaces are there.'], statements: file.flows },
  };
}
