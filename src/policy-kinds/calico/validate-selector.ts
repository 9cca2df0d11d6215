import { parseSelector } from './selector-language';
import { FieldPath } from '../../model/kubernetes-object';
import { ApiProblems, quote } from '../../validation/api-problem';

/** Whether a text is a selector, and whether `global()` may stand in it. */
export function validateSelectorText(
  text: string | undefined,
  path: FieldPath,
  problems: ApiProblems,
  global: 'never' | 'global() alone' = 'never',
): void {
  if (text === undefined) return;
  const parsed = parseSelector(text);
  if ('problem' in parsed) {
    problems.invalid(path, text, `${quote(text)} is no selector: ${parsed.problem.message}`, parsed.problem.fix);
    return;
  }
  if (parsed.selector.globalAt === undefined) return;
  if (global === 'never') {
    const fix = 'It stands in the namespaceSelector of a source or a destination only, alone.';
    problems.invalid(path, text, 'global() has no meaning here.', fix);
  } else if (text.trim() !== 'global()') {
    problems.invalid(path, text, 'global() stands alone.', 'Write namespaceSelector: global().');
  }
}
