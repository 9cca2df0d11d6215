/** Who takes no notice of an object that has no meaning. */
export enum Refusal {
  /** It never gets into the cluster. */
  BY_API_SERVER = 'refused by the API server',
  /** It stands in the cluster, and what should enforce it passes over it. */
  BY_AGENT = 'stored and not enforced',
}
