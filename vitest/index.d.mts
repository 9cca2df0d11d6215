import 'vitest';
import type { ReachabilityMatchers } from '../lib/vitest/matchers.js';

export type { ExpectedFlow } from '../lib/vitest/expected-flow.js';
export type { ReachabilityMatchers };

/** For `expect.extend`; importing this module has done that already. */
export declare const matchers: typeof import('../lib/vitest/index.js').matchers;

declare module 'vitest' {
  interface Matchers<T = any> extends ReachabilityMatchers {}
}
