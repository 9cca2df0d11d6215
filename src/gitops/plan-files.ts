import { IConstruct } from 'constructs';
import { KUSTOMIZATION, fileNameOf, fileOfNamespace, groupOf } from './file-name';
import { EVERYTHING, NO_NAMESPACE, namespaceOf } from './home-of';
import { kustomizationText } from './kustomization-file';
import { Layout } from './layout';
import { YamlWriter } from '../manifests/write-yaml';
import { InvalidInput } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';
import { KubernetesObject } from '../model/kubernetes-object';
import { pushAll } from '../model/push-all';

/** An object and where it belongs. */
export interface PlacedObject {
  readonly object: KubernetesObject;
  /** The construct it comes from, for messages. */
  readonly construct: IConstruct;
  /** The folder of its cluster, or of what delivers it; empty for the output folder itself. */
  readonly folder: string;
  /** Whether it delivers others. Such objects have a file each in every layout. */
  readonly delivers: boolean;
}

/** How files are made of objects. */
export interface PlanOptions {
  readonly layout: Layout;
  /** The end of a file's name: `.k8s.yaml`. */
  readonly extension: string;
  /** Whether the objects have been put in an order that has to stay. */
  readonly keepOrder: boolean;
}

/**
 * The files of a layout: path, with `/`, to text, sorted by path. It depends on the objects only, not on their order.
 *
 * @throws InvalidInput if an object is there twice, or cannot have a file
 */
export function planFiles(placed: readonly PlacedObject[], options: PlanOptions): Map<string, string> {
  refuseDuplicates(placed);
  const files = new Map<string, PlacedObject[]>();
  for (const entry of placed) {
    const path = pathOf(entry, options);
    const present = files.get(path);
    if (present) present.push(entry);
    else files.set(path, [entry]);
  }
  refuseSharedFiles(files, options.layout);
  const yaml = new YamlWriter();
  const texts: [string, string][] = [...files].map(([path, entries]) => {
    const sorted = options.keepOrder ? entries : [...entries].sort(byNamespaceKindAndName);
    return [path, yaml.write(sorted.map(({ object }) => object))];
  });
  if (options.layout === Layout.FOLDER_PER_NAMESPACE) pushAll(texts, kustomizations(files));
  return new Map(texts.sort(([a], [b]) => compare(a, b)));
}

function pathOf(entry: PlacedObject, { layout, extension }: PlanOptions): string {
  const { object, folder, delivers } = entry;
  const inFolder = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  if (delivers) return inFolder(fileNameOf(object, extension));
  if (layout === Layout.ONE_FILE) return inFolder(EVERYTHING + extension);
  const home = homeOf(entry);
  if (layout === Layout.FOLDER_PER_NAMESPACE) return inFolder(`${home}/${fileNameOf(object, extension)}`);
  return inFolder(fileOfNamespace(home, extension));
}

function homeOf({ object, construct }: PlacedObject): string {
  const namespace = namespaceOf(object);
  if (namespace === undefined) return NO_NAMESPACE;
  const problems = labelNameProblems(namespace);
  if (problems.length === 0) return namespace;
  throw new InvalidInput(
    `[${construct.node.path}] the namespace ${JSON.stringify(namespace)} is not valid: it ${problems.join(', and ')}.`,
    'No file can be named after it, and the API server refuses it.',
  );
}

function refuseDuplicates(placed: readonly PlacedObject[]): void {
  const owners = new Map<string, IConstruct>();
  for (const { object, construct, folder } of placed) {
    const { kind, metadata } = object;
    if (typeof kind !== 'string' || typeof object.apiVersion !== 'string' || typeof metadata?.name !== 'string') {
      throw new InvalidInput(
        `[${construct.node.path}] an object has no apiVersion, kind or metadata.name, so no file can be named after it.`,
        'Give it all three.',
      );
    }
    const key = [folder, groupOf(object), kind, metadata.namespace ?? '', metadata.name].join('\n');
    const other = owners.get(key);
    if (other) {
      throw new InvalidInput(
        `${describe(object)} is declared by ${other.node.path} and by ${construct.node.path}; applied to a cluster, one would overwrite the other.`,
        'Give one of the two another name.',
      );
    }
    owners.set(key, construct);
  }
}

/** File names tell objects apart by construction; this is the proof for the objects at hand, whatever they are. */
function refuseSharedFiles(files: ReadonlyMap<string, readonly PlacedObject[]>, layout: Layout): void {
  const paths = new Map<string, string>();
  for (const [path, entries] of files) {
    const folded = path.toLowerCase();
    const isShared = entries.length > 1 && (layout === Layout.FOLDER_PER_NAMESPACE || entries[0]!.delivers);
    const [one, other] = isShared ? [path, path] : [paths.get(folded), path];
    if (one !== undefined) {
      throw new InvalidInput(
        `Two objects would share the file ${one === other ? one : `${one} (${other})`}: ${entries.map(({ construct }) => construct.node.path).join(', ')}.`,
        'Correct the kind or name of one of them.',
      );
    }
    paths.set(folded, path);
  }
}

/** One in each folder that has objects for a cluster, and one for the cluster, which lists these folders. */
function kustomizations(files: ReadonlyMap<string, readonly PlacedObject[]>): [string, string][] {
  const resources = new Map<string, Set<string>>();
  const add = (folder: string, resource: string) =>
    resources.set(folder, (resources.get(folder) ?? new Set()).add(resource));
  for (const [path, [entry]] of files) {
    if (entry!.delivers) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    add(folder, path.slice(folder.length + 1));
    add(entry!.folder, entry!.folder === '' ? folder : folder.slice(entry!.folder.length + 1));
  }
  return [...resources].map(([folder, names]) => [
    folder === '' ? KUSTOMIZATION : `${folder}/${KUSTOMIZATION}`,
    kustomizationText([...names].sort(compare)),
  ]);
}

/** Namespaces in order, what is in none first; in each the Namespace itself, then definitions of kinds, then the rest. */
function byNamespaceKindAndName({ object: a }: PlacedObject, { object: b }: PlacedObject): number {
  return (
    compare(namespaceOf(a) ?? '', namespaceOf(b) ?? '') ||
    rank(a) - rank(b) ||
    compare(a.kind, b.kind) ||
    compare(groupOf(a), groupOf(b)) ||
    compare(a.metadata!.name!, b.metadata!.name!)
  );
}

function rank({ kind }: KubernetesObject): number {
  const first = ['Namespace', 'CustomResourceDefinition'].indexOf(kind);
  return first < 0 ? 2 : first;
}

function describe({ kind, metadata }: KubernetesObject): string {
  const { namespace, name } = metadata!;
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
