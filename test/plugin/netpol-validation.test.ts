import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NetpolValidation } from '../../src';
import { InvalidInput } from '../../src/model/invalid-input';

const ROOT = resolve(__dirname, '../..');

test('is a Validation as cdk8s-cli defines it', () => {
  const validation: Validation = new NetpolValidation();
  expect(validation.validate).toBeTypeOf('function');
});

test('refuses properties it does not know, and values it cannot use', () => {
  expect(() => new NetpolValidation({ failon: 'error' })).toThrow(/Did you mean failOn/);
  expect(() => new NetpolValidation({ failOn: 'fatal' })).toThrow(InvalidInput);
  expect(() => new NetpolValidation({ kubernetes: '1.2' })).toThrow(InvalidInput);
  expect(() => new NetpolValidation({ cni: 'calic' })).toThrow(/Did you mean calico/);
});

/** The command users run, on the compiled library. */
describe('cdk8s synth', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netpol-plugin-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'cdk8s-netpol'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function synth(port: number | string, properties: object = {}) {
    const modules = JSON.stringify(join(ROOT, 'node_modules', 'cdk8s'));
    return synthProgram(
      `const { App, Chart, ApiObject } = require(${modules});
       const app = new App();
       const chart = new Chart(app, 'shop', { namespace: 'shop' });
       new ApiObject(chart, 'allow-web', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'allow-web' },
         spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'a' } } }], ports: [{ port: ${JSON.stringify(port)} }] }] } });
       app.synth();`,
      properties,
    );
  }

  function synthProgram(program: string, properties: object = {}) {
    writeFileSync(join(folder, 'main.js'), program);
    const validations = [
      { package: './node_modules/cdk8s-netpol', version: '0.0.0', class: 'NetpolValidation', properties },
    ];
    writeFileSync(
      join(folder, 'cdk8s.yaml'),
      JSON.stringify({ language: 'typescript', app: 'node main.js', validations }),
    );
    const report = join(folder, 'report.json');
    const cli = join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, 'synth', '--validation-reports-output-file', report, '--no-check-upgrade'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } },
    );
    const text = stdout + stderr;
    expect(existsSync(report), text).toBe(true);
    return { status, text, report: readFileSync(report, 'utf8') };
  }

  test('fails on a policy the API server refuses, and names the construct', () => {
    const { status, text, report } = synth('80');
    expect(status).toBe(2);
    expect(report).toContain('api-validation');
    expect(report).toContain('spec.ingress[0].ports[0].port');
    expect(text).toContain('shop/allow-web');
    expect(JSON.parse(report)).toHaveProperty('reports[0].violations');
  });

  test('passes on warnings, and shows them', () => {
    const { status, report } = synth(80);
    expect(status).toBe(0);
    expect(report).toContain('namespace-label-name');
  });

  test('fails on warnings where told to', () => {
    expect(synth(80, { failOn: 'warning' }).status).toBe(2);
  });

  const STACKS = `
    const api = require('cdk8s-netpol');
    const platform = api.Platform.kubeadm({ cni: api.Cni.calico() });`;
  const OPEN = `for (const name of ['shop', 'orders']) new api.AllowAll(new api.NamespaceStack(scope, name, { platform }), 'open-' + name);`;
  const constructsOf = (report: string, rule: string) => {
    type Construct = { constructPath?: string; resourceName: string; locations: string[] };
    const { reports } = JSON.parse(report) as {
      reports: { violations: { ruleName: string; violatingConstructs: Construct[] }[] }[];
    };
    return reports[0]!.violations.find(({ ruleName }) => ruleName === rule)!.violatingConstructs;
  };

  test.each([
    ['a layout', ''],
    ['a folder for each namespace', '{ layout: api.Layout.FOLDER_PER_NAMESPACE }'],
    ['the files of cdk8s', "{ yamlOutputType: require('cdk8s').YamlOutputType.FILE_PER_CHART }"],
  ])('names the construct of each of several policies with the same name, in %s', (_, props) => {
    symlinkSync(join(ROOT, 'node_modules', 'cdk8s'), join(folder, 'node_modules', 'cdk8s'));
    const { report } = synthProgram(`${STACKS} const scope = new api.NetpolApp(${props}); ${OPEN} scope.synth();`, {
      failOn: 'info',
    });
    const found = constructsOf(report, 'allow-all-ingress').map(({ constructPath, resourceName }) => [
      resourceName,
      constructPath,
    ]);
    expect(found.sort()).toEqual([
      ['NetworkPolicy orders/allow-all', 'orders/open-orders/Resource'],
      ['NetworkPolicy shop/allow-all', 'shop/open-shop/Resource'],
    ]);
  });

  test('names the construct in the right one of several clusters', () => {
    const clusters = `for (const id of ['eu', 'us']) { const scope = new api.Cluster(app, id, { platform }); ${OPEN} }`;
    const { report } = synthProgram(`${STACKS} const app = new api.NetpolApp(); ${clusters} app.synth();`, {
      failOn: 'info',
    });
    const found = constructsOf(report, 'allow-all-egress').map(({ constructPath }) => constructPath);
    expect(found.sort()).toEqual(
      ['eu', 'us'].flatMap((id) => ['orders', 'shop'].map((name) => `${id}/${name}/open-${name}/Resource`)),
    );
  });

  test('names no construct where cdk8s itself cannot tell which one it is, and says so', () => {
    symlinkSync(join(ROOT, 'node_modules', 'cdk8s'), join(folder, 'node_modules', 'cdk8s'));
    const { report } = synthProgram(`${STACKS} const scope = new (require('cdk8s').App)(); ${OPEN} scope.synth();`, {
      failOn: 'info',
    });
    for (const { constructPath, locations } of constructsOf(report, 'allow-all-ingress')) {
      expect(constructPath).toBeUndefined();
      expect(locations.join()).toContain('Several resources are called allow-all');
    }
  });
});
