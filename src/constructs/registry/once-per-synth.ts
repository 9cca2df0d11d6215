import { IConstruct } from 'constructs';

/** Per tree that is being synthesised: what has been found out about its constructs. */
const found = new WeakMap<IConstruct, Map<IConstruct, unknown>>();

/** Per tree: what has to be done to it before it is synthesised. */
const preparations = new WeakMap<IConstruct, (() => void)[]>();

/** Synthesises the tree of `root`, in which nothing changes meanwhile. */
export function duringSynth<T>(root: IConstruct, synthesise: () => T): T {
  prepare(root);
  found.set(root, new Map());
  try {
    return synthesise();
  } finally {
    found.delete(root);
  }
}

/**
 * Changes the tree of `root` each time before it is synthesised. cdk8s has no hook for that but validation, which it
 * starts at the root; a NetpolApp calls it by itself, before it looks at the tree.
 */
export function beforeSynth(root: IConstruct, change: () => void): void {
  const present = preparations.get(root);
  if (present) {
    present.push(change);
    return;
  }
  preparations.set(root, [change]);
  root.node.addValidation({
    validate: () => {
      if (!found.has(root)) prepare(root);
      return [];
    },
  });
}

function prepare(root: IConstruct): void {
  for (const change of preparations.get(root) ?? []) change();
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
