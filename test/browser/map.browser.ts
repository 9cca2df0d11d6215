import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const executable =
  process.env.CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
if (!executable) {
  console.log('not run: the pages of netpol map in a browser need chromium on the PATH, or CHROMIUM=/path');
}

const HOSTILE = '</script><img src=x onerror=document.title=1>';

function pod(namespace: string, name: string, labels: Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels }, spec: { containers: [] } };
}

const PODS = [
  pod('shop', 'web', { app: 'web' }),
  pod('shop', 'db', { app: 'db' }),
  pod('ops', 'probe', { app: 'probe', note: 'x'.repeat(63) }),
];
const LOCK = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'shop', name: 'db' },
  spec: {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
  },
};

let folder: string;
let browser: Browser;

function draw(name: string, ...args: string[]): string {
  const page = join(folder, `${name}.html`);
  execFileSync(process.execPath, [join(ROOT, 'bin/netpol.js'), 'map', ...args, '--output', page], { stdio: 'pipe' });
  return pathToFileURL(page).href;
}

function manifests(name: string, objects: readonly object[]): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  return file;
}

/** Opens a page, and fails for whatever it complains about or asks of a network. */
async function open(address: string, check: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
  const complaints: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => !request.url().startsWith('file:') && complaints.push(`asks for ${request.url()}`));
  try {
    await page.goto(address);
    await page.waitForSelector('main');
    await check(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

describe.runIf(executable)('the map in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netpol-map-'));
    browser = await chromium.launch({ executablePath: executable!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('opens from disk, and answers a click by keyboard with the verdict and the policy', async () => {
    await open(draw('plain', manifests('new', [...PODS, LOCK])), async (page) => {
      expect(await page.textContent('h1')).toContain('Who can reach whom');
      await page.focus('.matrix');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForFunction("location.hash.includes('rows=shop')");
      expect(await page.textContent('.trail')).toContain('shop → ops');
      await page.keyboard.press('Enter');
      expect(await page.textContent('aside h2')).toBe('shop/db[Pod] → ops/probe[Pod]');
      expect(await page.textContent('.answer')).toContain('Yes: shop/db[Pod] may reach ops/probe[Pod] on all ports.');
      await page.getByText('The other way round').click();
      expect(await page.textContent('.answer')).toContain('No: ops/probe[Pod] may not reach shop/db[Pod]');
      expect(await page.textContent('aside')).toContain('no rule of it is about ops/probe[Pod]');
      expect(await page.textContent('aside')).toContain('needs 2 hops');
    });
  });

  test('a link opens what was seen; a port, a label and a search narrow it', async () => {
    const address = draw('link', manifests('new', [...PODS, LOCK]));
    const hash = new URLSearchParams({ view: 'table', rows: 'shop', columns: 'shop', port: 'TCP/5432' });
    await open(`${address}#${hash.toString()}`, async (page) => {
      const rows = () => page.locator('tbody tr').allTextContents();
      expect(await rows()).toContain('shop/web[Pod]shop/db[Pod]TCP 5432allowed');
      await page.getByLabel('Port').fill('TCP/80');
      await page.getByLabel('Port').press('Enter');
      await page.waitForFunction("location.hash.includes('TCP%2F80')");
      expect(await rows()).not.toContain('shop/web[Pod]shop/db[Pod]TCP 5432allowed');
      await page.getByLabel('Label').fill('app=db');
      await page.getByLabel('Label').press('Enter');
      await page.waitForFunction("location.hash.includes('label=')");
      expect((await rows()).join('\n')).not.toContain('shop/web[Pod]shop');
      await page.getByLabel('Find').fill('probe');
      await page.getByLabel('Find').press('Enter');
      await page.waitForFunction("document.querySelector('aside h2')?.textContent === 'ops/probe[Pod]'");
    });
  });

  test('shows what changed, and by which policy', async () => {
    const [old, now] = [manifests('old', PODS), manifests('new', [...PODS, LOCK])];
    const hash = new URLSearchParams({ from: 'ops/probe[Pod]', to: 'shop/db[Pod]' });
    await open(`${draw('diff', now, '--diff', old)}#${hash.toString()}`, async (page) => {
      expect(await page.textContent('aside')).toContain('all ports before, nothing now: policy shop/db added');
    });
  });

  test('a graph has the neighbours of a workload', async () => {
    const hash = new URLSearchParams({ view: 'graph', from: 'shop/db[Pod]' });
    await open(`${draw('graph', manifests('new', [...PODS, LOCK]))}#${hash.toString()}`, async (page) => {
      const texts = await page.locator('.graph text').allTextContents();
      expect(texts).toContain('shop/db[Pod]');
      expect(texts.join('\n')).toContain('shop/web[Pod]');
    });
  });

  test('names are text, whatever they hold', async () => {
    const names = [HOSTILE, '\u202edrowssap', 'n'.repeat(253)];
    const objects = names.map((name) => pod('shop', name, { app: name }));
    const file = manifests('hostile', objects);
    await open(`${draw('hostile', file, '--allow-refused')}#view=table&rows=shop&columns=shop`, async (page) => {
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toContain('netpol map');
      const text = await page.textContent('tbody');
      expect(text).toContain(HOSTILE);
      expect(text).not.toContain('\u202e');
      expect(text).toContain('\\u202edrowssap');
    });
  });

  test.each(['', '#view=table', '#view=graph', '#rows=shop&columns=shop'])(
    'axe finds nothing serious in %j',
    async (hash) => {
      await open(`${draw('axe', manifests('new', [...PODS, LOCK]))}${hash}`, async (page) => {
        // By the debugger and not as a script of the page, which its own policy would stop.
        await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
        const found: { id: string; impact: string }[] = await page.evaluate('axe.run().then((all) => all.violations)');
        expect(found.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id)).toEqual([]);
      });
    },
  );
});
