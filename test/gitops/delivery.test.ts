import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  ArgoApplication,
  ArgoApplicationPer,
  ArgoApplicationSet,
  Cluster,
  Delivery,
  FluxKustomization,
  Layout,
  NamespaceStack,
  NetpolApp,
} from '../../src';
import { filesIn, temporaryFolder } from '../support/folder';
import { bareStack, platform, service } from '../support/tree';

const folder = temporaryFolder();
const repoUrl = 'https://git.example.com/platform/policies.git';
const source = { repoUrl, outputPath: 'deploy' };

interface Fleet {
  readonly app: NetpolApp;
  readonly eu: Cluster;
  readonly us: Cluster;
  readonly argocd: Delivery;
  readonly flux: Delivery;
}

function fleet(layout = Layout.FOLDER_PER_NAMESPACE): Fleet {
  const app = new NetpolApp({ outdir: folder.path, layout });
  const cluster = (name: string, ...namespaces: string[]) => {
    const made = new Cluster(app, name, { platform });
    for (const namespace of namespaces) new NamespaceStack(made, namespace);
    return made;
  };
  const eu = cluster('prod-eu', 'orders', 'shop');
  const us = cluster('prod-us', 'shop');
  const role = new Chart(eu, 'roles');
  new ApiObject(role, 'r', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
  });
  const delivery = {
    argocd: new Delivery(app, 'argocd'),
    flux: new Delivery(app, 'flux', { namespace: 'flux-system' }),
  };
  return { app, eu, us, ...delivery };
}

function single(layout: Layout): { app: NetpolApp; delivery: Delivery } {
  const app = new NetpolApp({ outdir: folder.path, layout });
  new NamespaceStack(app, 'shop', { platform });
  return { app, delivery: new Delivery(app, 'engine') };
}

interface Manifest {
  readonly metadata: object;
  readonly spec: Spec;
}

/** As much of the objects' shape as the tests below look into. */
interface Spec {
  readonly source: object;
  readonly path: string;
  readonly dependsOn: object;
  readonly generators: readonly { readonly list?: { readonly elements: readonly object[] }; readonly git?: object }[];
  readonly template: {
    readonly metadata: object;
    readonly spec: { readonly source: object; readonly destination: object };
  };
}

/** What is in the delivery folder after synth, by path in it. */
function delivered(app: NetpolApp): Record<string, Manifest> {
  app.synth();
  const files = Object.entries(filesIn(app.outdir)).filter(([path]) => path.startsWith('_delivery/'));
  return Object.fromEntries(files.map(([path, text]) => [path.slice('_delivery/'.length), parse(text) as Manifest]));
}

test('an Application delivers the folder of a cluster, and deleting it deletes nothing', () => {
  const { app, eu, argocd } = fleet();
  new ArgoApplication(argocd, 'prod-eu', { ...source, cluster: eu });
  expect(delivered(app)).toEqual({
    'argocd/application.argoproj.io_prod-eu.k8s.yaml': {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'prod-eu', namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL: repoUrl, targetRevision: 'HEAD', path: 'deploy/prod-eu' },
        destination: { name: 'prod-eu' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'],
        },
      },
    },
  });
});

test.each<[Layout, string | undefined, object]>([
  [Layout.FOLDER_PER_NAMESPACE, undefined, { path: 'deploy/prod-eu' }],
  [Layout.FOLDER_PER_NAMESPACE, 'shop', { path: 'deploy/prod-eu/shop' }],
  [Layout.FILE_PER_NAMESPACE, undefined, { path: 'deploy/prod-eu', directory: { include: '*.k8s.yaml' } }],
  [Layout.FILE_PER_NAMESPACE, 'shop', { path: 'deploy/prod-eu', directory: { include: 'shop.k8s.yaml' } }],
  [Layout.ONE_FILE, undefined, { path: 'deploy/prod-eu', directory: { include: '_all.k8s.yaml' } }],
])('the source of an Application is there in the output (%s, namespace %s)', (layout, namespace, where) => {
  const { app, eu, argocd } = fleet(layout);
  new ArgoApplication(argocd, 'a', { ...source, cluster: eu, namespace });
  const [manifest] = Object.values(delivered(app));
  expect(manifest!.spec.source).toEqual({ repoURL: repoUrl, targetRevision: 'HEAD', ...where });
  const { path, directory } = where as { path: string; directory?: { include: string } };
  const inFolder = Object.keys(filesIn(app.outdir)).filter((file) => `deploy/${file}`.startsWith(`${path}/`));
  const applied = inFolder.filter((file) =>
    directory ? matches(file, directory.include) : file.endsWith('kustomization.yaml'),
  );
  expect(applied).not.toEqual([]);
});

const matches = (file: string, pattern: string) => file.endsWith(pattern.replace('*', ''));

test('in a program for one cluster, it delivers the output folder to the cluster Argo CD runs in', () => {
  const { app, delivery } = single(Layout.FILE_PER_NAMESPACE);
  new ArgoApplication(delivery, 'policies', { repoUrl, revision: 'main', project: 'platform', automated: false });
  const { spec } = delivered(app)['engine/application.argoproj.io_policies.k8s.yaml']!;
  expect(spec).toEqual({
    project: 'platform',
    source: { repoURL: repoUrl, targetRevision: 'main', path: '.', directory: { include: '*.k8s.yaml' } },
    destination: { server: 'https://kubernetes.default.svc' },
    syncPolicy: { syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'] },
  });
});

test('an ApplicationSet has an Application for each cluster', () => {
  const { app, argocd } = fleet();
  new ArgoApplicationSet(argocd, 'policies', source);
  const { spec } = delivered(app)['argocd/applicationset.argoproj.io_policies.k8s.yaml']!;
  expect(spec).toMatchObject({
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    syncPolicy: { preserveResourcesOnDeletion: true },
    template: {
      metadata: { name: '{{.name}}' },
      spec: { source: { path: '{{.path}}' }, destination: { name: '{{.cluster}}' } },
    },
  });
  expect(spec.generators[0]!.list!.elements).toEqual([
    { name: 'policies.prod-eu', cluster: 'prod-eu', path: 'deploy/prod-eu' },
    { name: 'policies.prod-us', cluster: 'prod-us', path: 'deploy/prod-us' },
  ]);
});

test('or for each namespace of each cluster, what is in no namespace included', () => {
  const { app, argocd } = fleet();
  new ArgoApplicationSet(argocd, 'policies', { ...source, per: ArgoApplicationPer.NAMESPACE });
  // Stacks that are declared later count too.
  new NamespaceStack(app.node.findChild('prod-us') as Cluster, 'later');
  const { spec } = delivered(app)['argocd/applicationset.argoproj.io_policies.k8s.yaml']!;
  expect(spec.generators[0]!.list!.elements).toEqual([
    { name: 'policies.prod-eu', cluster: 'prod-eu', path: 'deploy/prod-eu/_cluster' },
    { name: 'policies.prod-eu.orders', cluster: 'prod-eu', path: 'deploy/prod-eu/orders' },
    { name: 'policies.prod-eu.shop', cluster: 'prod-eu', path: 'deploy/prod-eu/shop' },
    { name: 'policies.prod-us.later', cluster: 'prod-us', path: 'deploy/prod-us/later' },
    { name: 'policies.prod-us.shop', cluster: 'prod-us', path: 'deploy/prod-us/shop' },
  ]);
});

test('with a file for each namespace, each Application includes one file', () => {
  const { app, delivery } = single(Layout.FILE_PER_NAMESPACE);
  new ArgoApplicationSet(delivery, 'policies', { ...source, per: ArgoApplicationPer.NAMESPACE });
  const { spec } = delivered(app)['engine/applicationset.argoproj.io_policies.k8s.yaml']!;
  expect(spec.generators[0]!.list!.elements).toEqual([
    { name: 'policies.shop', path: 'deploy', include: 'shop.k8s.yaml' },
  ]);
  expect(spec.template.spec.source).toMatchObject({ path: '{{.path}}', directory: { include: '{{.include}}' } });
});

test('or for each folder that Argo CD finds, the delivery folder excepted', () => {
  const { app, argocd } = fleet();
  new ArgoApplicationSet(argocd, 'policies', { ...source, per: ArgoApplicationPer.GIT_DIRECTORY });
  const { spec } = delivered(app)['argocd/applicationset.argoproj.io_policies.k8s.yaml']!;
  expect(spec.generators).toEqual([
    {
      git: {
        repoURL: repoUrl,
        revision: 'HEAD',
        directories: [{ path: 'deploy/*/*' }, { path: 'deploy/_delivery/*', exclude: true }],
      },
    },
  ]);
  expect(spec.template.metadata).toEqual({
    name: 'policies.{{index .path.segments 1 | trimPrefix "cluster_"}}{{if ne .path.basename "_cluster"}}.{{.path.basename | trimPrefix "namespace_"}}{{end}}',
  });
  expect(spec.template.spec.source).toMatchObject({ path: '{{.path.path}}' });
  expect(spec.template.spec.destination).toEqual({ name: '{{index .path.segments 1 | trimPrefix "cluster_"}}' });
});

test('a Kustomization delivers the folder of a cluster, and stands where the Flux of that cluster reads', () => {
  const { app, eu, us, flux } = fleet();
  for (const cluster of [eu, us]) {
    new FluxKustomization(flux, cluster.clusterName, { cluster, outputPath: './deploy/', name: 'policies' });
  }
  const files = delivered(app);
  expect(Object.keys(files)).toEqual([
    'flux/prod-eu/kustomization.kustomize.toolkit.fluxcd.io_policies.k8s.yaml',
    'flux/prod-us/kustomization.kustomize.toolkit.fluxcd.io_policies.k8s.yaml',
  ]);
  expect(Object.values(files)[0]).toEqual({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'policies', namespace: 'flux-system' },
    spec: {
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      path: './deploy/prod-eu',
      interval: '10m',
      timeout: '5m',
      prune: true,
      deletionPolicy: 'Orphan',
      wait: true,
    },
  });
});

test('a Kustomization says what it depends on, whose health counts, and by which rights it is applied', () => {
  const { app, delivery } = single(Layout.FOLDER_PER_NAMESPACE);
  const first = new FluxKustomization(delivery, 'first', { namespace: 'shop' });
  const probe = { apiVersion: 'batch/v1', kind: 'Job', name: 'probe', namespace: 'shop' };
  new FluxKustomization(delivery, 'second', {
    dependsOn: [first],
    healthChecks: [probe],
    serviceAccountName: 'network-admin',
    kubeConfigSecret: 'prod-eu-kubeconfig',
  });
  const { spec } = delivered(app)['engine/kustomization.kustomize.toolkit.fluxcd.io_second.k8s.yaml']!;
  expect(spec).toMatchObject({
    path: './',
    dependsOn: [{ name: 'first' }],
    healthChecks: [probe],
    serviceAccountName: 'network-admin',
    kubeConfig: { secretRef: { name: 'prod-eu-kubeconfig' } },
  });
  expect(spec).not.toHaveProperty('wait');
});

test('the objects take escape hatches, and others can stand beside them', () => {
  const { app, delivery } = single(Layout.FILE_PER_NAMESPACE);
  const application = new ArgoApplication(delivery, 'a', { repoUrl });
  ApiObject.of(application).metadata.addAnnotation('argocd.argoproj.io/sync-wave', '-1');
  new ApiObject(delivery, 'project', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'p' },
  });
  const files = delivered(app);
  expect(files['engine/application.argoproj.io_a.k8s.yaml']!.metadata).toMatchObject({
    annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
  });
  expect(Object.keys(files)).toContain('engine/appproject.argoproj.io_p.k8s.yaml');
});

test.each<[string, (fleet: Fleet) => unknown, RegExp]>([
  [
    'outside a Delivery',
    ({ eu }) => new ArgoApplication(bareStack(eu, 's'), 'a', source),
    /\[prod-eu\/s\/a\].*in no Delivery/,
  ],
  [
    'with a name that is none',
    ({ argocd }) => new ArgoApplication(argocd, 'Prod_EU', source),
    /"Prod_EU" is not valid/,
  ],
  ['with a name too long for a label', ({ flux }) => new FluxKustomization(flux, 'a'.repeat(64)), /63/],
  ['without an address', ({ argocd }) => new ArgoApplicationSet(argocd, 'a', { repoUrl: 'policies' }), /no address/],
  [
    'with a password in its address',
    ({ argocd }) => new ArgoApplication(argocd, 'a', { repoUrl: 'https://me:secret@git.example.com/a.git' }),
    /^(?!.*secret@).*password.*Secret/,
  ],
  [
    'with a path that leads out',
    ({ argocd }) => new ArgoApplication(argocd, 'a', { repoUrl, outputPath: '../x' }),
    /"..\/x"/,
  ],
  ['with an absolute path', ({ flux }) => new FluxKustomization(flux, 'a', { outputPath: '/deploy' }), /"\/deploy"/],
  ['with an interval that is none', ({ flux }) => new FluxKustomization(flux, 'a', { interval: '10 min' }), /"10 min"/],
  ['from a source that is none', ({ flux }) => new FluxKustomization(flux, 'a', { sourceKind: 'Git' }), /"Git"/],
  ['to no API server', ({ argocd }) => new ArgoApplication(argocd, 'a', { repoUrl, destinationServer: 'eu' }), /"eu"/],
  [
    'waiting for another cluster',
    ({ flux, eu, us }) =>
      new FluxKustomization(flux, 'b', { cluster: us, dependsOn: [new FluxKustomization(flux, 'a', { cluster: eu })] }),
    /\[flux\/b\].*flux\/a.*wait for ever/,
  ],
  ['in a Delivery of a strange name', ({ app }) => new Delivery(app, '../x'), /"..\/x" is not valid/],
  ['in a Delivery that is of one cluster', ({ eu }) => new Delivery(eu, 'x'), /directly under the app/],
])('a delivery object %s is refused', (_name, make, message) => {
  const made = fleet();
  expect(() => make(made)).toThrow(message);
});

test.each<[string, Layout, (fleet: Fleet) => unknown, RegExp]>([
  [
    'of no cluster',
    Layout.FOLDER_PER_NAMESPACE,
    ({ argocd }) => new ArgoApplication(argocd, 'a', source),
    /of none of them/,
  ],
  [
    'of a namespace without objects',
    Layout.FOLDER_PER_NAMESPACE,
    ({ argocd, us }) => new ArgoApplication(argocd, 'a', { ...source, cluster: us, namespace: 'orders' }),
    /\[argocd\/a\].*nothing to deliver for the namespace orders.*shop/,
  ],
  [
    'of a namespace, by Flux, where namespaces are files',
    Layout.FILE_PER_NAMESPACE,
    ({ flux, eu }) => new FluxKustomization(flux, 'a', { cluster: eu, namespace: 'shop' }),
    /Flux applies folders.*FOLDER_PER_NAMESPACE/,
  ],
  [
    'of a namespace, where there is one file',
    Layout.ONE_FILE,
    ({ argocd }) => new ArgoApplicationSet(argocd, 'a', { ...source, per: ArgoApplicationPer.NAMESPACE }),
    /no file of its own.*FILE_PER_NAMESPACE/,
  ],
  [
    'by folders, where there are none',
    Layout.FILE_PER_NAMESPACE,
    ({ argocd }) => new ArgoApplicationSet(argocd, 'a', { ...source, per: ArgoApplicationPer.GIT_DIRECTORY }),
    /finds namespaces by their folders/,
  ],
])('synth fails where there is nothing to deliver as told: %s', (_name, layout, make, message) => {
  const made = fleet(layout);
  make(made);
  expect(() => made.app.synth()).toThrow(message);
  expect(filesIn(folder.path)).toEqual({});
});

test('Flux is not given a folder in which its own instructions stand', () => {
  const { app, delivery } = single(Layout.FILE_PER_NAMESPACE);
  new FluxKustomization(delivery, 'policies');
  expect(() => app.synth()).toThrow(/its own Kustomizations would be among them.*FOLDER_PER_NAMESPACE/);
});

test('a plain cdk8s app has no layout to deliver', () => {
  const app = new App({ outdir: folder.path });
  service(new NamespaceStack(app, 'shop', { platform }), 'web');
  new ArgoApplication(new Delivery(app, 'argocd'), 'a', { repoUrl });
  expect(() => app.synth()).toThrow(/\[argocd\/a\].*Use a NetpolApp/);
});

test('a construct around delivery objects changes nothing', () => {
  const { app, delivery } = single(Layout.FOLDER_PER_NAMESPACE);
  new FluxKustomization(new Construct(delivery, 'group'), 'policies');
  expect(Object.keys(delivered(app))).toEqual(['engine/kustomization.kustomize.toolkit.fluxcd.io_policies.k8s.yaml']);
});
