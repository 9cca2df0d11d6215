import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests of examples read the library they were written against: this source, not what was compiled last.
    alias: [
      { find: /^cdk8s-netpol\/vitest$/, replacement: source('vitest/index.ts') },
      { find: /^cdk8s-netpol$/, replacement: source('index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // What importing cdk8s-netpol/vitest does in a project of one's own.
    setupFiles: ['test/support/setup-matchers.ts'],
    testTimeout: process.env.NETPOL_DEEP ? 3_600_000 : 60_000,
  },
});
