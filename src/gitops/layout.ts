/**
 * How synth divides the objects of an app into files. In every layout an object has a file by its namespace, kind and
 * name alone; equal names in other namespaces, kinds or API groups never meet. What is no namespace's own starts with
 * an underscore, which no namespace and no cluster can: objects that name no namespace (`_cluster`), delivery objects
 * (`_delivery`).
 */
export enum Layout {
  /**
   * A file for each namespace, its Namespace object first:
   *
   * ```text
   * _cluster.k8s.yaml
   * orders.k8s.yaml
   * shop.k8s.yaml
   * ```
   */
  FILE_PER_NAMESPACE = 'file-per-namespace',
  /**
   * A folder for each namespace with a file for each object, and a `kustomization.yaml` in every folder:
   *
   * ```text
   * kustomization.yaml
   * shop/kustomization.yaml
   * shop/allow-dns.k8s.yaml           NetworkPolicies go by their name,
   * shop/service_web.k8s.yaml         other kinds by kind and name,
   * shop/networkpolicy_crd.projectcalico.org_allow-dns.k8s.yaml   and other API groups by those too
   * ```
   */
  FOLDER_PER_NAMESPACE = 'folder-per-namespace',
  /** One file for everything, `_all.k8s.yaml`; with clusters, one for each. */
  ONE_FILE = 'one-file',
}
