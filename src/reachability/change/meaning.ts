import { Difference } from './difference';
import { namespaceOf } from '../../manifests/object-identity';
import { allowsAll } from '../reasoning/implication';

/** How what two sets of policies allow compares, for every pod there could be and at each end of a connection. */
export type MeaningChange =
  | 'same'
  /** The new set allows all that the old one does, and more. */
  | 'wider'
  | 'narrower'
  /** Each allows something that the other does not. */
  | 'different'
  /** An exact answer would take too long, or policies of other kinds have a say. */
  | 'unknown';

/** Compares the policies of the namespaces in which some policy is not written alike. */
export function meaningChange({ old, new: now, policies }: Difference): MeaningChange {
  // What NetworkPolicies mean together with other kinds is known for the pods of the input only.
  if (old.program || now.program) return 'unknown';
  const touched = new Set([...policies.all.values()].map(({ document }) => namespaceOf(document)));
  const [before, after] = [old, now].map((analysis) =>
    analysis.policies.filter(({ namespace }) => touched.has(namespace)),
  );
  const [grows, shrinks] = [allowsAll(before!, after!), allowsAll(after!, before!)];
  if (grows === undefined || shrinks === undefined) return 'unknown';
  return grows ? (shrinks ? 'same' : 'wider') : shrinks ? 'narrower' : 'different';
}
