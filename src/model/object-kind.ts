import { KubernetesObject } from './kubernetes-object';

/** How objects of a kind are told from others. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether each object is in a namespace, and of the whole cluster otherwise. */
  readonly namespaced: boolean;
}

/** The kind of an object among some; undefined where it is none of them. */
export function kindOf<T extends ObjectKind>(kinds: readonly T[], object: KubernetesObject): T | undefined {
  return kinds.find(({ apiVersion, kind }) => object.kind === kind && object.apiVersion === apiVersion);
}
