import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Layout } from '../../src';
import { filesIn, temporaryFolder } from '../support/folder';

const ROOT = resolve(__dirname, '../..');
const folder = temporaryFolder();

/** Runs the command of users on a program with one namespace and a Namespace object, on the compiled library. */
function synth(layout: Layout, ...options: string[]) {
  mkdirSync(join(folder.path, 'node_modules'));
  symlinkSync(ROOT, join(folder.path, 'node_modules', 'cdk8s-netpol'));
  writeFileSync(
    join(folder.path, 'main.js'),
    `const { NamespaceStack, NetpolApp, Platform } = require('cdk8s-netpol');
     const app = new NetpolApp({ layout: ${JSON.stringify(layout)} });
     new NamespaceStack(app, 'shop', { platform: Platform.kubeadm(), namespaceLabels: {}, owner: 'team-shop' });
     app.synth();`,
  );
  const validations = [{ package: './node_modules/cdk8s-netpol', version: '0.0.0', class: 'NetpolValidation' }];
  const settings = { language: 'typescript', app: 'node main.js', output: 'out', validations };
  writeFileSync(join(folder.path, 'cdk8s.yaml'), JSON.stringify(settings));
  const cli = join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'synth', '--no-check-upgrade', ...options], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
  return { status, output: stdout + stderr };
}

const manifests: Record<Layout, string[]> = {
  [Layout.FILE_PER_NAMESPACE]: ['shop.k8s.yaml'],
  [Layout.FOLDER_PER_NAMESPACE]: [
    'kustomization.yaml',
    'shop/allow-dns.k8s.yaml',
    'shop/default-deny.k8s.yaml',
    'shop/kustomization.yaml',
    'shop/namespace_shop.k8s.yaml',
  ],
  [Layout.ONE_FILE]: ['_all.k8s.yaml'],
};

test.each(Object.values(Layout))('cdk8s synth lists and validates what is written (%s)', (layout) => {
  const report = join(folder.path, 'report.json');
  const { status, output } = synth(layout, '--validation-reports-output-file', report);
  expect(status, output).toBe(0);
  expect(output).toContain('Validations finished');
  for (const path of manifests[layout]) expect(output).toContain(`out/${path}`);
  expect(Object.keys(filesIn(join(folder.path, 'out')))).toEqual(
    ['construct-metadata.json', 'netpol-index.sha256', ...manifests[layout]].sort(),
  );
  const metadata = JSON.parse(readFileSync(join(folder.path, 'out', 'construct-metadata.json'), 'utf8')) as object;
  expect(metadata).toEqual({
    version: '1.0.0',
    resources: {
      'allow-dns': { path: 'shop/AllowDns/Resource' },
      'default-deny': { path: 'shop/DefaultDeny/Resource' },
      shop: { path: 'shop/Namespace' },
    },
  });
  const { reports } = JSON.parse(readFileSync(report, 'utf8')) as { reports: { summary: { success?: boolean } }[] };
  expect(reports).toHaveLength(1);
});

test('cdk8s synth --stdout prints what is written', () => {
  const { status, output } = synth(Layout.FILE_PER_NAMESPACE, '--stdout', '--no-validate');
  expect(status, output).toBe(0);
  expect(output.match(/^kind: .*$/gm)).toEqual(['kind: Namespace', 'kind: NetworkPolicy', 'kind: NetworkPolicy']);
});
