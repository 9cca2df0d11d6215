import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

// node draw-picture.mjs CHROMIUM: docs/map.png, the map of an example as a browser shows it.
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netpol-picture-'));
try {
  const page = join(folder, 'map.html');
  const inputs = ['cluster.yaml', 'expected'].map((name) => join('examples/online-boutique', name));
  execFileSync(process.execPath, ['bin/netpol.js', 'map', ...inputs, '--output', page], {
    cwd: root,
    stdio: 'inherit',
  });
  const browser = await chromium.launch({
    executablePath: process.argv[2] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const view = await browser.newPage({ viewport: { width: 1200, height: 720 } });
  const hash = new URLSearchParams({ rows: 'online-boutique', columns: 'online-boutique' });
  await view.goto(`file://${page}#${hash}`);
  await view.waitForSelector('main');
  await view.waitForTimeout(500);
  await view.screenshot({ path: join(root, 'docs/map.png') });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
