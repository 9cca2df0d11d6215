import { CalicoEntity } from './calico-api';
import { CalicoObjects, ServiceEndpoints } from './calico-objects';
import { block } from './read-entity';
import { AddressSet } from '../../model/address-set';
import { ProgramPeer } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { PortlessSet } from '../../model/portless-set';
import { Protocol } from '../../model/protocol';
import { RulePorts } from '../../model/rule-ports';
import { SelectorTable } from '../../model/selector-table';

/** Who is behind a Service, and on which ports. */
export interface ServicePart {
  readonly peer: ProgramPeer;
  readonly ports: RulePorts;
}

/**
 * Whom `services` stands for. EndpointSlices say it, whether their endpoints are ready or not; where the input has none,
 * the Service itself says which pods they will hold.
 */
export function servicePartsOf(
  { services }: CalicoEntity,
  policyNamespace: string,
  objects: CalicoObjects,
  selectors: SelectorTable,
): ServicePart[] {
  const { name = '', namespace = '' } = services ?? {};
  if (namespace === '') {
    const own = policyNamespace === '' ? '' : `: the documentation says ${policyNamespace}, and Felix looks nowhere`;
    return [unknown(`the namespace of the Service ${name}, which the rule leaves out${own}`)];
  }
  const slices = objects.endpointsOf(namespace, name);
  if (slices) return slices.flatMap((slice) => partOf(slice));
  const service = objects.serviceOf(namespace, name);
  if (!service?.selector) {
    return [unknown(`what is behind the Service ${namespace}/${name}, which the input does not tell`)];
  }
  const peer: ProgramPeer = {
    kind: 'pods',
    namespaces: selectors.intern({ matchLabels: { 'kubernetes.io/metadata.name': namespace } }),
    pods: selectors.intern({ matchLabels: service.selector }),
  };
  return service.ports.flatMap(({ protocol, targetPort }): ServicePart[] => {
    const known = Object.values(Protocol).find((one) => one === protocol);
    if (!known) return [];
    const ports: RulePorts =
      typeof targetPort === 'number'
        ? { numbers: PortSet.of(known, targetPort), names: [], portless: PortlessSet.EMPTY }
        : { numbers: PortSet.EMPTY, names: [{ protocol: known, name: targetPort }], portless: PortlessSet.EMPTY };
    return [{ peer, ports }];
  });
}

function partOf({ ranges, ports }: ServiceEndpoints): ServicePart[] {
  const peer = block(AddressSet.ofRanges(ranges));
  return ports.flatMap(({ protocol, port }) => {
    const known = Object.values(Protocol).find((one) => one === protocol);
    if (!known || port === undefined) return [];
    return [{ peer, ports: { numbers: PortSet.of(known, port), names: [], portless: PortlessSet.EMPTY } }];
  });
}

function unknown(subjectTo: string): ServicePart {
  return { peer: { kind: 'unknown', subjectTo }, ports: { numbers: PortSet.ALL, names: [] } };
}
