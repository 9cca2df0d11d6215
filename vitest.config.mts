import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

const isDeep = Boolean(process.env.NETPOL_DEEP);
// A long run says how to have it again; a quick one tries something new each time.
const seed = process.env.NETPOL_SEED ?? (isDeep ? String(Date.now() % 2 ** 31) : undefined);
if (isDeep) console.log(`Random cases of NETPOL_SEED=${seed}`);

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
    setupFiles: ['test/support/setup-matchers.ts', 'test/support/setup-seed.ts'],
    env: seed === undefined ? {} : { NETPOL_SEED: seed },
    testTimeout: isDeep ? 3_600_000 : 60_000,
  },
});
