import { ApiProblems, orList, quote } from './api-problem';
import { labelKeyProblems, labelValueProblems } from '../model/kubernetes-names';
import { FieldPath } from '../model/kubernetes-object';
import { LabelSelectorRequirement, LabelSelectorSpec, SelectorOperator } from '../model/network-policy';

/** Whether label values that break the rules are let through, as on an update of an object that held some before. */
export interface SelectorOptions {
  readonly allowInvalidValues: boolean;
}

/** Labels of an object or of `matchLabels`. The API server reports them at the map, not at the key. */
export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
  problems: ApiProblems,
  { allowInvalidValues }: SelectorOptions = { allowInvalidValues: false },
): void {
  for (const key in labels) {
    validateLabelKey(key, path, problems);
    if (!allowInvalidValues) validateLabelValue(labels[key]!, path, problems, key);
  }
}

export function validateLabelKey(key: string, path: FieldPath, problems: ApiProblems): void {
  for (const problem of labelKeyProblems(key)) {
    const fix = 'Write a name such as app, or prefix/name such as app.kubernetes.io/name.';
    problems.invalid(path, key, `The label key ${quote(key)} is not valid: it ${problem}.`, fix);
  }
}

function validateLabelValue(value: string, path: FieldPath, problems: ApiProblems, key?: string): void {
  for (const problem of labelValueProblems(value)) {
    const of = key === undefined ? '' : ` of label ${quote(key)}`;
    const message = `The value ${quote(value)}${of} is not valid: it ${problem}.`;
    const template = /[{}$]/.test(value) ? ' This looks like a variable that was not replaced.' : '';
    problems.invalid(path, value, message, `Write the value as it stands on the pod or namespace.${template}`);
  }
}

/** A pod or namespace selector. */
export function validateSelector(
  selector: LabelSelectorSpec | undefined,
  path: FieldPath,
  problems: ApiProblems,
  options: SelectorOptions,
): void {
  if (!selector) return;
  validateLabels(selector.matchLabels, [...path, 'matchLabels'], problems, options);
  selector.matchExpressions?.forEach((requirement, index) =>
    validateRequirement(requirement, [...path, 'matchExpressions', index], problems, options),
  );
}

const OPERATORS: readonly string[] = Object.values(SelectorOperator);

function validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  problems: ApiProblems,
  { allowInvalidValues }: SelectorOptions,
): void {
  switch (operator) {
    case SelectorOperator.IN:
    case SelectorOperator.NOT_IN:
      if (values.length === 0) {
        const fix = `Give at least one value, or use ${operator === SelectorOperator.IN ? 'Exists' : 'DoesNotExist'}.`;
        problems.required([...path, 'values'], `The operator ${operator} needs values.`, fix);
      }
      break;
    case SelectorOperator.EXISTS:
    case SelectorOperator.DOES_NOT_EXIST:
      if (values.length > 0) {
        const fix = `Remove the values, or use ${operator === SelectorOperator.EXISTS ? 'In' : 'NotIn'}.`;
        problems.add('Forbidden', [...path, 'values'], `The operator ${operator} takes no values.`, fix);
      }
      break;
    default:
      problems.invalid([...path, 'operator'], operator ?? '', ...unknownOperator(operator));
  }
  validateLabelKey(key ?? '', [...path, 'key'], problems);
  if (allowInvalidValues) return;
  values.forEach((value, index) => validateLabelValue(value, [...path, 'values', index], problems));
}

function unknownOperator(operator: string | undefined): [message: string, fix: string] {
  if (!operator) return ['The requirement has no operator.', `Write ${orList(OPERATORS)}.`];
  const twin = OPERATORS.find((known) => known.toLowerCase() === operator.toLowerCase());
  const fix = twin ? `Write ${twin}: the case of letters counts.` : `Write ${orList(OPERATORS)}.`;
  return [`${quote(operator)} is no operator of a label selector.`, fix];
}
