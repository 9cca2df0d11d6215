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
    writeFileSync(
      join(folder, 'main.js'),
      `const { App, Chart, ApiObject } = require(${modules});
       const app = new App();
       const chart = new Chart(app, 'shop', { namespace: 'shop' });
       new ApiObject(chart, 'allow-web', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'allow-web' },
         spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'a' } } }], ports: [{ port: ${JSON.stringify(port)} }] }] } });
       app.synth();`,
    );
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
});
