import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The checkout that this file is in. */
export const OWN_CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The compiled modules of a checkout by the names of their files, wherever in `lib` they are: folders have moved and
 * will again, and a comparison with an older commit must find both places.
 */
export function modulesOf(checkout) {
  const lib = join(resolve(checkout), 'lib');
  if (!existsSync(lib)) throw new Error(`${lib} is not there: run npx jsii in that checkout first.`);
  // The bundle of the command line holds the same once more.
  const files = readdirSync(lib, { recursive: true }).filter(
    (file) => file.endsWith('.js') && !file.startsWith('bundle/'),
  );
  const modules = (name) => {
    const found = files.filter((file) => file === `${name}.js` || file.endsWith(`/${name}.js`));
    if (found.length !== 1) {
      throw new Error(`${lib} has ${found.length === 0 ? 'no module' : 'several modules'} ${name}.js.`);
    }
    return require(join(lib, found[0]));
  };
  modules.has = (name) => files.some((file) => file.endsWith(`/${name}.js`));
  return modules;
}

/** How a checkout reads documents into an inventory: `(documents, kinds)`. */
export function inventoryIn(module) {
  if (!module.has('inventory-of')) return module('build-inventory').buildInventory;
  const { inventoryOf } = module('inventory-of');
  return (documents, kinds) => inventoryOf(documents, { kinds });
}
