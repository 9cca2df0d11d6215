/** Labels of a pod or a namespace. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Stands for the value of a label that is there and whose value nobody can know from manifests, such as the hash that a
 * Deployment writes. No object of a cluster can have it.
 */
export const UNKNOWN_LABEL_VALUE = '\u0000unknown';
