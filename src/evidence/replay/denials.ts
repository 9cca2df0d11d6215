import { FlowJudge } from './flow-judge';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { SideExplanation, explain } from '../../reachability/question/explanation';
import { servicesOf, targetsOf } from '../../reachability/question/service-path';
import { FlowEnd } from '../../reachability/relation/flow-end';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';

/** Why a record is denied or allowed, by one pair of pods that it stands for. */
export interface Reasons {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly ports: PortSet;
  readonly sides: readonly [egress: SideExplanation, ingress: SideExplanation];
  readonly misses: readonly ServicePortMiss[];
}

/** A rule that allows the port of a Service, where policies see the container port behind it. */
export interface ServicePortMiss {
  readonly policy: ProgramPolicy;
  readonly direction: PolicyType;
  readonly rule: number;
  readonly service: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly targetPort: number;
}

/** The reasons of both sides; undefined where an end is not in the manifests. */
export function reasonsFor(judge: FlowJudge, record: TrafficRecord): Reasons | undefined {
  const flows = judge.flowsOf(record);
  const asked = flows.find(({ flow, ports }) => !ports.subtract(flow.allowed).isEmpty) ?? flows[0];
  if (!asked) return undefined;
  const { flow, ports } = asked;
  const sides = explain(flow, ports);
  return {
    from: flow.from,
    to: flow.to,
    ports,
    sides,
    misses: sides.flatMap((side) => missesOf(judge, side, flow.to, ports)),
  };
}

function missesOf(
  { analysis }: FlowJudge,
  { direction, denied, policies }: SideExplanation,
  to: FlowEnd,
  ports: PortSet,
): ServicePortMiss[] {
  if (to.kind !== 'pods' || denied.isEmpty) return [];
  const meant = servicesOf(analysis, to).flatMap((service) =>
    service.ports.flatMap((exposed) =>
      targetsOf(exposed, to)
        .filter(({ protocol, number }) => number !== exposed.port && ports.has(protocol, number))
        .map(({ protocol, number }) => ({
          service: `${service.namespace}/${service.name}`,
          protocol,
          port: exposed.port,
          targetPort: number,
        })),
    ),
  );
  return policies.flatMap(({ policy, rules }) =>
    rules
      .filter(({ peer, allows }) => peer !== undefined && !allows)
      .flatMap(({ index, ports: opened }) =>
        meant
          .filter(({ protocol, port }) => opened.has(protocol, port))
          .map((miss) => ({ policy, direction, rule: index, ...miss })),
      ),
  );
}
