import { App, Chart } from 'cdk8s';
import { constructMetadata } from './construct-metadata';
import { managedNamespaces } from './delivered-part';
import { Delivery } from './delivery';
import { KUSTOMIZATION, folderOf } from './file-name';
import { CONSTRUCT_METADATA } from './generated-index';
import { Layout } from './layout';
import { ModifiedFiles } from './modified-files';
import { Home, PlacedObject, planFiles } from './plan-files';
import { Synthesis, SynthesisedObject } from './synthesis';
import { writeFolder } from './write-folder';
import { Cluster } from '../constructs/ends/cluster';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject } from '../model/kubernetes-object';

/** How an app is written. */
export interface LayoutOptions {
  readonly layout: Layout;
  readonly onModified: ModifiedFiles;
  /** Whether to write beside the manifests which construct each object comes from, as cdk8s-cli wants it. */
  readonly recordsMetadata: boolean;
}

/** Writes an app to its output folder in a layout, and says how many files of manifests it has there. */
export function writeLayout(app: App, { layout, onModified, recordsMetadata }: LayoutOptions): number {
  checkExtension(app.outputFileExtension);
  const synthesis = Synthesis.of(app);
  const objects = synthesis?.objects() ?? objectsAsCdk8sOrdersThem(app);
  const hasClusters = Cluster._all(app).length > 0;
  const placed = objects.map((object) => place(object, hasClusters));
  const files = planFiles(placed, {
    layout,
    extension: app.outputFileExtension,
    keepOrder: synthesis === undefined,
    homes: homesOf(app, hasClusters),
  });
  const count = [...files.keys()].filter((path) => !isKustomization(path)).length;
  if (recordsMetadata) files.set(CONSTRUCT_METADATA, constructMetadata(placed));
  writeFolder(app.outdir, files, onModified);
  return count;
}

function isKustomization(path: string): boolean {
  return path === KUSTOMIZATION || path.endsWith(`/${KUSTOMIZATION}`);
}

function homesOf(app: App, hasClusters: boolean): Home[] {
  return managedNamespaces(app).map(({ chart, namespace }) => ({
    folder: hasClusters ? clusterFolder(chart) : '',
    namespace,
  }));
}

function objectsAsCdk8sOrdersThem(app: App): SynthesisedObject[] {
  return app.charts.flatMap((chart) =>
    (chart.toJson() as unknown[]).map((json) => ({ json, chart, construct: chart })),
  );
}

function place({ json, construct, chart }: SynthesisedObject, hasClusters: boolean): PlacedObject {
  const object = json as KubernetesObject;
  if (chart instanceof Delivery) return { object, construct, folder: chart._folderOf(construct), delivers: true };
  return { object, construct, folder: hasClusters ? clusterFolder(chart) : '', delivers: false };
}

function clusterFolder(chart: Chart): string {
  const cluster = Cluster._around(chart);
  if (cluster) return folderOf('cluster', cluster.clusterName);
  throw new InvalidInput(
    `The chart ${chart.node.path} is in none of the clusters that the program speaks for.`,
    'Create it in the scope of its Cluster; what delivers the others belongs into a Delivery.',
  );
}

function checkExtension(extension: string): void {
  if (/^(\.[A-Za-z0-9-]+)*\.ya?ml$/.test(extension)) return;
  throw new InvalidInput(
    `The file extension ${JSON.stringify(extension)} does not end in .yaml or .yml, so engines would pass the files over.`,
    "Leave outputFileExtension out, or write for example '.yaml'.",
  );
}
