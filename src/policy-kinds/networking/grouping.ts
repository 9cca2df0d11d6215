import { renderPeer } from './render-spec';
import { ANY_PEER, Intent } from '../../model/intent';

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

/**
 * Whether two intents that take the same policy name may share the policy. Per flow they must say parts of the same
 * thing, so that a name used twice by accident is found; per subject it is enough to have the same pods.
 */
export function maySharePolicy(one: Intent, other: Intent, rendering: Rendering): boolean {
  const parts = (intent: Intent) =>
    JSON.stringify([
      intent.subject.pods.toManifest(),
      intent.governance.exception,
      rendering === Rendering.PER_FLOW || intent.governance.exception ? topicOf(intent) : undefined,
    ]);
  return parts(one) === parts(other);
}

function topicOf(intent: Intent): unknown {
  if (intent.topic !== undefined) return intent.topic;
  if (intent.kind === 'isolate') return [...intent.directions].sort();
  const { direction, peers, subject } = intent;
  return [direction, peers === ANY_PEER ? peers : peers.map((peer) => renderPeer(peer, subject.namespace))];
}
