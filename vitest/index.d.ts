// For programs whose TypeScript resolves modules as node10 does, which knows no "exports".
export type { ExpectedFlow, ReachabilityMatchers } from '../lib/vitest/index';
export { matchers } from '../lib/vitest/index';
