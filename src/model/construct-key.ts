import { KubernetesObject } from './kubernetes-object';

/**
 * By what the metadata of cdk8s tells objects apart whose names alone do not: every stack has an `allow-dns`. An app
 * writes these keys, the validation plugin looks for them.
 */
export function constructKey({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>, folder = ''): string {
  const { namespace, name = '' } = metadata ?? {};
  return `${kind ?? 'Object'} ${namespace === undefined ? name : `${namespace}/${name}`}${folder === '' ? '' : ` in ${folder}`}`;
}
