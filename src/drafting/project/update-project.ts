import { STATE_FILE, knownFlows, stateText } from './draft-state';
import { InvalidInput } from '../../model/invalid-input';
import type { Draft } from '../draft';
import { FLOWS } from '../program/draft-program';
import { PresentNames, STACK } from '../program/namespace-file';
import { identifierFrom } from '../source/identifiers';
import { printSource, sourceParts, wrapped } from '../source/print-source';
import { SourceFile } from '../source/source-file';

/** A file of a project, before and after. A new one is empty before. */
export interface ProposedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const WORKLOAD = /^export const ([A-Za-z_$][\w$]*) = stack\.workload\(\s*'([^'\\]*)'/gm;
const CONSTRUCT = /\bnew [A-Z]\w*\(\s*stack,\s*'([^'\\]*)'/g;
const LIBRARY = /^import \{([^}]*)\} from 'cdk8s-netpol';$/m;
const NAMESPACE = /^namespaces\/(.+)\.ts$/;

/** What the files of a project have already: names that are kept, whatever has been edited around them. */
export function presentNames(files: ReadonlyMap<string, string>): Map<string, PresentNames> {
  const present = new Map<string, PresentNames>();
  for (const [path, text] of files) {
    const namespace = NAMESPACE.exec(path)?.[1];
    if (namespace === undefined) continue;
    present.set(namespace, {
      constants: new Map([...text.matchAll(WORKLOAD)].map(([, constant, name]) => [name!, constant!])),
      ids: [...text.matchAll(CONSTRUCT)].map(([, id]) => id!),
    });
  }
  return present;
}

/**
 * What new flows add to the files of a project. Nothing that stands there is changed but the list of imports.
 *
 * @throws InvalidInput for a file whose flows are no longer where a draft puts them
 */
export function proposedFiles(draft: Draft, files: ReadonlyMap<string, string>): ProposedFile[] {
  const drafted = draft.flows!.drafted;
  const touched = new Set(drafted.drafted.map(({ namespace }) => `namespaces/${namespace}`));
  if (touched.size === 0) return [];
  const state = files.get(STATE_FILE) ?? '';
  // A flow may lead to a workload of another namespace that is not declared yet.
  const sources = draft.program.files.filter(({ path, constants }) => touched.has(path) || constants.length > 1);
  const proposed = sources.map((file): ProposedFile => {
    const before = files.get(`${file.path}.ts`);
    const path = `${file.path}.ts`;
    return before === undefined
      ? { path, before: '', after: printSource(file) }
      : { path, before, after: extended(before, file) };
  });
  const added = sources.filter(({ path, body }) => body && !files.has(`${path}.ts`));
  return [
    ...proposed.filter(({ before, after }) => before !== after),
    ...(added.length > 0 ? [withNamespaces(files.get('program.ts') ?? '', added)] : []),
    { path: STATE_FILE, before: state, after: stateText(drafted, knownFlows(state)) },
  ];
}

/** The text with further constants before the function of the flows, and further flows behind the last of them. */
function extended(text: string, file: SourceFile): string {
  if (!file.body) return text;
  const start = text.search(new RegExp(`^export function ${FLOWS}\\(`, 'm'));
  const end = text.lastIndexOf('\n}');
  if (start < 0 || end < start) {
    throw new InvalidInput(
      `${file.path}.ts has no function ${FLOWS} any more, so nobody knows where a new flow goes.`,
      `Bring back "export function ${FLOWS}(): void { … }", even empty, as the last function of the file.`,
    );
  }
  const declared = new Set([...text.matchAll(/^export const ([A-Za-z_$][\w$]*) /gm)].map(([, name]) => name!));
  const constants = file.constants.filter(({ constant }) => constant !== STACK && !declared.has(constant ?? ''));
  const parts = sourceParts({ ...file, constants });
  const place = startOfComment(text, start);
  const added = parts.constants.length > 0 ? `${parts.constants.join('\n')}\n\n` : '';
  const flows = parts.statements.length > 0 ? `\n\n${parts.statements.join('\n\n')}` : '';
  const whole = `${text.slice(0, place)}${added}${text.slice(place, end)}${flows}${text.slice(end)}`;
  return withImports(whole, parts.library, parts.imports);
}

/** Where the comment begins that stands right above a place. */
function startOfComment(text: string, place: number): number {
  let start = place;
  for (;;) {
    const line = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !text.startsWith('//', line)) return start;
    start = line;
  }
}

function withImports(text: string, library: readonly string[], imports: readonly string[]): string {
  const missing = imports.filter((line) => !text.includes(line));
  const own = missing.length > 0 ? `\n${missing.join('\n')}` : '';
  const present = LIBRARY.exec(text);
  const names = (present?.[1] ?? '').split(',').map((name) => name.trim());
  const all = [...new Set([...names.filter((name) => name !== ''), ...library])].sort();
  const line = wrapped('import { ', all, ` } from 'cdk8s-netpol';`);
  if (!present) return `${line}${own}\n${text}`;
  const isWhole = library.every((name) => names.includes(name));
  return text.replace(present[0], () => `${isWhole ? present[0] : line}${own}`);
}

function withNamespaces(before: string, added: readonly SourceFile[]): ProposedFile {
  const aliases = added.map(({ path }) => ({
    path,
    alias: `${identifierFrom(path.slice(path.indexOf('/') + 1))}Added`,
  }));
  const imports = aliases.map(({ path, alias }) => `import * as ${alias} from './${path}';`).join('\n');
  const calls = aliases.map(({ alias }) => `${alias}.${FLOWS}();`).join('\n');
  const after = before.replace(/\nexport \{ app \};/, () => `${calls}\n\nexport { app };`);
  return { path: 'program.ts', before, after: `${imports}\n${after}` };
}
