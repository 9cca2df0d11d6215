import type { ReachabilityMatchers } from '../lib/vitest/matchers';

export type { ExpectedFlow } from '../lib/vitest/expected-flow';
export type { ReachabilityMatchers };

/** For `expect.extend`; importing this module has done that already. */
export declare const matchers: {
  readonly [Name in keyof ReachabilityMatchers]: typeof import('../lib/vitest/matchers')[Name];
};

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends ReachabilityMatchers {}
  }
}
