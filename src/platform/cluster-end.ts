import { FlowFact, LabelFacts, PeerFact, ServiceFacts } from './service-facts';
import { namespaceName, podSelector, selectorOfPods } from './service-pods';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { LabelSelector } from '../model/label-selector';

/** Something of the cluster at the end of a flow, as constructs need it. */
export type ClusterEnd =
  /** Pods; `namespaces` is one by name, or several by label. */
  | { readonly kind: 'pods'; readonly namespaces: string | LabelSelector; readonly pods: LabelSelector }
  | { readonly kind: 'addresses'; readonly cidr: Cidr }
  /** No NetworkPolicy can name it. */
  | { readonly kind: 'inexpressible'; readonly why: string; readonly instead: string };

/** What the facts leave to the cluster's owner. */
export interface GivenEnds {
  /** @default - the namespace that the facts know */
  readonly namespace?: string;
  /** For ends that only the owner knows. @default - none, and such an end cannot be made */
  readonly addresses?: readonly Cidr[];
}

/**
 * The service's end of a flow.
 *
 * @throws InvalidInput for an end that only the cluster's owner knows and has not said
 */
export function endsOfFlow(facts: ServiceFacts, { peers, of }: FlowFact, given: GivenEnds = {}): ClusterEnd[] {
  return peers.flatMap((peer) => endsOf(facts, peer, of, given));
}

function endsOf(facts: ServiceFacts, peer: PeerFact, of: string | undefined, given: GivenEnds): ClusterEnd[] {
  const namespace = given.namespace ?? namespaceName(facts.namespace);
  switch (peer.kind) {
    case 'own-pods': {
      const kind = peer.of ?? of;
      const own = facts.pods.find(({ name }) => kind === undefined || name === kind);
      if (namespace === undefined || !own) break;
      return [{ kind: 'pods', namespaces: namespace, pods: selectorOfPods(facts, own, {}) }];
    }
    case 'pods':
      return [{ kind: 'pods', namespaces: namespacesOf(peer.in), pods: podSelector(peer.labels) }];
    case 'addresses':
      return [{ kind: 'addresses', cidr: Cidr.of(peer.cidr) }];
    case 'inexpressible':
      return [{ kind: 'inexpressible', why: peer.why, instead: peer.instead }];
    case 'given':
      if (!given.addresses?.length) {
        throw new InvalidInput(`Nobody but you knows ${peer.meaning}.`, "Give them: [Cidr.of('10.0.32.0/20')].");
      }
      return given.addresses.map((cidr) => ({ kind: 'addresses', cidr }));
  }
  throw new InvalidInput(`The catalogue does not say where ${facts.title} is.`, 'Say where its pods are.');
}

function namespacesOf(place: string | LabelFacts): string | LabelSelector {
  return typeof place === 'string' ? place : podSelector(place);
}
