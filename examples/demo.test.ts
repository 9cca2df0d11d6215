import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(__dirname, '..');

function demo(folder: string, ...names: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'demo.mjs'), ...names], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('the demo says what was made, where, and how many policies in how many namespaces', () => {
  const { status, stdout } = demo(__dirname, 'online-boutique');
  expect(status).toBe(0);
  expect(stdout).toContain('online-boutique  35 policies in 1 namespace, in examples/online-boutique/dist\n');
  expect(stdout).toMatch(/online-boutique\.k8s\.yaml +12 Deployment, 1 Ingress, 35 NetworkPolicy, 11 Service\n/);
  expect(stdout).toContain('in all  1 example, 35 policies in 1 namespace, in ');
  expect(existsSync(join(__dirname, 'online-boutique/dist/online-boutique.k8s.yaml'))).toBe(true);
});

test('ends of flows that no stack manages are shown', () => {
  const { stdout } = demo(__dirname, 'shared-platform-package');
  expect(stdout).toContain('left to its owner  ingress of databases/catalog, for catalog/store/flow\n');
});

test('without a terminal there is no colour', () => {
  expect(demo(__dirname, 'pattern-library').stdout).not.toContain('\u001b');
});

test('an example that does not exist is refused, with those that do', () => {
  expect(demo(__dirname, 'online-butique')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/no example online-butique.*online-boutique, pattern-library/),
  });
});

test('an example that fails is told apart from those that work, and fails the demo', () => {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'dist/demo-'));
  try {
    copyFileSync(join(__dirname, 'demo.mjs'), join(folder, 'demo.mjs'));
    writeExample(join(folder, 'broken'), "new NamespaceStack(app, 'Not valid', { platform: Platform.kubeadm() });");
    writeExample(join(folder, 'fine'), "new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() });");
    const { status, stdout } = demo(folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/broken {2}failed\n {2}.*"Not valid" is not valid/);
    expect(stdout).toContain('fine  2 policies in 1 namespace');
    expect(stdout).toContain('in all  1 example, 2 policies');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function writeExample(folder: string, body: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'cdk8s.yaml'), 'app: ts-node -T main.ts\n');
  const program = `import { NamespaceStack, NetpolApp, Platform } from 'cdk8s-netpol';
export const app = new NetpolApp();
${body}
app.synth();
`;
  writeFileSync(join(folder, 'main.ts'), program);
}
