import { LintContext } from './lint-context';
import { DirectedRule, LintedPolicy } from './linted-policy';
import { Pods } from './pod-index';
import { ServicePortFacts } from '../../manifests/inventory';
import { PolicyType } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';

/** The pods on which the ports of a rule are: its subject for ingress, its peers for egress. */
export function destinationsOf(
  policy: LintedPolicy,
  rule: DirectedRule,
  { pods, inventory }: LintContext,
): readonly Pods[] {
  if (rule.direction === PolicyType.INGRESS) return pods.ofSubject(policy);
  if (rule.peers.length > 0) return rule.peers.flatMap((peer) => [...pods.ofPeer(policy.namespace, peer)]);
  return inventory.workloads.flatMap((workload) => workload.podGroups.map((group) => ({ workload, group })));
}

/** The numbers that pods give a name, with one of the pods for each. */
export function numbersOf(name: string, protocol: Protocol, destinations: readonly Pods[]): ReadonlyMap<number, Pods> {
  const numbers = new Map<number, Pods>();
  for (const pods of destinations) {
    for (const port of pods.group.ports) {
      if (port.name === name && port.protocol === protocol) numbers.set(port.number, pods);
    }
  }
  return numbers;
}

/** The container ports to which a port of a Service leads on these pods. */
export function targetsOf({ targetPort, protocol }: ServicePortFacts, destinations: readonly Pods[]): number[] {
  if (typeof targetPort === 'number') return [targetPort];
  return [...numbersOf(targetPort, protocol as Protocol, destinations).keys()];
}
