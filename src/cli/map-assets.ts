import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MapAssets } from '../report/map/map-html';

/** The script and the style of the page, which the build makes of `web/map/`. */
export function mapAssets(): MapAssets {
  const read = (name: string) => readFileSync(join(__dirname, '..', '..', 'lib', 'web', name), 'utf8');
  return { script: read('map.js'), style: read('map.css') };
}
