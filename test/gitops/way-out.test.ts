import { describe, expect, test } from 'vitest';
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
  Platform,
  Rollout,
  RolloutPhase,
} from '../../src';
import { KubernetesObject, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { Repository, objectsAt, liveAfter } from '../support/argo-sync';
import { filesIn, temporaryFolder } from '../support/folder';

const folder = temporaryFolder();
// Its plugin is not known, so nothing is staged, and OBSERVE delivers nothing.
const platform = Platform.kubeadm();
const repoUrl = 'https://git.example.com/platform/policies.git';

type Deliver = (delivery: Delivery, cluster: Cluster | undefined) => void;

/** Synthesises two namespaces in a phase, in one cluster with or without a name. */
function commit(layout: Layout, named: boolean, phase: RolloutPhase, deliver: Deliver): Repository {
  const app = new NetpolApp({ outdir: folder.path, layout });
  const cluster = named ? new Cluster(app, 'prod', { platform }) : undefined;
  for (const namespace of ['orders', 'shop']) new NamespaceStack(cluster ?? app, namespace, { platform });
  new Rollout(app, 'rollout', { phase });
  deliver(new Delivery(app, 'engine'), cluster);
  app.synth();
  return filesIn(folder.path);
}

/** A part of the repository that an engine follows, and how. */
interface Followed {
  readonly path: string;
  readonly include?: string;
  readonly prune: boolean;
  readonly allowEmpty: boolean;
}

/** As much of the delivery objects as says what they follow. */
interface Spec {
  readonly path: string;
  readonly prune: boolean;
  readonly source: { readonly path: string; readonly directory?: { readonly include: string } };
  readonly syncPolicy: { readonly automated: { readonly prune: boolean; readonly allowEmpty?: boolean } };
  readonly generators: readonly {
    readonly list?: { readonly elements: readonly { readonly path: string; readonly include?: string }[] };
  }[];
  readonly template: { readonly spec: Spec };
}

/** What the delivery objects in a repository follow, by the name of the Application or Kustomization. */
function followed(repository: Repository): Map<string, Followed> {
  const parts = new Map<string, Followed>();
  for (const [file, text] of Object.entries(repository)) {
    if (!file.startsWith('_delivery/')) continue;
    const { kind, spec } = parse(text) as { kind: string; spec: Spec };
    if (kind === 'Kustomization') parts.set(file, { path: spec.path, prune: spec.prune, allowEmpty: true });
    if (kind === 'Application') parts.set(file, ofArgo(spec, spec.source.path, spec.source.directory?.include));
    for (const { list } of kind === 'ApplicationSet' ? spec.generators : []) {
      for (const { path, include } of list ? list.elements : foldersIn(repository)) {
        parts.set(`${file} ${path} ${include}`, ofArgo(spec.template.spec, path, include));
      }
    }
  }
  return parts;
}

function ofArgo({ syncPolicy }: Spec, path: string, include: string | undefined): Followed {
  const { prune, allowEmpty = false } = syncPolicy.automated;
  return { path, include, prune, allowEmpty };
}

/** The folders that the Git generator finds one level below the output folder, which stands for a whole repository. */
function foldersIn(repository: Repository): { path: string; include?: string }[] {
  const folders = Object.keys(repository).flatMap((file) => /^([^_/][^/]*)\//.exec(file)?.[1] ?? []);
  return [...new Set(folders)].map((path) => ({ path }));
}

/** Follows one commit after the other, as the engines do whose objects stand in them. */
function live(commits: readonly Repository[]): KubernetesObject[] {
  const byPart = new Map<string, readonly KubernetesObject[]>();
  for (const repository of commits) {
    // An Application that is gone leaves what it applied.
    for (const [name, { path, include, ...engine }] of followed(repository)) {
      byPart.set(name, liveAfter(byPart.get(name) ?? [], objectsAt(repository, path, include), engine));
    }
  }
  return [...byPart.values()].flat();
}

const set =
  (per: ArgoApplicationPer): Deliver =>
  (delivery) =>
    new ArgoApplicationSet(delivery, 'policies', { repoUrl, per });
const wholeByArgo: Deliver = (delivery, cluster) => new ArgoApplication(delivery, 'policies', { repoUrl, cluster });
const shopByArgo: Deliver = (delivery, cluster) => {
  for (const namespace of ['shop', 'orders']) {
    new ArgoApplication(delivery, namespace, { repoUrl, cluster, namespace });
  }
};
const wholeByFlux: Deliver = (delivery, cluster) => new FluxKustomization(delivery, 'policies', { cluster });
const eachByFlux: Deliver = (delivery, cluster) => {
  for (const namespace of ['shop', 'orders']) new FluxKustomization(delivery, namespace, { cluster, namespace });
};

const { FILE_PER_NAMESPACE, FOLDER_PER_NAMESPACE, ONE_FILE } = Layout;
const WAYS: [string, Deliver, Layout[], named: boolean[]][] = [
  ['an Application for everything', wholeByArgo, [FILE_PER_NAMESPACE, FOLDER_PER_NAMESPACE, ONE_FILE], [false, true]],
  ['an Application for each namespace', shopByArgo, [FILE_PER_NAMESPACE, FOLDER_PER_NAMESPACE], [false, true]],
  [
    'an ApplicationSet by cluster',
    set(ArgoApplicationPer.CLUSTER),
    [FILE_PER_NAMESPACE, FOLDER_PER_NAMESPACE, ONE_FILE],
    [false, true],
  ],
  [
    'an ApplicationSet by namespace',
    set(ArgoApplicationPer.NAMESPACE),
    [FILE_PER_NAMESPACE, FOLDER_PER_NAMESPACE],
    [false, true],
  ],
  ['a Kustomization for everything', wholeByFlux, [FOLDER_PER_NAMESPACE], [false, true]],
  ['a Kustomization for a cluster', wholeByFlux, [FILE_PER_NAMESPACE, ONE_FILE], [true]],
  ['a Kustomization for each namespace', eachByFlux, [FOLDER_PER_NAMESPACE], [false, true]],
];
const CASES = WAYS.flatMap(([name, deliver, layouts, named]) =>
  layouts.flatMap((layout) => named.map((isNamed) => ({ name, deliver, layout, named: isNamed }))),
);

describe.each(CASES)('$name, $layout, named cluster: $named', ({ deliver, layout, named }) => {
  const at = (phase: RolloutPhase) => commit(layout, named, phase, deliver);

  test('the way out, from OPEN to OBSERVE, leaves nothing behind', () => {
    const open = at(RolloutPhase.OPEN);
    expect(
      live([open])
        .map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`)
        .sort(),
    ).toEqual(['orders/rollout-companion', 'shop/rollout-companion']);
    expect(live([open, at(RolloutPhase.OBSERVE)])).toEqual([]);
  });

  test('a program that starts at OBSERVE delivers nothing, then everything', () => {
    const observe = at(RolloutPhase.OBSERVE);
    for (const { path, include } of followed(observe).values()) expect(objectsAt(observe, path, include)).toEqual([]);
    const enforced = live([observe, at(RolloutPhase.OPEN), at(RolloutPhase.PREPARE), at(RolloutPhase.ENFORCE)]);
    expect(enforced.every(isNetworkPolicy)).toBe(true);
    expect(enforced).toHaveLength(4);
  });

  test('Argo CD may empty an Application only where the program means it', () => {
    const allowed = (phase: RolloutPhase) => JSON.stringify(at(phase)).includes('allowEmpty');
    expect(allowed(RolloutPhase.ENFORCE)).toBe(false);
    if (!JSON.stringify(at(RolloutPhase.OBSERVE)).includes('kustomize.toolkit')) {
      expect(allowed(RolloutPhase.OBSERVE)).toBe(true);
    }
  });
});

test('folders that Argo CD finds by itself stay for it to find, and are emptied', () => {
  const deliver: Deliver = (delivery) =>
    new ArgoApplicationSet(delivery, 'policies', {
      repoUrl,
      outputPath: 'deploy',
      per: ArgoApplicationPer.GIT_DIRECTORY,
    });
  const at = (phase: RolloutPhase) => commit(Layout.FOLDER_PER_NAMESPACE, false, phase, deliver);
  expect(live([at(RolloutPhase.OPEN)])).toHaveLength(2);
  expect(live([at(RolloutPhase.OPEN), at(RolloutPhase.OBSERVE)])).toEqual([]);
});

test.each<[string, Deliver]>([
  ['an Application', wholeByArgo],
  ['an ApplicationSet', set(ArgoApplicationPer.CLUSTER)],
  ['an ApplicationSet by namespace', set(ArgoApplicationPer.NAMESPACE)],
  ['a Kustomization', wholeByFlux],
])('%s is refused where nothing was ever to be delivered', (_name, deliver) => {
  for (const named of [false, true]) {
    const app = new NetpolApp({ outdir: folder.path, layout: Layout.FOLDER_PER_NAMESPACE });
    const cluster = named ? new Cluster(app, 'prod', { platform }) : undefined;
    deliver(new Delivery(app, 'engine'), cluster);
    const where = named ? 'nothing to deliver for the cluster prod' : 'nothing to deliver, so';
    expect(() => app.synth()).toThrow(new RegExp(`${where}.*Create a NamespaceStack first`));
    expect(filesIn(folder.path)).toEqual({});
  }
});
