import { createHash } from 'node:crypto';
import { KubernetesObject, isNetworkPolicy } from '../model/kubernetes-object';

/** File systems take 255 bytes; this leaves room for the extension. */
const MAX_LENGTH = 200;
/** The kustomization of a folder. */
export const KUSTOMIZATION = 'kustomization.yaml';
/** What kustomize takes for a kustomization. */
const KUSTOMIZATION_FILES: ReadonlySet<string> = new Set(['kustomization', 'kustomization.yaml', 'kustomization.yml']);
/** What Windows takes for a device, with any ending; a checkout with such a file fails there. */
const DEVICE = /^(?:con|nul|aux|prn|com\d|lpt\d)(?:\.|$)/;

/** The API group of an object; empty for the core group. */
export function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/**
 * The file of an object in the folder of its namespace. It follows from group, kind and name, and two objects never
 * have the same, on file systems that do not tell upper from lower case either: the parts hold lower case letters,
 * digits, `-` and `.` (everything else as `%` and its code) and are joined by `_`. A NetworkPolicy goes by its name
 * alone where that name is free, another kind by kind and name (`service_web`), with the group as kubectl writes it
 * (`deployment.apps_web`).
 */
export function fileNameOf(object: KubernetesObject, extension: string): string {
  const name = escaped(object.metadata?.name ?? '');
  const file = shortened(name) + extension;
  if (isNetworkPolicy(object) && isFree(file)) return file;
  const group = groupOf(object);
  const kind = escaped(object.kind.toLowerCase()).replaceAll('.', '%2e');
  return shortened(`${group === '' ? kind : `${kind}.${escaped(group)}`}_${name}`) + extension;
}

/** The file of a namespace, where each has one. */
export function fileOfNamespace(namespace: string, extension: string): string {
  const file = namespace + extension;
  return isFree(file) ? file : `${FOLDER_PREFIXES.namespace}${file}`;
}

/** What stands before the name of a folder that cannot be called after its owner alone. No name holds `_`. */
export const FOLDER_PREFIXES = { namespace: 'namespace_', cluster: 'cluster_', delivery: 'delivery_' } as const;

/** The folder of a namespace, a cluster or a delivery. */
export function folderOf(owner: keyof typeof FOLDER_PREFIXES, name: string): string {
  return DEVICE.test(name) ? `${FOLDER_PREFIXES[owner]}${name}` : name;
}

/** Whether nobody else takes the name to mean something: kustomize, a file system, whoever passes over hidden files. */
function isFree(file: string): boolean {
  return !KUSTOMIZATION_FILES.has(file) && !DEVICE.test(file) && !file.startsWith('.');
}

function escaped(part: string): string {
  return part.replaceAll(/[^a-z0-9.-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

/** A long name keeps its start and is told apart by a hash, behind a sign that stands in no other name. */
function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  return `${name.slice(0, MAX_LENGTH)}~${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
