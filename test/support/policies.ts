import { readTexts } from '../../src/manifests/read-manifests';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { ManifestDocument } from '../../src/model/manifest-document';

/** The documents of a YAML text that must be readable. */
export function documentsOf(text: string): ManifestDocument[] {
  const { documents, findings } = readTexts([{ file: 'test.yaml', text }]);
  if (findings.length > 0) throw new Error(`Not readable: ${JSON.stringify(findings)}`);
  return documents;
}

/** A NetworkPolicy with this spec, written as YAML flow or block text. */
export function policy(spec: string, metadata = 'name: a, namespace: shop'): KubernetesObject {
  const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {${metadata}}\nspec: ${spec}\n`;
  return documentsOf(text)[0]!.object;
}
