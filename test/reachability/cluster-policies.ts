import { AddressSet } from '../../src/model/address-set';
import { Cidr } from '../../src/model/cidr';
import { PortSet } from '../../src/model/port-set';
import { Protocol } from '../../src/model/protocol';
import type { PolicyCompiler } from '../../src/reachability/universe/policy-compiler';
import type { RulePorts } from '../../src/reachability/universe/rule-ports';
import type {
  Tier,
  TierRule,
  TierSource,
  TierVerdict,
  TieredPolicy,
} from '../../src/reachability/universe/tiered-policy';
import type { ClusterNetworkPolicy, ClusterPeer, ClusterPort, ClusterSubject, PortNumbers } from '../naive/tiers';

/** Fills the tiers of an analysis, as a reader of ClusterNetworkPolicies would. */
export function tiersOf(policies: readonly ClusterNetworkPolicy[]): TierSource {
  return (_inventory, compiler) => policies.map((policy) => tiered(policy, compiler));
}

function tiered({ metadata, spec }: ClusterNetworkPolicy, compiler: PolicyCompiler): TieredPolicy {
  const rule = (action: string, peers: readonly ClusterPeer[], protocols?: readonly ClusterPort[]): TierRule => ({
    verdict: action as TierVerdict,
    peers: peers.map((peer) => peerOf(peer, compiler)),
    ports: portsOf(protocols),
  });
  return {
    name: metadata.name,
    tier: spec.tier as Tier,
    priority: spec.priority,
    subject: podsOf(spec.subject, compiler),
    rules: {
      Ingress: (spec.ingress ?? []).map(({ action, from, protocols }) => rule(action, from, protocols)),
      Egress: (spec.egress ?? []).map(({ action, to, protocols }) => rule(action, to, protocols)),
    },
  };
}

function podsOf(subject: ClusterSubject, { selectors }: PolicyCompiler) {
  const [namespaces, pods] =
    'namespaces' in subject ? [subject.namespaces, {}] : [subject.pods.namespaceSelector, subject.pods.podSelector];
  return {
    namespaces: selectors.intern(namespaces as Parameters<typeof selectors.intern>[0]),
    pods: selectors.intern(pods as Parameters<typeof selectors.intern>[0]),
  };
}

function peerOf(peer: ClusterPeer, compiler: PolicyCompiler): TierRule['peers'][number] {
  if (!('networks' in peer)) return { kind: 'pods', ...podsOf(peer, compiler) };
  return {
    kind: 'block',
    addresses: AddressSet.of(...peer.networks.map((cidr) => Cidr.of(cidr))),
    key: peer.networks.join(),
  };
}

function portsOf(written: readonly ClusterPort[] | undefined): RulePorts {
  if (!written) return { numbers: PortSet.ALL, names: [] };
  const all = written.map((port): RulePorts => {
    if ('destinationNamedPort' in port) {
      const name = port.destinationNamedPort;
      return { numbers: PortSet.EMPTY, names: Object.values(Protocol).map((protocol) => ({ protocol, name })) };
    }
    const [[protocol, { destinationPort }]] = Object.entries(port) as [[string, { destinationPort: PortNumbers }]];
    const { start, end } =
      'number' in destinationPort
        ? { start: destinationPort.number, end: destinationPort.number }
        : destinationPort.range;
    return { numbers: PortSet.of(protocol.toUpperCase() as Protocol, start, end), names: [] };
  });
  return all.reduce((a, b) => ({ numbers: a.numbers.union(b.numbers), names: [...a.names, ...b.names] }));
}
