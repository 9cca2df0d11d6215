import { defineConfig } from 'vitest/config';

/** What a real browser makes of the pages. */
export default defineConfig({
  test: { include: ['test/browser/**/*.browser.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
