import { AddressSet } from '../../model/address-set';
import { NetworkPolicySpec, PolicyType } from '../../model/network-policy';
import { BlockPeer, ProgramPolicy } from '../../model/policy-program';
import { EVERY_PORT, RulePorts } from '../../model/rule-ports';
import { portsOfEntry } from '../../policy-kinds/networking/read-ports';
import { fieldsOf } from '../../reachability/question/remedy-objects';
import { Analysis } from '../../reachability/relation/analysis';
import { EMPTY_SET, IntervalSet } from '../../reachability/sets/interval-set';

/**
 * The smallest thing that a NetworkPolicy allows: one peer of one rule on one entry of its ports. A wide rule is not
 * used because one narrow flow of it is.
 */
export interface Allowance {
  readonly policy: ProgramPolicy;
  readonly direction: PolicyType;
  readonly rule: number;
  /** The entry of `from` or `to`; undefined where the rule is for everyone. */
  readonly peer: number | undefined;
  /** The entry of `ports`; undefined where the rule is for every port. */
  readonly port: number | undefined;
  readonly ports: RulePorts;
  /** Classes of pods that the peer may match; undefined for everyone. */
  readonly pods: IntervalSet | undefined;
  readonly block?: BlockPeer;
}

/** Every allowance of the NetworkPolicies of an analysis, in the order in which they are written. */
export function allowancesOf(analysis: Analysis): Allowance[] {
  return analysis.policies.flatMap((policy) =>
    Object.values(PolicyType).flatMap((direction) => ofDirection(analysis, policy, direction)),
  );
}

function ofDirection(analysis: Analysis, policy: ProgramPolicy, direction: PolicyType): Allowance[] {
  const spec = policy.document.object.spec as NetworkPolicySpec | undefined;
  return (policy.rules[direction] ?? []).flatMap((rule, index) => {
    const written = spec?.[fieldsOf(direction).rules]?.[index]?.ports ?? [];
    const entries = written.map((entry, port) => ({ port, ports: portsOfEntry(entry ?? {}) }));
    const ports = entries.length > 0 ? entries : [{ port: undefined, ports: EVERY_PORT }];
    const peers = rule.peers
      ? rule.peers.map((peer, at) => ({ peer: at, ...matched(analysis, policy, peer) }))
      : [{ peer: undefined, pods: undefined }];
    return peers.flatMap((peer) => ports.map((entry) => ({ policy, direction, rule: index, ...peer, ...entry })));
  });
}

function matched(
  analysis: Analysis,
  policy: ProgramPolicy,
  peer: NonNullable<NonNullable<ProgramPolicy['rules'][PolicyType]>[number]['peers']>[number],
): Pick<Allowance, 'pods' | 'block'> {
  const { universe, side } = analysis;
  switch (peer.kind) {
    case 'pods':
      return { pods: universe.podsTarget(peer, policy.namespace, side, true).pods };
    case 'block':
      return {
        pods: universe.options.ipBlockMatchesPods === 'never' ? EMPTY_SET : universe.blockTarget(peer, true).pods,
        block: peer,
      };
    default:
      return { pods: EMPTY_SET };
  }
}

/** Whether every address of an allowance is among these; false where it has a peer that is no block. */
export function isWithin({ block }: Allowance, addresses: AddressSet): boolean {
  return block !== undefined && addresses.contains(block.addresses);
}
