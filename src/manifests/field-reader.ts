import { Finding, resourceOf } from '../model/finding';
import { isMap } from '../model/is-map';
import { FieldPath, formatFieldPath } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';

/** The rule under which fields are reported whose type is wrong, so that they were read as if absent. */
export const WRONG_TYPE_RULE = 'wrong-type';

export type PlainMap = Readonly<Record<string, unknown>>;

/** A finding without the place, which whoever reports it adds. */
export type Complaint = Pick<Finding, 'rule' | 'severity' | 'type' | 'message' | 'fix'>;

/**
 * Reads fields of objects that nobody has validated. A field of the wrong type counts as absent and is reported; null
 * is absent without a report, as it is for the API server.
 */
export class FieldReader {
  public constructor(private readonly findings: Finding[]) {}

  public map(document: ManifestDocument, value: unknown, ...path: FieldPath): PlainMap | undefined {
    if (isMap(value)) return value;
    if (value !== undefined && value !== null) this.wrongType(document, value, 'a map', path);
    return undefined;
  }

  public list(document: ManifestDocument, value: unknown, ...path: FieldPath): readonly unknown[] {
    if (Array.isArray(value)) return value as unknown[];
    if (value !== undefined && value !== null) this.wrongType(document, value, 'a list', path);
    return [];
  }

  public text(document: ManifestDocument, value: unknown, ...path: FieldPath): string | undefined {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.wrongType(document, value, 'a text', path);
    return undefined;
  }

  public flag(document: ManifestDocument, value: unknown, ...path: FieldPath): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.wrongType(document, value, 'true or false', path);
    return false;
  }

  public wholeNumber(document: ManifestDocument, value: unknown, ...path: FieldPath): number | undefined {
    if (Number.isSafeInteger(value)) return value as number;
    if (value !== undefined && value !== null) this.wrongType(document, value, 'a whole number', path);
    return undefined;
  }

  /**
   * A map of texts; entries that are no texts are reported and left out. A key without a value has the empty text, as
   * it has for the API server, with a remark. The map itself where all are texts.
   */
  public labels(document: ManifestDocument, value: unknown, ...path: FieldPath): Readonly<Record<string, string>> {
    const map = this.map(document, value, ...path);
    if (!map) return NO_LABELS;
    for (const key in map) {
      if (typeof map[key] !== 'string') return this.onlyTexts(document, map, path);
    }
    return map as Record<string, string>;
  }

  private onlyTexts(document: ManifestDocument, map: PlainMap, path: FieldPath): Record<string, string> {
    const texts: [string, string][] = [];
    for (const [key, value] of Object.entries(map)) {
      if (value === null) this.noValue(document, [...path, key]);
      const text = value === null ? '' : this.text(document, value, ...path, key);
      if (text !== undefined) texts.push([key, text]);
    }
    return Object.fromEntries(texts);
  }

  private noValue(document: ManifestDocument, path: FieldPath): void {
    this.report(document, path, {
      rule: WRONG_TYPE_RULE,
      severity: 'warning',
      message: `${formatFieldPath(path)} has no value; the API server reads it as the empty text.`,
      fix: 'Write the value, or "" for the empty text.',
    });
  }

  /** Says what is wrong with a field. */
  public report(document: ManifestDocument, field: FieldPath, finding: Complaint): void {
    this.findings.push({
      ...finding,
      resource: resourceOf(document.object),
      field,
      origin: document.origin,
      position: () => document.positionOf(field),
    });
  }

  private wrongType(document: ManifestDocument, value: unknown, expected: string, path: FieldPath): void {
    const actual = Array.isArray(value)
      ? 'a list'
      : isMap(value)
        ? 'a map'
        : `${typeof value} ${JSON.stringify(value)}`;
    this.report(document, path, {
      rule: WRONG_TYPE_RULE,
      severity: 'error',
      type: 'TypeInvalid',
      message: `${formatFieldPath(path)} must be ${expected}, but is ${actual}; it was read as if it were absent.`,
      fix: expected === 'a text' ? 'Put the value in quotes.' : `Write ${expected}, or leave the field out.`,
    });
  }
}

export const NO_LABELS: Readonly<Record<string, string>> = {};
