import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import * as plus from 'cdk8s-plus-34';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AllowFlow, NamespaceStack, NetpolApp, Port, RawPolicy, Workload } from '../../src';
import { platform, service } from '../support/tree';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netpol-app-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The same tree in whatever app: our stacks, a chart of cdk8s-plus, texts that need quotes. */
function populate(app: App, order: (a: Chart, b: Chart) => void = () => undefined): void {
  const shop = new NamespaceStack(app, 'shop', { platform, owner: 'yes', namespaceLabels: { on: 'true' } });
  const other = new Chart(app, 'Other_chart.x', { namespace: 'orders', labels: { tier: '1' } });
  new plus.Deployment(other, 'api', { containers: [{ image: 'api', portNumber: 8443 }] });
  new ApiObject(other, 'config', { apiVersion: 'v1', kind: 'ConfigMap', data: { text: 'two\nlines', number: '007' } });
  const api = Workload.of({ namespace: 'orders', name: 'api', labels: { app: 'api' } });
  new AllowFlow(shop, 'flow', { from: service(shop, 'web'), to: api, ports: [Port.tcp(8443)], reason: 'a: b # c' });
  order(shop, other);
}

function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(dir.length), readFileSync(path, 'utf8')]));
}

const LAYOUTS = [
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

test.each(LAYOUTS)('makes the same files as App, byte for byte (layout %s)', (yamlOutputType) => {
  const make = (app: App) => {
    populate(app);
    app.synth();
    return filesOf(app.outdir);
  };
  const ours = make(new NetpolApp({ outdir: join(folder, 'ours'), yamlOutputType }));
  expect(ours).toEqual(make(new App({ outdir: join(folder, 'theirs'), yamlOutputType })));
  expect(Object.keys(ours).length).toBeGreaterThan(0);
});

test('orders charts that depend on each other, and records metadata, as App does', () => {
  const dependent = (app: App) => {
    populate(app, (shop, other) => shop.addDependency(other));
    app.synth();
    return filesOf(app.outdir);
  };
  const props = { recordConstructMetadata: true, yamlOutputType: YamlOutputType.FILE_PER_CHART };
  const ours = dependent(new NetpolApp({ outdir: join(folder, 'ours'), ...props }));
  expect(ours).toEqual(dependent(new App({ outdir: join(folder, 'theirs'), ...props })));
  expect(Object.keys(ours).sort()).toEqual([
    expect.stringMatching(/^\/0000-other_chart/),
    '/0001-shop.k8s.yaml',
    '/construct-metadata.json',
  ]);
});

test('makes the same text as App', () => {
  const [ours, theirs] = [new NetpolApp({ outdir: folder }), new App({ outdir: folder })];
  populate(ours);
  populate(theirs);
  expect(ours.synthYaml()).toBe(theirs.synthYaml());
});

test('fails as App does, with every problem of every chart', () => {
  const messageOf = (app: App) => {
    for (const name of ['a', 'b']) {
      const stack = new NamespaceStack(app, name, { platform });
      new RawPolicy(stack, 'raw', { spec: { ingress: [{ ports: [{ port: 0 }] }] } });
    }
    try {
      app.synth();
      return 'no error';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const ours = messageOf(new NetpolApp({ outdir: folder }));
  expect(ours).toBe(messageOf(new App({ outdir: folder })));
  expect(ours).toMatch(/^Validation failed with the following errors:\n {2}\[a\] a\/raw.*\n {2}\[b\] b\/raw/);
  expect(readdirSync(folder)).toEqual([]);
});
