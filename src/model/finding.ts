import { FieldPath, KubernetesObject } from './kubernetes-object';
import { Refusal } from './refusal';
import { DocumentOrigin, SourcePosition } from './source-position';

/** How much a finding weighs; the worst first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Whether `severity` is `threshold` or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/**
 * The kind of an API finding. The first six are the API server's own error types; the others are what it refuses before
 * it validates: text that is no document, fields it does not know, values of the wrong type.
 */
export type ApiErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'TooLong'
  | 'Duplicate'
  | 'UnknownField'
  | 'TypeInvalid'
  | 'UnknownApi'
  | 'Parse';

/** The object a finding is about, as far as it says who it is. */
export interface ResourceReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What validation or lint says about one place. */
export interface Finding {
  /** The id of the rule, the same in every report and in acknowledgements. */
  readonly rule: string;
  readonly severity: Severity;
  /** Only for what the API server refuses or warns about. */
  readonly type?: ApiErrorType;
  /** Who takes no notice of the object for it. @default - the API server, where it is an error of validation */
  readonly refusal?: Refusal;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly fix?: string;
  readonly resource?: ResourceReference;
  readonly field?: FieldPath;
  readonly origin?: DocumentOrigin;
  /** Looked up when a report prints it. */
  readonly position?: () => SourcePosition | undefined;
}

/** What a finding calls the object it is about. */
export function resourceOf(object: KubernetesObject): ResourceReference {
  const { namespace, name } = object.metadata ?? {};
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  };
}
