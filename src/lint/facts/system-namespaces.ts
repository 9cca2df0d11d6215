/** Namespaces that the cluster brings along: whoever deploys applications does not own their policies. */
export function isSystemNamespace(name: string): boolean {
  return /^(kube-(system|public|node-lease)|openshift(-.+)?|gke-managed-.+|calico-system|tigera-operator)$/.test(name);
}
