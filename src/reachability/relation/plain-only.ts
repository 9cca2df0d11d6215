import { Analysis } from './analysis';
import { InvalidInput } from '../../model/invalid-input';
import { ProgramPolicy } from '../../model/policy-program';

/** How many policies a message names. */
const NAMED = 3;

/**
 * Refuses a question whose exact answer is known for NetworkPolicies only.
 *
 * @param what the answer, for people: `Exposure`
 * @throws InvalidInput that names the policies of other kinds, where there are any
 */
export function requirePlain({ otherPolicies }: Analysis, what: string): void {
  if (otherPolicies.length === 0) return;
  throw new InvalidInput(
    `${what} is known for NetworkPolicies only, and ${namesOf(otherPolicies)} could change it.`,
    'Leave these policies out of the input to have the answer without them, or ask about single connections.',
  );
}

/** `AdminNetworkPolicy deny-all and 3 more` */
function namesOf(policies: readonly ProgramPolicy[]): string {
  const named = policies.slice(0, NAMED).map((policy) => titleOf(policy));
  const more = policies.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more} more`;
  return named.length === 1 ? named[0]! : `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}`;
}

/** `AdminNetworkPolicy deny-all`, `CiliumNetworkPolicy shop/web` */
export function titleOf({ namespace, name, document }: ProgramPolicy): string {
  return `${document.object.kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
