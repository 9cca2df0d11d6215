import { Labels, UNKNOWN_LABEL_VALUE } from './labels';

/**
 * What selectors of some kinds ask of a pod beside its labels. The engine takes it for labels with keys that no object
 * can have, so that selectors of every kind are judged in one way.
 */

/** The name of the service account that the pod runs under. */
export const SERVICE_ACCOUNT_FACT = '\u0000service account';

/** The name of the cluster in a mesh of clusters, which no manifest tells. */
export const CLUSTER_FACT = '\u0000cluster';

const FACTS = [SERVICE_ACCOUNT_FACT, CLUSTER_FACT];

const NAMESPACE_FACTS = '\u0000namespace ';

/** A label of the pod's namespace. */
export function namespaceFact(key: string): string {
  return NAMESPACE_FACTS + key;
}

/** Whether the key is that of a fact, which no manifest can hold. */
export function isPodFact(key: string): boolean {
  return key.startsWith('\u0000');
}

/**
 * Labels with the facts that selectors ask for.
 *
 * @param asked the keys that some selector names
 */
export function labelsWithFacts(
  labels: Labels,
  serviceAccount: string | undefined,
  asked: ReadonlySet<string>,
  namespaceLabels: Labels = {},
): Labels {
  const ofNamespace = namespaceKeys(asked);
  if (ofNamespace.length === 0 && !FACTS.some((fact) => asked.has(fact))) return labels;
  const facts: Record<string, string> = {
    ...labels,
    [SERVICE_ACCOUNT_FACT]: serviceAccount ?? UNKNOWN_LABEL_VALUE,
    [CLUSTER_FACT]: UNKNOWN_LABEL_VALUE,
  };
  for (const key of ofNamespace) {
    if (Object.hasOwn(namespaceLabels, key)) facts[namespaceFact(key)] = namespaceLabels[key]!;
  }
  return facts;
}

const known = new WeakMap<ReadonlySet<string>, { readonly size: number; readonly keys: readonly string[] }>();

/** The labels of namespaces among the keys, found once for each set: it is asked for every pod. */
function namespaceKeys(asked: ReadonlySet<string>): readonly string[] {
  let found = known.get(asked);
  if (found?.size !== asked.size) {
    const keys = [...asked].filter((key) => key.startsWith(NAMESPACE_FACTS));
    found = { size: asked.size, keys: keys.map((key) => key.slice(NAMESPACE_FACTS.length)) };
    known.set(asked, found);
  }
  return found.keys;
}
