import { Cidr } from '../../model/cidr';
import { InvalidInput } from '../../model/invalid-input';
import { labelNameProblems } from '../../model/kubernetes-names';

/**
 * Checks the name of a namespace.
 *
 * @throws InvalidInput if the API server would refuse it
 */
export function checkNamespaceName(name: string): void {
  const problems = labelNameProblems(name);
  if (problems.length === 0) return;
  throw new InvalidInput(
    `The namespace ${JSON.stringify(name)} is not valid: it ${problems.join(', and ')}.`,
    'Write the name of the namespace as kubectl shows it, for example "team-orders".',
  );
}

/**
 * Checks that every hole lies in the block and leaves something of it.
 *
 * @throws InvalidInput if one does not
 */
export function checkHoles(block: Cidr, except: Cidr[]): Cidr[] {
  const outside = except.filter((hole) => !block.contains(hole) || hole.prefix === block.prefix);
  if (outside.length > 0) {
    throw new InvalidInput(
      `The exception ${outside.join(', ')} is not a part of ${block.toString()}.`,
      'Write exceptions that lie inside the block and are smaller than it, or another block.',
    );
  }
  return [...except];
}
