import { IConstruct } from 'constructs';
import { constructKey } from '../model/construct-key';
import { KubernetesObject } from '../model/kubernetes-object';

/** An object of the output, where it comes from, and the folder of its cluster, if it has one. */
export interface RecordedObject {
  readonly object: KubernetesObject;
  readonly construct: IConstruct;
  readonly folder: string;
}

/**
 * Which construct each object comes from, as cdk8s records it: by its name. Where several objects have the same name,
 * by kind, namespace and name instead, since a wrong construct is worse than none.
 */
export function constructMetadata(objects: readonly RecordedObject[]): string {
  const paths = new Map<string, string | undefined>();
  const record = (key: string, path: string) => paths.set(key, paths.has(key) ? undefined : path);
  const nameOf = ({ object }: RecordedObject) => object.metadata?.name ?? '';
  for (const one of objects) record(nameOf(one), one.construct.node.path);
  for (const one of objects.filter((each) => paths.get(nameOf(each)) === undefined)) {
    const { object, construct, folder } = one;
    for (const key of new Set([constructKey(object), constructKey(object, folder)])) record(key, construct.node.path);
  }
  const resources = [...paths].flatMap(([key, path]) => (path === undefined ? [] : [[key, { path }] as const]));
  return JSON.stringify({ version: '1.0.0', resources: Object.fromEntries(resources) });
}
