import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Layout, ModifiedFiles, NamespaceStack, NetpolApp, NetpolAppProps } from '../../src';
import { fill, filesIn, temporaryFolder } from '../support/folder';
import { platform } from '../support/tree';

const folder = temporaryFolder();
const INDEX = 'netpol-index.sha256';
let said: string;
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const out = () => join(folder.path, 'out');
const inOut = (path: string) => join(out(), path);

/** Synthesises these namespaces and returns the paths of what is in the output folder then. */
function synth(namespaces: string[], props: NetpolAppProps = {}): string[] {
  const app = new NetpolApp({ outdir: out(), layout: Layout.FILE_PER_NAMESPACE, ...props });
  for (const namespace of namespaces) new NamespaceStack(app, namespace, { platform });
  app.synth();
  return Object.keys(filesIn(out())).filter((path) => path !== INDEX);
}

describe('what is generated no more', () => {
  test('is removed; what others put there stays', () => {
    synth(['shop', 'orders']);
    fill(out(), { 'mine.yaml': 'a: 1\n', 'README.md': 'hello', 'orders/mine.yaml': 'a: 1\n' });
    expect(synth(['shop'])).toEqual(['README.md', 'mine.yaml', 'orders/mine.yaml', 'shop.k8s.yaml']);
    expect(said).toBe('');
  });

  test('goes with its folders, but for those that hold something of others', () => {
    const layout = Layout.FOLDER_PER_NAMESPACE;
    synth(['shop', 'orders', 'billing'], { layout });
    fill(out(), { 'billing/notes.txt': 'mine' });
    synth(['shop'], { layout });
    expect(existsSync(inOut('orders'))).toBe(false);
    expect(Object.keys(filesIn(inOut('billing')))).toEqual(['notes.txt']);
  });

  test('when a namespace is renamed, its old files go and the new ones come', () => {
    const layout = Layout.FOLDER_PER_NAMESPACE;
    const renamed = (namespace: string) => {
      const app = new NetpolApp({ outdir: out(), layout });
      new NamespaceStack(app, 'stack', { platform, namespace });
      app.synth();
      return filesIn(out());
    };
    renamed('shop');
    const files = renamed('store');
    expect(Object.keys(files).filter((path) => path.startsWith('shop'))).toEqual([]);
    expect(files['kustomization.yaml']).toMatch(/resources:\n {2}- store\n$/);
  });

  test('is everything, when nothing is declared any more', () => {
    synth(['shop'], { layout: Layout.FOLDER_PER_NAMESPACE });
    expect(synth([], { layout: Layout.FOLDER_PER_NAMESPACE })).toEqual([]);
  });

  test.each(Object.values(Layout))('is all of the old layout, when the layout changes (from %s)', (from) => {
    for (const to of Object.values(Layout)) {
      synth(['shop', 'app'], { layout: from });
      const changed = synth(['shop', 'app'], { layout: to });
      const afresh = synth(['shop', 'app'], { layout: to, outdir: join(folder.path, `fresh-${to}`) });
      expect(afresh).toEqual(changed);
      expect(filesIn(out())).toEqual(filesIn(join(folder.path, `fresh-${to}`)));
    }
  });
});

describe('a generated file that somebody changed', () => {
  const edit = (path = 'shop.k8s.yaml') => writeFileSync(inOut(path), '# by hand\n');

  test('is named on stderr and overwritten', () => {
    synth(['shop', 'orders']);
    const before = filesIn(out());
    edit();
    synth(['shop', 'orders']);
    expect(said).toMatch(/^netpol: .*shop\.k8s\.yaml was changed by hand .* overwritten\..*git.*\n$/);
    expect(filesIn(out())).toEqual(before);
  });

  test('is named and stays if the program no longer makes it, and is no longer its own', () => {
    synth(['shop', 'orders']);
    edit();
    expect(synth(['orders'])).toEqual(['orders.k8s.yaml', 'shop.k8s.yaml']);
    expect(said).toMatch(/^netpol: .*shop\.k8s\.yaml was changed by hand .* stays, .*\. Remove it, .*\n$/);
    expect(readFileSync(inOut('shop.k8s.yaml'), 'utf8')).toBe('# by hand\n');
    said = '';
    expect(synth(['orders'])).toEqual(['orders.k8s.yaml', 'shop.k8s.yaml']);
    expect(said).toBe('');
    expect(() => synth(['orders', 'shop'])).toThrow(/did not generate: shop\.k8s\.yaml/);
  });

  test('makes synth fail where that is wanted, and nothing is written', () => {
    synth(['shop']);
    edit();
    const before = filesIn(out());
    expect(() => synth(['orders'], { modifiedFiles: ModifiedFiles.FAIL })).toThrow(/changed by hand: shop\.k8s\.yaml/);
    expect(filesIn(out())).toEqual(before);
  });

  test('is no matter if it says what the program says', () => {
    synth(['shop']);
    const index = readFileSync(inOut(INDEX), 'utf8');
    writeFileSync(inOut(INDEX), index.replace(/^[0-9a-f]{64}/m, '0'.repeat(64)));
    synth(['shop'], { modifiedFiles: ModifiedFiles.FAIL });
    expect(readFileSync(inOut(INDEX), 'utf8')).toBe(index);
    expect(said).toBe('');
  });

  test('and deleted comes again', () => {
    synth(['shop']);
    const before = filesIn(out());
    fill(out(), {});
    writeFileSync(inOut('shop.k8s.yaml'), '');
    synth(['shop']);
    expect(filesIn(out())).toEqual(before);
  });
});

test('nothing is written where nothing has changed', () => {
  synth(['shop', 'orders'], { layout: Layout.FOLDER_PER_NAMESPACE });
  const times = () => Object.keys(filesIn(out())).map((path) => statSync(inOut(path), { bigint: true }).mtimeNs);
  const before = times();
  synth(['shop', 'orders'], { layout: Layout.FOLDER_PER_NAMESPACE });
  expect(times()).toEqual(before);
});

test('the index is one that sha256sum reads', () => {
  synth(['shop', 'orders']);
  const lines = readFileSync(inOut(INDEX), 'utf8').split('\n');
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
    expect.stringMatching(/^[0-9a-f]{64} {2}orders\.k8s\.yaml$/),
    expect.stringMatching(/^[0-9a-f]{64} {2}shop\.k8s\.yaml$/),
    '',
  ]);
});

describe('an output folder that cannot take the files', () => {
  const unchanged = (make: () => unknown, message: RegExp) => {
    const before = filesIn(folder.path);
    expect(make).toThrow(message);
    expect(filesIn(folder.path)).toEqual(before);
  };

  test('because it is a file', () => {
    fill(folder.path, { out: 'a file' });
    unchanged(() => synth(['shop']), /output folder ".*out" is a file.*--output FOLDER/);
  });

  test('because it lies in a file', () => {
    fill(folder.path, { file: 'a file' });
    unchanged(() => synth(['shop'], { outdir: join(folder.path, 'file/out') }), /cannot be used: ENOTDIR/);
  });

  test.skipIf(process.getuid?.() === 0)('because it is read-only (skipped for root, to whom nothing is)', () => {
    mkdirSync(out());
    chmodSync(out(), 0o555);
    unchanged(() => synth(['shop']), /cannot be used: EACCES.*folder you may write to/);
  });

  test('because something else stands where a file has to go', () => {
    fill(out(), { 'shop.k8s.yaml': 'kind: Other\n' });
    unchanged(() => synth(['orders', 'shop']), /did not generate: shop\.k8s\.yaml\. Move that away/);
  });

  test.each<[string, () => void, RegExp]>([
    ['a folder', () => fill(out(), { 'shop.k8s.yaml/a': '' }), /did not generate: shop\.k8s\.yaml/],
    ['a link', () => linkAt('shop.k8s.yaml'), /did not generate: shop\.k8s\.yaml/],
  ])('because %s stands where a file has to go', (_name, obstruct, message) => {
    obstruct();
    unchanged(() => synth(['shop']), message);
  });

  test.each<[string, () => void]>([
    ['a file', () => fill(out(), { shop: 'file' })],
    ['a link to a folder elsewhere', () => linkAt('shop')],
  ])('because %s stands where a folder has to be', (_name, obstruct) => {
    obstruct();
    unchanged(() => synth(['shop'], { layout: Layout.FOLDER_PER_NAMESPACE }), /did not generate: shop\./);
    expect(filesIn(join(folder.path, 'elsewhere'))).toEqual({});
  });

  function linkAt(path: string): void {
    mkdirSync(out(), { recursive: true });
    symlinkSync(join(folder.path, 'elsewhere'), inOut(path));
  }
  beforeEach(() => mkdirSync(join(folder.path, 'elsewhere')));
});

describe('an index that is not as synth wrote it', () => {
  test.each(['<<<<<<< HEAD', 'x'.repeat(64), `${'0'.repeat(64)}  `])('is refused with its line (%s)', (line) => {
    synth(['shop']);
    writeFileSync(inOut(INDEX), `${readFileSync(inOut(INDEX), 'utf8')}${line}\n`);
    expect(() => synth(['shop'])).toThrow(new RegExp(`${INDEX}:4: .*merge conflict`));
  });

  test.each(['../secret', '/etc/passwd', 'a/../../secret', './secret', 'C:\\secret', 'a//b'])(
    'never leads out of the folder (%s)',
    (path) => {
      fill(folder.path, { secret: 'mine' });
      fill(out(), { [INDEX]: `${'0'.repeat(64)}  ${path}\n` });
      expect(() => synth(['shop'])).toThrow(/no hash and path of a file that synth makes in the folder/);
      expect(readFileSync(join(folder.path, 'secret'), 'utf8')).toBe('mine');
    },
  );

  test.each([
    '.git/config.yaml',
    'a/.git/hooks/x.yaml',
    '.GIT/config.yaml',
    'git~1/config.yaml',
    '.github/workflows/ci.yaml',
    'README.md',
    'src/main.ts',
    'a/construct-metadata.json',
  ])('never leads to what synth does not make, even with the right hash (%s)', (path) => {
    fill(out(), { [path]: 'mine' });
    fill(out(), { [INDEX]: `${createHash('sha256').update('mine').digest('hex')}  ${path}\n` });
    expect(() => synth(['shop'])).toThrow(/no hash and path of a file that synth makes in the folder/);
    expect(readFileSync(inOut(path), 'utf8')).toBe('mine');
  });

  test('has no file removed that does not match its hash', () => {
    fill(out(), { 'mine.yaml': 'mine', 'sub/mine.yml': 'mine' });
    fill(out(), { [INDEX]: `${'0'.repeat(64)}  mine.yaml\n${'1'.repeat(64)}  sub/mine.yml\n` });
    expect(synth(['shop'])).toEqual(['mine.yaml', 'shop.k8s.yaml', 'sub/mine.yml']);
    expect(said.match(/was changed by hand .* stays/g)).toHaveLength(2);
    expect(() => synth(['shop'], { modifiedFiles: ModifiedFiles.FAIL })).not.toThrow();
  });

  test('is not read through a link', () => {
    fill(folder.path, { 'elsewhere/index': `${'0'.repeat(64)}  shop.k8s.yaml\n` });
    mkdirSync(out());
    symlinkSync(join(folder.path, 'elsewhere/index'), inOut(INDEX));
    expect(() => synth(['shop'])).toThrow(/did not generate: netpol-index\.sha256/);
  });

  test('does not have a link followed that took the place of a generated folder', () => {
    const layout = Layout.FOLDER_PER_NAMESPACE;
    synth(['shop', 'orders'], { layout });
    const index = readFileSync(inOut(INDEX), 'utf8');
    const secret = join(folder.path, 'elsewhere');
    fill(secret, { 'allow-dns.k8s.yaml': readFileSync(inOut('orders/allow-dns.k8s.yaml'), 'utf8') });
    synth(['shop'], { layout });
    symlinkSync(secret, inOut('orders'));
    writeFileSync(inOut(INDEX), index);
    synth(['shop'], { layout });
    expect(Object.keys(filesIn(secret))).toEqual(['allow-dns.k8s.yaml']);
  });

  test('but has the lines of both sides of a merge, is read as generated by either', () => {
    synth(['shop']);
    const index = readFileSync(inOut(INDEX), 'utf8');
    const other = index
      .replace(/^[0-9a-f]{64}/m, '0'.repeat(64))
      .split('\n')
      .slice(2)
      .join('\n');
    writeFileSync(inOut(INDEX), index + other);
    writeFileSync(inOut('shop.k8s.yaml'), '# by hand\n');
    synth(['shop']);
    expect(said).toMatch(/changed by hand/);
    expect(readFileSync(inOut(INDEX), 'utf8')).toBe(index);
  });

  test('and is gone: files that are as they should be are taken for generated ones', () => {
    synth(['shop']);
    const before = filesIn(out());
    writeFileSync(inOut(INDEX), '');
    synth(['shop']);
    expect(filesIn(out())).toEqual(before);
  });
});

test('a namespace has one stack, while charts share the file of a namespace', () => {
  const app = new NetpolApp({ outdir: out(), layout: Layout.FILE_PER_NAMESPACE });
  new NamespaceStack(app, 'shop', { platform });
  expect(() => new NamespaceStack(app, 'again', { platform, namespace: 'shop' })).toThrow(/already has a stack: shop/);
  const second = new Chart(app, 'second', { namespace: 'shop' });
  new ApiObject(second, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' } });
});
