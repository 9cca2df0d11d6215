import { defineConfig } from 'vitest/config';

/** What needs more than Node: Go, root or the network. Each suite says what it needs, and "not run" where it lacks it. */
export default defineConfig({
  test: { include: ['test/real/**/*.real.ts'], testTimeout: 3_600_000 },
});
