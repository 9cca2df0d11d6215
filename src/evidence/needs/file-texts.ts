import { Alias, Node, isAlias, isMap, isScalar, isSeq } from 'yaml';
import { commandEntries, scriptLines } from './command-texts';
import { LONGEST_TEXT } from './mentions';
import { Evidence } from './need';
import { TextEntry, TextScope } from './text-entry';
import { isJson } from '../../manifests/json-text';
import { splitStream } from '../../manifests/yaml/split-stream';
import { parseYamlDocument } from '../../manifests/yaml/yaml-document';
import { pushAll } from '../../model/push-all';

/** A file of a ConfigMap or Secret, or a value of one that has no name of a file. */
export interface FileText {
  readonly name: string;
  readonly text: string;
  readonly sensitive: boolean;
  /** Where a line of it stands. */
  readonly evidenceOf: (line: number) => Evidence;
}

/** The values in a file, by what its name says it is. */
export function fileEntries({ text: whole, ...file }: FileText): TextScope {
  const one = { ...file, text: whole.slice(0, LONGEST_TEXT) };
  const extension = /\.([A-Za-z0-9]+)(?:\.tmpl|\.tpl)?$/.exec(one.name)?.[1]?.toLowerCase() ?? '';
  if (!one.text.includes('\n') && extension === '') {
    const { sensitive, evidenceOf } = one;
    return [{ key: one.name, value: one.text, form: 'value', evidence: evidenceOf(1), sensitive }];
  }
  switch (extension) {
    case 'yaml':
    case 'yml':
    case 'json':
      return structured(one) ?? lines(one);
    case 'properties':
    case 'env':
    case 'ini':
    case 'toml':
    case 'cnf':
      return settings(one);
    case 'cfg':
      // Sections in brackets are settings; HAProxy has none.
      return /^\s*\[/m.test(one.text) ? settings(one) : lines(one);
    case 'sh':
    case 'bash':
      return script(one);
    case 'xml':
      return lines({ ...one, text: withoutMarkup(one.text) });
    default:
      return /^#!.*sh\b/.test(one.text)
        ? script(one)
        : /^\s*[{[]/.test(one.text)
          ? (structured(one) ?? lines(one))
          : lines(one);
  }
}

/** Comments of XML; their lines stay, so that lines keep their numbers. */
function withoutMarkup(text: string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf('<!--'); at >= 0; at = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', at);
    const close = end < 0 ? text.length : end + 3;
    result += text.slice(from, at) + text.slice(at, close).replace(/[^\n]/g, ' ');
    from = close;
  }
  return result + text.slice(from);
}

/** YAML or JSON, each text in it under the path that leads to it; undefined where it is neither. */
function structured({ text, sensitive, evidenceOf }: FileText): TextEntry[] | undefined {
  const entries: TextEntry[] = [];
  const lineAt = lineFinder(text);
  const json = isJson(text);
  const pieces = json ? [{ start: 0, text }] : [...splitStream(text, 0)];
  for (const piece of pieces) {
    if ('badSeparatorAt' in piece) return undefined;
    const { contents, error, tooDeepAt, ignoredFrom } = parseYamlDocument(piece.text, json);
    if (error || tooDeepAt !== undefined || ignoredFrom !== undefined) return undefined;
    if (!contents) continue;
    walk(contents, '', (key, value, offset) => {
      entries.push({ key, value, form: 'value', evidence: evidenceOf(lineAt(piece.start + offset)), sensitive });
    });
  }
  return entries;
}

/** What an alias stands for is looked at where it is written. */
function walk(
  node: Node | Alias | null,
  key: string,
  visit: (key: string, value: string, offset: number) => void,
): void {
  if (!node || isAlias(node)) return;
  if (isMap(node)) {
    for (const { key: name, value } of node.items) {
      const part = isScalar(name) ? (name.source ?? '') : '';
      walk(value as Node | null, key === '' ? part : `${key}.${part}`, visit);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) walk(item as Node | null, key, visit);
  } else if (isScalar(node)) {
    visit(key, node.source ?? '', node.range?.[0] ?? 0);
  }
}

/** Finds the line of an offset; offsets come in rising order, so the text is walked through once. */
function lineFinder(text: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (let next = text.indexOf('\n', at); next >= 0 && next < offset; next = text.indexOf('\n', at)) {
      line++;
      at = next + 1;
    }
    return line;
  };
}

/** `key = value` or `key: value`, under `[section]`s. */
function settings({ text, sensitive, evidenceOf }: FileText): TextEntry[] {
  const entries: TextEntry[] = [];
  let section = '';
  text.split('\n').forEach((line, index) => {
    const content = line.trim();
    if (content === '' || /^(?:[#;!]|\/\/)/.test(content)) return;
    const heading = /^\[+([^\]]*)\]+$/.exec(content);
    if (heading) {
      section = `${heading[1]}.`;
      return;
    }
    const at = content.search(/[=:]/);
    if (at <= 0) return;
    const key = `${section}${content
      .slice(0, at)
      .trim()
      .replace(/^export\s+/, '')}`;
    const value = content
      .slice(at + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    entries.push({ key, value, form: 'value', evidence: evidenceOf(index + 1), sensitive });
  });
  return entries;
}

function script({ text, sensitive, evidenceOf }: FileText): TextEntry[] {
  const scope: TextEntry[] = [];
  text.split('\n').forEach((line, index) => {
    if (scriptLines(line).length === 0) return;
    pushAll(
      scope,
      commandEntries(
        [{ text: `${line} `, sensitive }],
        () => evidenceOf(index + 1),
        () => undefined,
      ),
    );
  });
  return scope;
}

/** Configuration of a program that is not known by its name: nginx, HAProxy, Fluent Bit, redis and their like. */
function lines({ text, sensitive, evidenceOf }: FileText): TextEntry[] {
  const ownNames = new Set<string>();
  const read = text.split('\n').map((line) => line.replace(/(^|\s)(?:#|\/\/|--\s).*$/, '$1'));
  for (const line of read) {
    // What nginx and HAProxy call their own groups of servers.
    for (const [, name] of line.matchAll(/(?:^|[\s;{}])(?:upstream|backend|listen|frontend)\s+([\w.-]+)/g)) {
      ownNames.add(name!.toLowerCase());
    }
  }
  return read.flatMap((line, index) => {
    const content = line.trim();
    if (content === '') return [];
    const own = { form: 'line' as const, evidence: evidenceOf(index + 1), sensitive, ownNames };
    // `Host es.logging` and `replicaof redis 6379`: a word and what it is set to.
    const pair = /^([A-Za-z][\w.-]*)\s+(\S+)(?:\s+(\d{1,5}))?;?$/.exec(content);
    if (pair) {
      const value = pair[3] === undefined ? pair[2]! : `${pair[2]}:${pair[3]}`;
      return [{ ...own, key: pair[1]!, value: value.replace(/;$/, '') }];
    }
    return [{ ...own, value: content }];
  });
}
