import { Flow, SideReason } from './flow';
import { peerMatches } from './peer-match';
import { ServiceFacts, ServicePortFacts } from '../../manifests/inventory';
import { isHeadless } from '../../manifests/service-index';
import { tryParseIpAddress } from '../../model/ip-address';
import { matchesLabels, hasLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { ProgramPeer, ProgramRule } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { NamedPort, resolveName, resolvePorts } from '../../model/rule-ports';
import { Analysis } from '../relation/analysis';
import { PodsEnd } from '../relation/flow-end';

/**
 * A way to the destination through a Service, on a plugin that judges egress, or may judge it, on the address and port
 * of the Service instead of those of the pod.
 */
export interface ServicePath {
  /** `namespace/name` */
  readonly service: string;
  readonly protocol: Protocol;
  /** The port of the Service. */
  readonly port: number;
  /** The container port behind it. */
  readonly targetPort: number;
  /** Whether egress lets a connection to the Service through, as far as that is known. */
  readonly egress: Lets;
}

/** What rules make of a connection to the address of a Service. */
export type Lets = 'allowed' | 'denied' | 'unknown';

/** The ways through Services to those ports of the destination that egress allows on the pod itself. */
export function servicePathsOf(analysis: Analysis, flow: Flow, ports: PortSet): ServicePath[] {
  const { from, to, egress } = flow;
  const { plugin } = analysis.universe.options;
  if (!plugin || plugin.judgesPodBehindService.support === 'yes') return [];
  if (from.kind !== 'pods' || to.kind !== 'pods' || egress.reason !== SideReason.RULES) return [];
  const open = ports.intersect(egress.allowed);
  return servicesOf(analysis, to).flatMap((service) =>
    service.ports.flatMap((exposed) =>
      targetsOf(exposed, to)
        .filter((target) => open.has(target.protocol, target.number))
        .map(({ protocol, number }) => ({
          service: `${service.namespace}/${service.name}`,
          protocol,
          port: exposed.port,
          targetPort: number,
          egress:
            plugin.judgesPodBehindService.support === 'no'
              ? throughService(analysis, flow, service, exposed.port, { protocol, number })
              : 'unknown',
        })),
    ),
  );
}

/** The Services that lead to these pods by an address of their own. */
export function servicesOf({ inventory }: Analysis, to: PodsEnd): ServiceFacts[] {
  return inventory.services.filter(
    (service) =>
      service.namespace === to.namespace &&
      service.selector !== undefined &&
      hasLabels(to.labels, service.selector) &&
      !isHeadless(service),
  );
}

/** What the rules make of the address of a Service, for a plugin that adds it where selectors agree. */
export function throughService(
  analysis: Analysis,
  { egress: { policies }, to }: Flow,
  service: ServiceFacts,
  port: number,
  target: { readonly protocol: Protocol; readonly number: number },
): Lets {
  const outcomes = policies.flatMap(({ policy }) =>
    policy.rules[PolicyType.EGRESS]!.map((rule): Lets => {
      const opened = resolvePorts(rule.ports, (to as PodsEnd).ports);
      if (!rule.peers) return opened.has(target.protocol, port) ? 'allowed' : 'denied';
      const { numbers } = rule.ports;
      const peers = rule.peers.map((peer): Lets => {
        if (peer.kind === 'unknown' || peer.kind === 'compound') return 'unknown';
        if (peer.kind === 'block') return blockLets(peer, service, numbers.has(target.protocol, port));
        const selected =
          peerMatches(analysis, peer, policy.namespace, to) === 'yes' &&
          matchesLabels(peer.pods.requirements, service.selector!);
        if (!selected || !opened.has(target.protocol, target.number)) return 'denied';
        // The documentation asks for equal ports; the controller of today translates them.
        return port === target.number || allowsEvery(rule, target.protocol) ? 'allowed' : 'unknown';
      });
      return best(peers);
    }),
  );
  return best(outcomes);
}

function blockLets(peer: Extract<ProgramPeer, { kind: 'block' }>, service: ServiceFacts, opens: boolean): Lets {
  if (!opens) return 'denied';
  const addresses = service.clusterAddresses.flatMap((text) => tryParseIpAddress(text) ?? []);
  if (addresses.length === 0) return 'unknown';
  return addresses.some((address) => peer.addresses.has(address)) ? 'allowed' : 'denied';
}

function allowsEvery({ ports: { numbers } }: ProgramRule, protocol: Protocol): boolean {
  return numbers.contains(PortSet.allOf(protocol));
}

function best(outcomes: readonly Lets[]): Lets {
  return outcomes.includes('allowed') ? 'allowed' : outcomes.includes('unknown') ? 'unknown' : 'denied';
}

/** The container ports of these pods behind a port of a Service. */
export function targetsOf(
  { protocol: text, targetPort }: ServicePortFacts,
  to: PodsEnd,
): { readonly protocol: Protocol; readonly number: number }[] {
  const protocol = text as Protocol;
  if (typeof targetPort === 'number') return [{ protocol, number: targetPort }];
  const name: NamedPort = { protocol, name: targetPort };
  const found = resolveName(name, to.ports);
  return to.ports.flatMap(({ number, protocol: own }) =>
    own === protocol && found.has(protocol, number) ? [{ protocol, number }] : [],
  );
}
