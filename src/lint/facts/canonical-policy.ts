import { DirectedRule, LintedPolicy } from './linted-policy';
import { effectiveProtocol } from '../../model/defaulting';
import { requirementsOf } from '../../model/label-selector';
import { NetworkPolicyPeerSpec, NetworkPolicyPortSpec } from '../../model/network-policy';

/** Texts that are equal for parts that mean the same whatever the order they are written in. */
export function canonicalPolicy({ spec, types, rules }: LintedPolicy): string {
  const effective = rules.filter(({ inEffect }) => inEffect).map((rule) => `${rule.direction} ${canonicalRule(rule)}`);
  return JSON.stringify([requirementsOf(spec.podSelector), [...types].sort(), distinct(effective)]);
}

export function canonicalRule({ peers, ports }: DirectedRule): string {
  return JSON.stringify([distinct(peers.map(canonicalPeer)), distinct(ports.map(canonicalPort))]);
}

export function canonicalPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeerSpec): string {
  return JSON.stringify([
    podSelector ? requirementsOf(podSelector) : null,
    namespaceSelector ? requirementsOf(namespaceSelector) : null,
    ipBlock ? [ipBlock.cidr, distinct(ipBlock.except ?? [])] : null,
  ]);
}

export function canonicalPort(entry: NetworkPolicyPortSpec): string {
  return JSON.stringify([effectiveProtocol(entry), entry.port ?? null, entry.endPort ?? entry.port ?? null]);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
