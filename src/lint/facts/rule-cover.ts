import { DirectedRule } from './linted-policy';
import { blockOf, portSetOf } from './peers-and-ports';
import { AddressSet } from '../../model/address-set';
import { effectiveProtocol } from '../../model/defaulting';
import { requirementsOf } from '../../model/label-selector';
import { LabelSelectorSpec, NetworkPolicyPeerSpec } from '../../model/network-policy';
import { selectorImplies } from '../../model/selector-implication';

/** Comparing each with each is quadratic; beyond this many nobody reads the answer. */
export const MAX_COMPARED = 100;

/** Whether `wide` allows whatever `narrow` allows, for pods and ports that need not exist. Never true by mistake. */
export function ruleCovers(wide: DirectedRule, narrow: DirectedRule): boolean {
  return portsCover(wide, narrow) && peersCover(wide.peers, narrow.peers);
}

function portsCover(wide: DirectedRule, narrow: DirectedRule): boolean {
  const open = portSetOf(wide);
  if (narrow.ports.length === 0) return wide.ports.length === 0;
  if (!open.contains(portSetOf(narrow))) return false;
  // A name stands for a number nobody knows here: the same name, or every port of its protocol, covers it.
  return narrow.ports.every((entry) => {
    if (typeof entry.port !== 'string' || wide.ports.length === 0) return true;
    const protocol = effectiveProtocol(entry);
    return wide.ports.some(
      (other) => effectiveProtocol(other) === protocol && (other.port === undefined || other.port === entry.port),
    );
  });
}

function peersCover(wide: readonly NetworkPolicyPeerSpec[], narrow: readonly NetworkPolicyPeerSpec[]): boolean {
  if (wide.length === 0) return true;
  if (narrow.length === 0) return false;
  return narrow.every((peer) => wide.some((other) => peerCovers(other, peer)));
}

function peerCovers(wide: NetworkPolicyPeerSpec, narrow: NetworkPolicyPeerSpec): boolean {
  if (wide.ipBlock || narrow.ipBlock) {
    return wide.ipBlock !== undefined && narrow.ipBlock !== undefined && addresses(wide).contains(addresses(narrow));
  }
  return namespacesCover(wide, narrow) && selectorCovers(wide.podSelector, narrow.podSelector);
}

function namespacesCover(wide: NetworkPolicyPeerSpec, narrow: NetworkPolicyPeerSpec): boolean {
  // Without a namespace selector the peer stays in the policy's own namespace, whose labels are not known here.
  if (!narrow.namespaceSelector) {
    return !wide.namespaceSelector || requirementsOf(wide.namespaceSelector).length === 0;
  }
  return wide.namespaceSelector !== undefined && selectorCovers(wide.namespaceSelector, narrow.namespaceSelector);
}

function selectorCovers(wide: LabelSelectorSpec | undefined, narrow: LabelSelectorSpec | undefined): boolean {
  return selectorImplies(requirementsOf(narrow), requirementsOf(wide));
}

function addresses({ ipBlock }: NetworkPolicyPeerSpec): AddressSet {
  return AddressSet.of(blockOf(ipBlock!.cidr)).subtract(AddressSet.ofBlocks((ipBlock!.except ?? []).map(blockOf)));
}
