import { Flow, SideReason, UndefinedReason, flowBetween, flowOf } from './flow';
import { Lets, targetsOf, throughService } from './service-path';
import { ServiceFacts, ServicePortFacts } from '../../manifests/inventory';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { Analysis } from '../relation/analysis';
import { FlowEnd } from '../relation/flow-end';

/** A flow, and the ports of it that a question is about, as policies see them. */
export interface AskedFlow {
  readonly flow: Flow;
  readonly ports: PortSet;
}

/**
 * The flow that a question is about. Behind the address of a Service it is one to a pod on its container ports; where
 * the network plugin judges egress before that, by the address and port of the Service.
 */
export function askedFlow(
  analysis: Analysis,
  from: FlowEnd,
  to: FlowEnd,
  asked: PortSet,
  through: ServiceFacts | undefined,
): AskedFlow {
  const flow = flowBetween(analysis, from, to);
  return through ? flowThrough(analysis, flow, through, asked) : { flow, ports: asked };
}

/** The same for a flow to a pod behind a Service. */
export function flowThrough(analysis: Analysis, flow: Flow, service: ServiceFacts, asked: PortSet): AskedFlow {
  return {
    flow: judgedAtService(analysis, flow, service, asked),
    ports: portsBehind(analysis, service, flow.to, asked),
  };
}

/** Whether the network plugin may judge egress by the addresses of Services. */
export function judgesServices({ universe: { options } }: Analysis): boolean {
  return options.plugin !== undefined && options.plugin.judgesPodBehindService.support !== 'yes';
}

/** The container ports behind those ports of a Service that a question names. */
function portsBehind(analysis: Analysis, service: ServiceFacts, end: FlowEnd, asked: PortSet): PortSet {
  let ports = PortSet.EMPTY;
  for (const exposed of service.ports) {
    if (!asked.has(exposed.protocol as Protocol, exposed.port)) continue;
    const targets = end.kind === 'pods' ? targetsOf(exposed, end) : endpointPorts(analysis, service, exposed);
    for (const { protocol, number } of targets) ports = ports.union(PortSet.of(protocol, number));
  }
  return ports;
}

/** The ports at the addresses behind a Service: as its endpoints say, else its target port. */
function endpointPorts({ inventory }: Analysis, service: ServiceFacts, exposed: ServicePortFacts) {
  const own = (inventory.endpoints ?? [])
    .filter((one) => one.namespace === service.namespace && one.service === service.name)
    .flatMap(({ ports }) =>
      ports.filter(({ name }, _, all) => (name ?? '') === (exposed.name ?? '') || all.length === 1),
    );
  if (own.length > 0) return own.map(({ protocol, number }) => ({ protocol: protocol as Protocol, number }));
  const { targetPort } = exposed;
  return typeof targetPort === 'number' ? [{ protocol: exposed.protocol as Protocol, number: targetPort }] : [];
}

function judgedAtService(analysis: Analysis, flow: Flow, service: ServiceFacts, asked: PortSet): Flow {
  const { from, to, egress, ingress } = flow;
  if (!judgesServices(analysis) || from.kind !== 'pods' || to.kind !== 'pods' || egress.reason !== SideReason.RULES) {
    return flow;
  }
  const sets: Record<Lets, PortSet> = { allowed: PortSet.EMPTY, denied: PortSet.EMPTY, unknown: PortSet.EMPTY };
  for (const exposed of service.ports) {
    if (!asked.has(exposed.protocol as Protocol, exposed.port)) continue;
    for (const target of targetsOf(exposed, to)) {
      const lets = letsThrough(analysis, flow, service, exposed.port, target);
      sets[lets] = sets[lets].union(PortSet.of(target.protocol, target.number));
    }
  }
  // Two ports of the Service that lead to one container port may differ, and then that has no one answer.
  const undefinedPorts = sets.unknown.union(sets.allowed.intersect(sets.denied));
  const judged = {
    direction: egress.direction,
    reason: SideReason.SERVICE_ADDRESS,
    policies: egress.policies.map(({ policy }) => ({ policy, rules: [] })),
    allowed: sets.allowed.subtract(undefinedPorts),
    undefinedPorts,
    ...(undefinedPorts.isEmpty ? {} : { undefinedReason: UndefinedReason.SERVICE_ADDRESS }),
  };
  return flowOf(from, to, judged, ingress);
}

function letsThrough(
  analysis: Analysis,
  flow: Flow,
  service: ServiceFacts,
  port: number,
  target: { readonly protocol: Protocol; readonly number: number },
): Lets {
  // What policies of other kinds do to the address of a Service is not analysed.
  if (analysis.program) return 'unknown';
  const byService = throughService(analysis, flow, service, port, target);
  if (analysis.universe.options.plugin!.judgesPodBehindService.support === 'no') return byService;
  // Where nobody knows by which of the two it judges, both have to agree.
  return byService === byPod(flow, target) ? byService : 'unknown';
}

function byPod({ egress }: Flow, { protocol, number }: { protocol: Protocol; number: number }): Lets {
  if (egress.allowed.has(protocol, number)) return 'allowed';
  return egress.undefinedPorts.has(protocol, number) ? 'unknown' : 'denied';
}
