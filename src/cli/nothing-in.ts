import { InvalidInput } from '../model/invalid-input';

/** What to say where inputs hold no object at all: a misspelt path must not pass for a cluster in which all is well. */
export function nothingIn(paths: readonly string[]): InvalidInput {
  return new InvalidInput(
    `There is no Kubernetes object in ${paths.map((path) => JSON.stringify(path)).join(', ')}.`,
    'Name files or folders with manifests: *.yaml, *.yml or *.json.',
  );
}
