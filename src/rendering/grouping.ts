import { Intent } from '../model/intent';

/** How intents become NetworkPolicy objects. Both ways mean the same. */
export enum Rendering {
  /** One policy for each end of a flow, named after it: what a reviewer reads best. */
  PER_FLOW = 'per-flow',
  /** One policy for each subject with all its flows: fewer objects. Exceptions still stand alone, since they end. */
  PER_SUBJECT = 'per-subject',
}

/** The name of the policy that an intent belongs to. Intents with the same name in one namespace share an object. */
export function policyNameOf(intent: Intent, rendering: Rendering): string {
  if (rendering === Rendering.PER_FLOW || intent.governance.exception) return intent.policyName;
  return intent.subject.name;
}
