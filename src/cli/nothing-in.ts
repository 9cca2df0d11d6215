import { Console } from './console';
import { InvalidInput } from '../model/invalid-input';
import { printable } from '../report/wording/printable';

/** What to say where inputs hold no object at all: a misspelt path must not pass for a cluster in which all is well. */
export function nothingIn(paths: readonly string[]): InvalidInput {
  return new InvalidInput(
    `There is no Kubernetes object in ${paths.map((path) => JSON.stringify(path)).join(', ')}.`,
    'Name files or folders with manifests: *.yaml, *.yml or *.json.',
  );
}

/** Says of inputs beside others that there is nothing in them, which may be a misspelt path too. */
export function nameEmpty(inputs: readonly string[], err: Console['err']): void {
  for (const input of inputs) err.write(`warning: ${printable(nothingIn([input]).problem)}\n`);
}
