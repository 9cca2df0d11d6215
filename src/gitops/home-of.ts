import { KubernetesObject } from '../model/kubernetes-object';

/** Where objects stand that name no namespace. No namespace has such a name. */
export const NO_NAMESPACE = '_cluster';
/** Where objects stand that deliver others. No namespace and no cluster has such a name. */
export const DELIVERY_FOLDER = '_delivery';
/** The one file, where there is one. */
export const EVERYTHING = '_all';

/** The namespace an object belongs to; a Namespace belongs to itself. */
export function namespaceOf(object: KubernetesObject): string | undefined {
  const isNamespace = object.kind === 'Namespace' && object.apiVersion === 'v1';
  return isNamespace ? object.metadata?.name : object.metadata?.namespace;
}
