import { findEnds } from './find-ends';
import { FlowQuestion } from './flow-question';
import { servicesOf, targetsOf } from './service-path';
import { Protocol } from '../../model/protocol';
import { Analysis } from '../relation/analysis';

/** A port that somebody asked about and that is a Service's, while the pods behind it listen on another one. */
export interface AskedServicePort {
  /** `namespace/name` */
  readonly service: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** The container port behind it, which is what policies see. */
  readonly targetPort: number;
  /** Whether the network plugin may judge egress by the port of the Service all the same. */
  readonly judgedBefore: boolean;
}

/** The ports of a question that are those of Services, unless a container listens on them too. */
export function servicePortsAsked(
  analysis: Analysis,
  { to, ports }: Pick<FlowQuestion, 'to' | 'ports'>,
): AskedServicePort[] {
  const single = ports.toIntervals().filter(({ first, last }) => first === last);
  const found = findEnds(analysis, to);
  // Asked about the address of a Service, its ports have become those of the pods already.
  if (single.length === 0 || !('ends' in found) || found.through) return [];
  const plugin = analysis.universe.options.plugin?.judgesPodBehindService.support;
  const asked = new Map<string, AskedServicePort>();
  for (const end of found.ends) {
    if (end.kind !== 'pods') continue;
    const meant = single.filter(
      ({ protocol, first }) => !end.ports.some((own) => own.protocol === protocol && own.number === first),
    );
    if (meant.length === 0) continue;
    for (const service of servicesOf(analysis, end)) {
      for (const exposed of service.ports) {
        if (!meant.some(({ protocol, first }) => protocol === exposed.protocol && first === exposed.port)) continue;
        for (const { protocol, number } of targetsOf(exposed, end)) {
          if (number === exposed.port) continue;
          const name = `${service.namespace}/${service.name}`;
          asked.set(JSON.stringify([name, protocol, exposed.port, number]), {
            service: name,
            protocol,
            port: exposed.port,
            targetPort: number,
            judgedBefore: plugin !== undefined && plugin !== 'yes',
          });
        }
      }
    }
  }
  return [...asked.values()];
}
