import { Labels, UNKNOWN_LABEL_VALUE } from './label-selector';

/**
 * What selectors of some kinds ask of a pod beside its labels. The engine takes it for labels with keys that no object
 * can have, so that selectors of every kind are judged in one way.
 */

/** The name of the service account that the pod runs under. */
export const SERVICE_ACCOUNT_FACT = '\u0000service account';

/** The name of the cluster in a mesh of clusters, which no manifest tells. */
export const CLUSTER_FACT = '\u0000cluster';

const FACTS = [SERVICE_ACCOUNT_FACT, CLUSTER_FACT];

/** Whether the key is that of a fact, which no manifest can hold. */
export function isPodFact(key: string): boolean {
  return key.startsWith('\u0000');
}

/** Labels with the facts that selectors ask for. @param asked the keys that some selector names */
export function labelsWithFacts(
  labels: Labels,
  serviceAccount: string | undefined,
  asked: Pick<ReadonlySet<string>, 'has'>,
): Labels {
  if (!FACTS.some((fact) => asked.has(fact))) return labels;
  return {
    ...labels,
    [SERVICE_ACCOUNT_FACT]: serviceAccount ?? UNKNOWN_LABEL_VALUE,
    [CLUSTER_FACT]: UNKNOWN_LABEL_VALUE,
  };
}
