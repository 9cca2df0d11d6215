import { IConstruct } from 'constructs';

/** Per tree that is being synthesised: what has been found out about its constructs. */
const found = new WeakMap<IConstruct, Map<IConstruct, unknown>>();

/** Synthesises the tree of `root`, in which nothing changes meanwhile. */
export function duringSynth<T>(root: IConstruct, synthesise: () => T): T {
  found.set(root, new Map());
  try {
    return synthesise();
  } finally {
    found.delete(root);
  }
}

/**
 * Finds something out about `scope` once per synth. cdk8s validates the whole tree again for each chart, while nothing
 * changes any more; in a plain App, and outside of synth, it is found out every time.
 */
export function oncePerSynth<T>(scope: IConstruct, find: () => T): T {
  const results = found.get(scope.node.root);
  if (!results) return find();
  if (!results.has(scope)) results.set(scope, find());
  return results.get(scope) as T;
}
