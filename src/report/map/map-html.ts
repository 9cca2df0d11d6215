import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { MapData } from './map-data';

/** What the page is made of, from `web/map/`. */
export interface MapAssets {
  readonly script: string;
  readonly style: string;
}

/** Data that is longer than this is compressed: a browser unpacks it faster than it reads it. */
const LONGEST_PLAIN = 1_000_000;

/**
 * One file with all that the map shows, which opens from disk. Its policy lets it run this script and use this style,
 * and nothing else: no request leaves it. Names of the input are data, never markup.
 */
export function mapHtml(data: MapData, { script, style }: MapAssets): string {
  const csp = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const text = JSON.stringify(data);
  const isLong = text.length > LONGEST_PLAIN;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${csp}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<title>netpol map</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This page draws a map of who can reach whom, and needs JavaScript for it. It loads nothing from anywhere.</noscript>',
    isLong
      ? `<script type="text/plain" id="data">${gzipSync(text, { level: 9 }).toString('base64')}</script>`
      : `<script type="application/json" id="data">${inert(text)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON that cannot end the element it stands in, and that every reader of lines reads alike. */
function inert(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
