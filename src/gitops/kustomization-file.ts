import { writeYaml } from '../manifests/write-yaml';

/** A kustomization of files and folders beside it, and nothing else: what is applied is what can be read. */
export function kustomizationText(resources: readonly string[]): string {
  return writeYaml([{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }]);
}
