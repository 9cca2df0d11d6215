import fc from 'fast-check';

// fast-check prints the seed of a property that fails; this takes the same for every property, to repeat a whole run.
const seed = process.env.NETPOL_SEED;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
