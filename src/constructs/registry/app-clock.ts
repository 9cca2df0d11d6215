import { IConstruct } from 'constructs';

/** What synth does about an exception whose last day is over. */
export enum ExpiredExceptions {
  /** Synth fails and names it. */
  FAIL = 'fail',
  /** Synth goes on; the stack reports it as a warning. */
  WARN = 'warn',
}

/**
 * What time it is for a tree, and what that means for its exceptions.
 *
 * @internal
 */
export interface AppClock {
  readonly now: Date;
  readonly expiredExceptions: ExpiredExceptions;
}

const clocks = new WeakMap<IConstruct, { readonly now?: Date; readonly expiredExceptions: ExpiredExceptions }>();

/**
 * Sets the clock of a whole tree. Without `now` it is the machine's.
 *
 * @internal
 */
export function setClock(root: IConstruct, clock: Partial<AppClock>): void {
  clocks.set(root, { expiredExceptions: ExpiredExceptions.FAIL, ...clock });
}

/**
 * The clock that rules in the tree of `scope`.
 *
 * @internal
 */
export function clockOf(scope: IConstruct): AppClock {
  const { now, expiredExceptions } = clocks.get(scope.node.root) ?? {};
  return { now: now ?? new Date(), expiredExceptions: expiredExceptions ?? ExpiredExceptions.FAIL };
}
