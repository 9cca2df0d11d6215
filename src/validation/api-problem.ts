import { ApiErrorType } from '../model/finding';
import { FieldPath } from '../model/kubernetes-object';
import { Refusal } from '../model/refusal';

/** One thing the API server refuses, or (as a warning) takes with a remark. */
export interface ApiProblem {
  readonly severity: 'error' | 'warning';
  readonly type: ApiErrorType;
  readonly path: FieldPath;
  /** The value the API server prints; not always the value of the field. */
  readonly badValue?: unknown;
  readonly message: string;
  readonly fix: string;
  /** Who refuses it. @default Refusal.BY_API_SERVER */
  readonly refusal?: Refusal;
}

/** Collects problems in the order in which they are found. */
export class ApiProblems {
  public readonly list: ApiProblem[] = [];

  public required(path: FieldPath, message: string, fix: string): void {
    this.list.push({ severity: 'error', type: 'Required', path, message, fix });
  }

  public invalid(path: FieldPath, badValue: unknown, message: string, fix: string): void {
    this.list.push({ severity: 'error', type: 'Invalid', path, badValue, message, fix });
  }

  public notSupported(path: FieldPath, badValue: string, supported: readonly string[]): void {
    const twin = supported.find((known) => known.toLowerCase() === badValue.toLowerCase());
    const message = `${quote(badValue)} is not supported here.`;
    const fix = twin ? `Write ${twin}: the case of letters counts.` : `Write ${orList(supported)}.`;
    this.list.push({ severity: 'error', type: 'NotSupported', path, badValue, message, fix });
  }

  public add(type: ApiErrorType, path: FieldPath, message: string, fix: string): void {
    this.list.push({ severity: 'error', type, path, message, fix });
  }

  public warn(path: FieldPath, badValue: unknown, message: string, fix: string): void {
    this.list.push({ severity: 'warning', type: 'Invalid', path, badValue, message, fix });
  }
}

/** A value in a message: quoted, on one line, and never longer than a line. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** `A, B or C`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
