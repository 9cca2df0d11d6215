import { IPeer, PeerConfig } from './peer';
import { checkHoles, checkNamespaceName } from './peer-checks';
import { checkParameters, listOf, optional, struct } from '../../model/given';
import { CIDR, CIDRS, CLUSTER, SELECTOR, TEXT, TRUTH } from '../../model/given-values';
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

const CONFIG = struct<PeerConfig>('what toPeerConfigs returns', {
  name: TEXT,
  namespace: optional(TEXT),
  namespaceSelector: optional(SELECTOR),
  pods: optional(SELECTOR),
  block: optional(CIDR),
  except: optional(CIDRS),
  anyone: optional(TRUTH),
  cluster: optional(CLUSTER),
});

/** What a peer stands for, as it says itself. */
export function configsOf(peer: IPeer): PeerConfig[] {
  const configs = peer.toPeerConfigs();
  checkParameters('toPeerConfigs', { returns: [configs, listOf(CONFIG)] });
  return configs;
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
