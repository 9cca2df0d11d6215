import { Node, Pair, Scalar, YAMLMap, YAMLSeq, isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import { Edit, Patch, PatchValue } from './edit';
import { FileDocument } from './file-document';
import { FieldPath } from '../model/kubernetes-object';

/** A stretch of a whole text and what takes its place. Nothing is deleted where start and end are equal. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The replacements that a patch means, or undefined where the text is written in a way it cannot edit safely. */
export function replacementsOf(document: FileDocument, patch: Patch): Replacement[] | undefined {
  const replacements: Replacement[] = [];
  for (const edit of patch) {
    const replacement = new Editor(document).replacementFor(edit);
    if (!replacement) return undefined;
    replacements.push(replacement);
  }
  return replacements;
}

/** The text with replacements made, those that overlap an earlier one left out. */
export function applyReplacements(text: string, replacements: readonly Replacement[]): string {
  const sorted = [...replacements].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of sorted) {
    if (start < at) continue;
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}

class Editor {
  private readonly text: string;
  private readonly offset: number;
  private readonly newline: string;

  public constructor(private readonly document: FileDocument) {
    this.text = document.locator.source.text;
    this.offset = document.locator.start;
    this.newline = this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  public replacementFor(edit: Edit): Replacement | undefined {
    switch (edit.edit) {
      case 'replace': {
        const node = this.field(edit.path)?.value;
        return isScalar(node) ? this.instead(node, scalarText(edit.value, isQuoted(node))) : undefined;
      }
      case 'rename': {
        const node = this.field(edit.path)?.key;
        return isScalar(node) ? this.instead(node, scalarText(edit.key, isQuoted(node))) : undefined;
      }
      case 'addField': {
        const node = this.field(edit.path)?.value;
        return isMap(node) ? this.addField(node, edit.key, edit.value) : undefined;
      }
      default:
        return this.addItem(edit.path, edit.value);
    }
  }

  private addItem(path: FieldPath, value: PatchValue): Replacement | undefined {
    const field = this.field(path);
    if (!field) {
      const parent = this.field(path.slice(0, -1))?.value;
      const key = path[path.length - 1];
      if (!isMap(parent) || typeof key !== 'string' || typeof value !== 'string') return undefined;
      return this.addField(parent, key, [value]);
    }
    const list = field.value;
    if (!isSeq(list) || !list.range) return undefined;
    const items = list.items as (Node | null)[];
    if (list.flow) return this.beforeEnd(list, items.length, flowText(value, isJson(list)));
    const last = items[items.length - 1];
    const dash = last ? this.dashBefore(last) : undefined;
    if (!last || dash === undefined) return undefined;
    const indent = this.indentAt(dash);
    if (indent === undefined) return undefined;
    return this.afterLine(last, `${indent}- ${blockText(value, `${this.newline}${indent}  `)}`);
  }

  private addField(map: YAMLMap, key: string, value: PatchValue): Replacement | undefined {
    const pairs = map.items as Pair<Node, Node | null>[];
    if (map.flow) {
      const json = isJson(map);
      return this.beforeEnd(map, pairs.length, `${scalarText(key, json)}: ${flowText(value, json)}`);
    }
    const [first] = pairs;
    const last = pairs[pairs.length - 1];
    if (!first?.key.range || !last) return undefined;
    const start = this.offset + first.key.range[0];
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1;
    // In "- a: 1" the keys after the first stand below the first, not below the dash.
    const indent = ' '.repeat(start - lineStart);
    return this.afterLine(last.value ?? last.key, `${indent}${key}: ${flowText(value, false)}`);
  }

  /** Before the closing bracket of a list or map in one line. */
  private beforeEnd(node: YAMLMap | YAMLSeq, items: number, text: string): Replacement | undefined {
    const close = this.offset + node.range![1] - 1;
    if (!']}'.includes(this.text.charAt(close))) return undefined;
    const before = this.text.slice(0, close).trimEnd();
    const separator = items === 0 || before.endsWith(',') ? '' : ', ';
    return { start: before.length, end: before.length, text: `${separator}${text}` };
  }

  /** On a new line below the one on which a node ends, comments of that line included. */
  private afterLine(node: Node, line: string): Replacement | undefined {
    const end = contentEnd(node);
    if (end === undefined) return undefined;
    const lineEnd = this.text.indexOf('\n', this.offset + end);
    const at = lineEnd < 0 ? this.text.length : lineEnd;
    const start = this.text.charAt(at - 1) === '\r' ? at - 1 : at;
    return { start, end: start, text: `${this.newline}${line}` };
  }

  private dashBefore(item: Node): number | undefined {
    if (!item.range) return undefined;
    const start = this.offset + item.range[0];
    const dash = this.text.lastIndexOf('-', start - 1);
    return dash >= 0 && this.text.slice(dash + 1, start).trim() === '' ? dash : undefined;
  }

  private indentAt(offset: number): string | undefined {
    const indent = this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset);
    return indent.trim() === '' ? indent : undefined;
  }

  private instead(node: Scalar, text: string): Replacement | undefined {
    if (!node.range || node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return undefined;
    return { start: this.offset + node.range[0], end: this.offset + node.range[1], text };
  }

  /** A field that stands in its own place only: behind an alias or an anchor, an edit would show elsewhere too. */
  private field(path: FieldPath) {
    const { locator } = this.document;
    const whole = [...this.document.path, ...path];
    for (let depth = 0; depth <= whole.length; depth++) {
      const value = locator.fieldAt(whole.slice(0, depth))?.value;
      if (isAlias(value) || (value as { anchor?: string } | undefined)?.anchor !== undefined) return undefined;
    }
    return locator.fieldAt(whole);
  }
}

/** Where the text of a node ends, without the line breaks and comments behind it. */
function contentEnd(node: Node): number | undefined {
  if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')) return undefined;
  if (!isCollection(node) || node.flow) return node.range?.[1];
  const last: unknown = node.items[node.items.length - 1];
  if (isPair(last)) return contentEnd((last.value ?? last.key) as Node);
  return last ? contentEnd(last as Node) : undefined;
}

function isQuoted(node: Scalar): boolean {
  return node.type === 'QUOTE_DOUBLE';
}

/** Whether the text around is JSON, where every key and text has quotes. */
function isJson(node: YAMLMap | YAMLSeq): boolean {
  const [first] = node.items as unknown[];
  const scalar = isPair(first) ? first.key : first;
  return isScalar(scalar) ? isQuoted(scalar) : isMap(scalar) && isJson(scalar);
}

function flowText(value: PatchValue, json: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item: string) => scalarText(item, json)).join(', ')}]`;
  if (typeof value !== 'object') return scalarText(value, json);
  const fields = Object.entries(value).map(
    ([key, field]) => `${scalarText(key, json)}: ${scalarText(field as string, json)}`,
  );
  return `{${json ? '' : ' '}${fields.join(', ')}${json ? '' : ' '}}`;
}

function blockText(value: PatchValue, separator: string): string {
  if (typeof value !== 'object' || Array.isArray(value)) return flowText(value, false);
  return Object.entries(value)
    .map(([key, field]) => `${key}: ${scalarText(field as string, false)}`)
    .join(separator);
}

/** Words and IPv4 blocks that every YAML reader takes as text; everything else goes into quotes. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)(?:[A-Za-z][A-Za-z0-9._/-]*|\d+(?:\.\d+){3}\/\d+)$/i;

function scalarText(value: string | number | boolean, quoted: boolean): string {
  if (typeof value !== 'string') return String(value);
  return quoted || !PLAIN.test(value) ? JSON.stringify(value) : value;
}
