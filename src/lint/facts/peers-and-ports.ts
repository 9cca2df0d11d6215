import { DirectedRule } from './linted-policy';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { effectiveProtocol } from '../../model/defaulting';
import { AddressFamily } from '../../model/ip-address';
import { FieldPath } from '../../model/kubernetes-object';
import { LabelSelectorSpec, NetworkPolicyPeerSpec, NetworkPolicyPortSpec } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { parseCidrText } from '../../validation/cidr-text';

/** Whether the selector is there and holds nothing back. */
export function isEmptySelector(selector: LabelSelectorSpec | undefined): boolean {
  if (!selector) return false;
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** The numbers a rule opens. Named ports have none, so they are left out. */
export function portSetOf({ ports }: DirectedRule): PortSet {
  if (ports.length === 0) return PortSet.ALL;
  return ports.reduce((set, port) => set.union(portSetOfEntry(port)), PortSet.EMPTY);
}

function portSetOfEntry(entry: NetworkPolicyPortSpec): PortSet {
  const protocol = effectiveProtocol(entry);
  if (entry.port === undefined) return PortSet.allOf(protocol);
  if (typeof entry.port === 'string') return PortSet.EMPTY;
  return PortSet.of(protocol, entry.port, entry.endPort ?? entry.port);
}

/** Whether an entry opens this very port; every port of a protocol counts, a name does not. */
export function opensPort(entry: NetworkPolicyPortSpec, protocol: Protocol, number: number): boolean {
  return portSetOfEntry(entry).has(protocol, number);
}

/** The block a text stands for, host bits cleared; only for texts that validation let through. */
export function blockOf(text: string): Cidr {
  const { family, base, prefix } = parseCidrText(text)!;
  return Cidr._covering(family, base, prefix);
}

/** An ipBlock of a rule and what it stands for. */
export interface Block {
  readonly path: FieldPath;
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
  readonly family: AddressFamily;
}

export function blocksOf({ peers, path, peersField }: DirectedRule): Block[] {
  return peers.flatMap(({ ipBlock }, index) => {
    if (!ipBlock) return [];
    const cidr = blockOf(ipBlock.cidr);
    const except = (ipBlock.except ?? []).map(blockOf);
    return [{ path: [...path, peersField, index, 'ipBlock'], cidr, except, family: cidr.family as AddressFamily }];
  });
}

export function addressesOf({ cidr, except }: Block): AddressSet {
  return AddressSet.of(cidr).subtract(AddressSet.ofBlocks(except));
}

/** Every IPv4 or every IPv6 address, before exceptions. */
export function isWholeFamily({ cidr }: Block): boolean {
  return cidr.prefix === 0;
}

/** Pods of every namespace, whatever the pods. */
export function isEveryPod({ podSelector, namespaceSelector }: NetworkPolicyPeerSpec): boolean {
  return isEmptySelector(namespaceSelector) && (podSelector === undefined || isEmptySelector(podSelector));
}
