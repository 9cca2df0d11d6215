import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AllowFlow,
  Cluster,
  Delivery,
  Layout,
  ModifiedFiles,
  NamespaceStack,
  NetpolApp,
  NetpolAppProps,
  RawPolicy,
} from '../../src';
import { readManifests } from '../../src/manifests/read-manifests';
import { filesIn, temporaryFolder } from '../support/folder';
import { platform, service } from '../support/tree';

const folder = temporaryFolder();
const outdir = (name = 'out') => join(folder.path, name);
const EVERY_LAYOUT = Object.values(Layout);

function appIn(props: NetpolAppProps = {}): NetpolApp {
  return new NetpolApp({ outdir: outdir(), ...props });
}

/** Two namespaces and a flow between them, a chart of one's own for one of them, and an object of no namespace. */
function shopAndOrders(app: App): void {
  const shop = new NamespaceStack(app, 'shop', { platform, owner: 'team-shop', namespaceLabels: { tier: 'web' } });
  const orders = new NamespaceStack(app, 'orders', { platform });
  new AllowFlow(app, 'order', {
    from: service(shop, 'web'),
    to: service(orders, 'api'),
    ports: [service(orders, 'api').port('https')],
    reason: 'orders',
  });
  const extras = new Chart(app, 'extras', { namespace: 'shop' });
  new ApiObject(extras, 'web', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } });
  const role = new ApiObject(extras, 'role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:reader' },
  });
  role.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
}

function synthesised(props: NetpolAppProps, populate: (app: App) => void = shopAndOrders): Record<string, string> {
  const app = appIn(props);
  populate(app);
  app.synth();
  return filesIn(app.outdir);
}

const kindsIn = (text: string) =>
  [...text.matchAll(/^kind: (\w+)\nmetadata:\n(?: {2}(?:annotations|labels):\n(?: {4}.*\n)+)* {2}name: (.+)$/gm)].map(
    ([, kind, name]) => `${kind} ${name}`,
  );

test('a file for each namespace holds its Namespace first, then its objects by kind and name, whatever their chart', () => {
  const files = synthesised({ layout: Layout.FILE_PER_NAMESPACE });
  expect(Object.keys(files)).toEqual(['_cluster.k8s.yaml', 'netpol-index.sha256', 'orders.k8s.yaml', 'shop.k8s.yaml']);
  expect(kindsIn(files['shop.k8s.yaml']!)).toEqual([
    'Namespace shop',
    'NetworkPolicy allow-dns',
    'NetworkPolicy allow-web-to-orders.api',
    'NetworkPolicy default-deny',
    'Service web',
  ]);
  expect(kindsIn(files['_cluster.k8s.yaml']!)).toEqual(['ClusterRole system:reader']);
});

test('a folder for each namespace holds a file for each object, and a kustomization names them', () => {
  const files = synthesised({ layout: Layout.FOLDER_PER_NAMESPACE });
  expect(Object.keys(files)).toEqual([
    '_cluster/clusterrole.rbac.authorization.k8s.io_system%3areader.k8s.yaml',
    '_cluster/kustomization.yaml',
    'kustomization.yaml',
    'netpol-index.sha256',
    'orders/allow-api-from-shop.web.k8s.yaml',
    'orders/allow-dns.k8s.yaml',
    'orders/default-deny.k8s.yaml',
    'orders/kustomization.yaml',
    'shop/allow-dns.k8s.yaml',
    'shop/allow-web-to-orders.api.k8s.yaml',
    'shop/default-deny.k8s.yaml',
    'shop/kustomization.yaml',
    'shop/namespace_shop.k8s.yaml',
    'shop/service_web.k8s.yaml',
  ]);
  expect(files['kustomization.yaml']).toBe(
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - _cluster\n  - orders\n  - shop\n',
  );
  expect(files['orders/kustomization.yaml']).toContain(
    'resources:\n  - allow-api-from-shop.web.k8s.yaml\n  - allow-dns.k8s.yaml\n  - default-deny.k8s.yaml\n',
  );
});

test('one file holds everything, namespace by namespace', () => {
  const files = synthesised({ layout: Layout.ONE_FILE });
  expect(Object.keys(files)).toEqual(['_all.k8s.yaml', 'netpol-index.sha256']);
  expect(kindsIn(files['_all.k8s.yaml']!)).toEqual([
    'ClusterRole system:reader',
    'NetworkPolicy allow-api-from-shop.web',
    'NetworkPolicy allow-dns',
    'NetworkPolicy default-deny',
    'Namespace shop',
    'NetworkPolicy allow-dns',
    'NetworkPolicy allow-web-to-orders.api',
    'NetworkPolicy default-deny',
    'Service web',
  ]);
});

/** What is in the files, as a set: without their order and division. */
function objectsIn(files: Readonly<Record<string, string>>, name: string): string[] {
  expect(Object.keys(files).length).toBeGreaterThan(0);
  const { documents, findings } = readManifests([outdir(name)]);
  expect(findings).toEqual([]);
  return documents
    .map(({ object }) => object)
    .filter(({ apiVersion }) => !apiVersion.startsWith('kustomize.config'))
    .map((object) => JSON.stringify(object))
    .sort();
}

test.each(EVERY_LAYOUT)('every layout holds the very objects that cdk8s writes (%s)', (layout) => {
  const theirs = new App({ outdir: outdir('theirs') });
  shopAndOrders(theirs);
  theirs.synth();
  const ours = synthesised({ layout, outdir: outdir('ours') });
  expect(objectsIn(ours, 'ours')).toEqual(objectsIn(filesIn(outdir('theirs')), 'theirs'));
});

test.each(EVERY_LAYOUT)('the order of declaration leaves no trace (%s)', (layout) => {
  const stacks = (names: string[]) => (app: App) => {
    for (const name of names) service(new NamespaceStack(app, name, { platform }), 'web');
  };
  const forwards = synthesised({ layout, outdir: outdir('a') }, stacks(['shop', 'orders', 'billing']));
  expect(synthesised({ layout, outdir: outdir('b') }, stacks(['billing', 'shop', 'orders']))).toEqual(forwards);
});

test('charts that depend on each other keep the order of cdk8s within a file', () => {
  const files = synthesised({ layout: Layout.ONE_FILE }, (app) => {
    const [a, b] = ['a', 'b'].map((id) => new Chart(app, id));
    for (const chart of [a!, b!]) {
      new ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: chart.node.id } });
    }
    a!.addDependency(b!);
  });
  expect(kindsIn(files['_all.k8s.yaml']!)).toEqual(['ConfigMap b', 'ConfigMap a']);
});

describe('no two objects share a file by accident', () => {
  const object = (chart: Chart, id: string, apiVersion: string, kind: string, name: string) =>
    new ApiObject(chart, id, { apiVersion, kind, metadata: { name } });

  test('where cdk8s loses files', () => {
    const populate = (app: App) => {
      for (const namespace of ['a', 'b']) object(new Chart(app, namespace, { namespace }), 'o', 'v1', 'Secret', 'key');
    };
    const theirs = new App({ outdir: outdir('theirs'), yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    populate(theirs);
    theirs.synth();
    expect(Object.keys(filesIn(outdir('theirs')))).toHaveLength(1);
    const ours = synthesised({ layout: Layout.FOLDER_PER_NAMESPACE, outdir: outdir('ours') }, populate);
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(['a/secret_key.k8s.yaml', 'b/secret_key.k8s.yaml']));
  });

  const name = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9:_%~./-]{1,12}$/),
    fc.constantFrom('kustomization', 'x'.repeat(253), `${'x'.repeat(252)}y`, 'a.b', 'a_b', 'A_b', 'Ä', 'ä'),
    fc.constantFrom('con', 'CON', 'nul.x', 'com1', '.git', '.gitmodules'),
  );
  const resource = fc.record({
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'networking.k8s.io/v1', 'crd.projectcalico.org/v1', 'a.b/v1', 'b/v1'),
    kind: fc.constantFrom('NetworkPolicy', 'Kustomization', 'Service', 'Other.a', 'Other'),
    name,
    namespace: fc.constantFrom('a', 'b', 'kustomization', 'con', 'lpt9'),
    extension: fc.constantFrom('.yaml', '.k8s.yaml'),
  });
  const names = ['a', 'b', 'kustomization', 'con', 'lpt9'];
  const identity = ({ apiVersion, kind, name: own, namespace }: { [key: string]: string }) =>
    [apiVersion!.replace(/\/?v1$/, ''), kind, own, namespace].join(' ');

  test('whatever they are called, also where upper and lower case are the same', () => {
    fc.assert(
      fc.property(fc.uniqueArray(resource, { selector: identity, minLength: 1, maxLength: 12 }), (resources) => {
        const app = appIn({
          layout: Layout.FOLDER_PER_NAMESPACE,
          outdir: outdir(`${Math.random()}`),
          outputFileExtension: resources[0]?.extension,
        });
        for (const namespace of names) new Chart(app, namespace, { namespace });
        for (const [index, { apiVersion, kind, name: own, namespace }] of resources.entries()) {
          object(app.node.findChild(namespace) as Chart, `o${index}`, apiVersion, kind, own);
        }
        app.synth();
        const files = filesIn(app.outdir);
        const paths = Object.keys(files).filter((path) => !/(^|\/)kustomization.yaml$|^netpol-index/.test(path));
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(resources.length);
        for (const path of paths) expect(Buffer.byteLength(path.split('/')[1]!)).toBeLessThanOrEqual(255);
        for (const step of paths.flatMap((path) => path.split('/'))) {
          expect(step).not.toMatch(/^\.|^(con|nul|aux|prn|com\d|lpt\d)(\.|$)/i);
        }
        const folders = new Set(resources.map(({ namespace }) => namespace)).size;
        expect(Object.keys(files)).toHaveLength(resources.length + folders + 2);
      }),
    );
  });

  test.each([
    [Layout.FILE_PER_NAMESPACE, ['cluster_nul/namespace_con.k8s.yaml', 'cluster_nul/namespace_kustomization.yaml']],
    [Layout.FOLDER_PER_NAMESPACE, ['cluster_nul/namespace_con/networkpolicy.networking.k8s.io_prn.k8s.yaml']],
  ])('names that Windows takes for devices go behind a word (%s)', (layout, expected) => {
    const devices = (app: App) => {
      const cluster = new Cluster(app, 'nul', { platform });
      for (const namespace of ['con', 'kustomization']) {
        new RawPolicy(new NamespaceStack(cluster, namespace), 'prn', { spec: { podSelector: {} } });
      }
      const delivery = new Delivery(app, 'aux');
      new ApiObject(delivery, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'com1' } });
    };
    const paths = ['.k8s.yaml', '.yaml'].flatMap((outputFileExtension) =>
      Object.keys(synthesised({ layout, outputFileExtension, outdir: outdir(outputFileExtension) }, devices)),
    );
    expect(paths).toEqual(expect.arrayContaining([...expected, '_delivery/delivery_aux/secret_com1.k8s.yaml']));
  });

  test.each(EVERY_LAYOUT)('an object that is there twice is an error that names both constructs (%s)', (layout) => {
    const twice = (app: App) => {
      object(new Chart(app, 'one', { namespace: 'a' }), 'o', 'apps/v1', 'Deployment', 'web');
      object(new Chart(app, 'two', { namespace: 'a' }), 'o', 'apps/v1beta1', 'Deployment', 'web');
    };
    expect(() => synthesised({ layout }, twice)).toThrow(/Deployment a\/web is declared by one\/o and by two\/o/);
  });

  test.each(['../../etc', 'A', 'a/b', ''])('a namespace that can be no folder is an error (%j)', (namespace) => {
    const strange = (app: App) => {
      const chart = new Chart(app, 'one');
      new ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key', namespace } });
    };
    const make = () => synthesised({ layout: Layout.FOLDER_PER_NAMESPACE }, strange);
    expect(make).toThrow(/\[one\/o\] the namespace .* is not valid/);
  });
});

test('without a word about it, namespaces have files of their own, whatever the charts are called', () => {
  const app = new NetpolApp({ outdir: outdir() });
  new NamespaceStack(app, 'the-shop', { platform, namespace: 'shop' });
  app.synth();
  expect(app.layout).toBe(Layout.FILE_PER_NAMESPACE);
  expect(Object.keys(filesIn(app.outdir)).sort()).toEqual(['netpol-index.sha256', 'shop.k8s.yaml']);
});

test('a layout that does not exist is refused, and so is a way with modified files', () => {
  const layout = 'folder-per-namespaces' as Layout;
  expect(() => new NetpolApp({ layout })).toThrow(/"folder-per-namespaces" is no layout.*folder-per-namespace\?/s);
  const modifiedFiles = 'keep' as ModifiedFiles;
  expect(() => new NetpolApp({ modifiedFiles })).toThrow(/"keep" is no way .*overwrite, fail/s);
});

test('a layout and a yamlOutputType together are refused, and so is an ending that engines pass over', () => {
  const both = { layout: Layout.ONE_FILE, yamlOutputType: YamlOutputType.FILE_PER_APP };
  expect(() => new NetpolApp(both)).toThrow(/layout and a yamlOutputType/);
  expect(() => synthesised({ layout: Layout.ONE_FILE, outputFileExtension: '.txt' })).toThrow(/".txt".*\.yaml/);
});

test('charts under other constructs are written as cdk8s writes them', () => {
  const nested = (app: App) => {
    new NamespaceStack(new Construct(app, 'team'), 'shop', { platform });
    app.synth();
    return filesIn(app.outdir);
  };
  const ours = nested(new NetpolApp({ outdir: outdir('ours'), yamlOutputType: YamlOutputType.FILE_PER_CHART }));
  expect(ours).toEqual(nested(new App({ outdir: outdir('theirs') })));
  expect(Object.keys(ours)).toHaveLength(1);
});

const kubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0 ? 'kubectl' : undefined;

describe.skipIf(!kubectl)('kubectl kustomize (skipped where kubectl is absent)', () => {
  const build = (path: string) => execFileSync(kubectl!, ['kustomize', path], { encoding: 'utf8', stdio: 'pipe' });

  test('accepts the kustomization of the whole, and of each namespace, and builds the same objects', () => {
    const files = synthesised({ layout: Layout.FOLDER_PER_NAMESPACE });
    const count = (text: string) => text.split(/^kind: /m).length - 1;
    expect(count(build(outdir()))).toBe(
      count(synthesised({ layout: Layout.ONE_FILE, outdir: outdir('one') })['_all.k8s.yaml']!),
    );
    for (const path of Object.keys(files).filter((file) => file.endsWith('/kustomization.yaml'))) {
      expect(count(build(join(outdir(), path, '..')))).toBeGreaterThan(0);
    }
  });

  test('finds files with strange names', () => {
    synthesised({ layout: Layout.FOLDER_PER_NAMESPACE }, (app) => {
      const chart = new Chart(app, 'a', { namespace: 'a' });
      for (const [index, name] of ['a:b', 'Ä', 'x'.repeat(253), 'a b', 'kustomization'].entries()) {
        new ApiObject(chart, `o${index}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
      }
    });
    expect(build(outdir()).split(/^kind: ConfigMap/m)).toHaveLength(6);
  });
});

describe('clusters', () => {
  const fleet = (app: App) => {
    for (const name of ['prod-eu', 'prod-us']) {
      const cluster = new Cluster(app, name, { platform });
      service(new NamespaceStack(cluster, 'shop', { owner: `team-${name}` }), 'web');
    }
  };

  test('have a folder each; a file for each namespace is the default', () => {
    const files = synthesised({}, fleet);
    expect(Object.keys(files)).toEqual(['netpol-index.sha256', 'prod-eu/shop.k8s.yaml', 'prod-us/shop.k8s.yaml']);
    expect(files['prod-us/shop.k8s.yaml']).toContain('cdk8s-netpol/owner: team-prod-us');
  });

  test('have a kustomization each, and none for all of them', () => {
    const files = synthesised({ layout: Layout.FOLDER_PER_NAMESPACE }, fleet);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['prod-eu/kustomization.yaml', 'prod-eu/shop/kustomization.yaml']),
    );
    expect(Object.keys(files)).not.toContain('kustomization.yaml');
  });

  test('have one file each in one file', () => {
    expect(Object.keys(synthesised({ layout: Layout.ONE_FILE }, fleet))).toEqual([
      'netpol-index.sha256',
      'prod-eu/_all.k8s.yaml',
      'prod-us/_all.k8s.yaml',
    ]);
  });

  test('a chart in none of them is an error; a delivery is in none', () => {
    const stray = (app: App) => {
      fleet(app);
      new NamespaceStack(app, 'shop', { platform });
    };
    expect(() => synthesised({}, stray)).toThrow(/chart shop is in none of the clusters/);
    const delivered = synthesised({ outdir: outdir('b') }, (app) => {
      fleet(app);
      const argocd = new Delivery(app, 'argocd');
      new ApiObject(argocd, 'project', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'p' },
      });
    });
    expect(Object.keys(delivered)).toContain('_delivery/argocd/appproject.argoproj.io_p.k8s.yaml');
  });

  test('cannot be written to the one folder of a yamlOutputType', () => {
    expect(() => synthesised({ yamlOutputType: YamlOutputType.FILE_PER_CHART }, fleet)).toThrow(/Give it a layout/);
  });
});
