import type {} from 'vitest';
import { ReachabilityMatchers, toAllow, toDeny, toHaveExactly } from './matchers';

export type { ExpectedFlow } from './expected-flow';
export type { ReachabilityMatchers } from './matchers';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars -- vitest's own signature
  interface Matchers<T = any> extends ReachabilityMatchers {}
}

/** For `expect.extend`. ES modules that import `cdk8s-netpol/vitest` have them already. */
export const matchers = { toAllow, toDeny, toHaveExactly };
