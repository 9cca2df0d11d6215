const { toAllow, toDeny, toHaveExactly } = require('../lib/vitest/matchers.js');

const matchers = { toAllow, toDeny, toHaveExactly };

/** The `expect` of jest: a global one, unless `injectGlobals` is off. */
function expectOfJest() {
  if (typeof globalThis.expect?.extend === 'function') return globalThis.expect;
  try {
    return require('@jest/globals').expect;
  } catch {
    throw new Error(
      'cdk8s-netpol/jest is for tests that jest runs. Import it in a test or in a file of setupFilesAfterEnv; for vitest there is cdk8s-netpol/vitest.',
    );
  }
}

expectOfJest().extend(matchers);
exports.matchers = matchers;
