import { PeerConfig } from './peer';
import { checkHoles, checkNamespaceName } from './peer-checks';
import { ANY_PEER, IntentPeer, Subject } from '../../model/intent';
import { InvalidInput } from '../../model/invalid-input';
import { LabelSelector } from '../../model/label-selector';

/** How rendering knows the peers: by value, or as everyone. */
export function toIntentPeers(configs: readonly PeerConfig[]): readonly IntentPeer[] | typeof ANY_PEER {
  if (configs.some(({ anyone }) => anyone)) return ANY_PEER;
  return configs.map(({ namespace, namespaceSelector, pods, block, except }): IntentPeer => {
    if (block) return { kind: 'addresses', block, except: except ?? [] };
    return { kind: 'pods', namespaces: namespace ?? namespaceSelector!, pods: pods ?? LabelSelector.everything() };
  });
}

/** The pods a policy would select for this end; undefined where they are not all of one known namespace. */
export function toSubject({ name, namespace, pods }: PeerConfig): Subject | undefined {
  return namespace === undefined ? undefined : { name, namespace, pods: pods ?? LabelSelector.everything() };
}

/** Checks that exactly one of the ways to choose is used, since classes of users can implement IPeer too. */
export function checkPeerConfig(config: PeerConfig): void {
  const ways = [config.namespace, config.namespaceSelector, config.block, config.anyone || undefined];
  if (ways.filter((way) => way !== undefined).length !== 1) {
    throw new InvalidInput(
      `The peer ${JSON.stringify(config.name)} is chosen in no way, or in more than one.`,
      'Set exactly one of namespace, namespaceSelector, block and anyone; pods narrows the first two.',
    );
  }
  if (config.namespace !== undefined) checkNamespaceName(config.namespace);
  if (config.block) checkHoles(config.block, config.except ?? []);
}
