import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'lib/web');
mkdirSync(folder, { recursive: true });

const bundle = await rolldown({ cwd: root, input: 'web/map/main.ts', platform: 'browser' });
const { output } = await bundle.generate({ format: 'iife', minify: true });
await bundle.close();
// The script stands inside a page, where this would end it.
writeFileSync(join(folder, 'map.js'), output[0].code.trim().replace(/<\/(script)/gi, '<\\/$1'));

const style = readFileSync(join(root, 'web/map/map.css'), 'utf8');
writeFileSync(join(folder, 'map.css'), style.trim());
