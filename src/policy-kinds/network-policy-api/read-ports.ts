import { PolicyApiPort, PolicyApiProtocol, PolicyApiRule } from './written-policy';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { EVERY_PORT, NamedPort, RulePorts } from '../../model/rule-ports';

/** The ports of a rule in either version: all of every protocol where it says nothing of them. */
export function portsOfRule({ protocols, ports }: PolicyApiRule): RulePorts {
  if (!protocols && !ports) return EVERY_PORT;
  const parts = [...(protocols ?? []).map(ofProtocolEntry), ...(ports ?? []).map(ofPortEntry)];
  return {
    numbers: parts.reduce((all, { numbers }) => all.union(numbers), PortSet.EMPTY),
    names: parts.flatMap(({ names }) => names),
  };
}

function ofProtocolEntry({ tcp, udp, sctp, destinationNamedPort }: PolicyApiProtocol): RulePorts {
  if (destinationNamedPort !== undefined) return named(destinationNamedPort);
  const [protocol, written] = tcp ? [Protocol.TCP, tcp] : udp ? [Protocol.UDP, udp] : [Protocol.SCTP, sctp];
  const { number, range } = written?.destinationPort ?? {};
  if (range) return { numbers: PortSet.of(protocol, range.start, range.end), names: [] };
  return { numbers: number === undefined ? PortSet.EMPTY : PortSet.of(protocol, number, number), names: [] };
}

function ofPortEntry({ portNumber, portRange, namedPort }: PolicyApiPort): RulePorts {
  if (namedPort !== undefined) return named(namedPort);
  const { protocol = Protocol.TCP } = portNumber ?? portRange ?? {};
  const [first, last] = portNumber ? [portNumber.port, portNumber.port] : [portRange!.start, portRange!.end];
  // Both are stored, and match nothing.
  if (!(Object.values(Protocol) as string[]).includes(protocol) || first > last) return NOTHING;
  return { numbers: PortSet.of(protocol as Protocol, first, last), names: [] };
}

const NOTHING: RulePorts = { numbers: PortSet.EMPTY, names: [] };

/** A name has the protocol that the pod declares it with. */
function named(name: string): RulePorts {
  const names: NamedPort[] = Object.values(Protocol).map((protocol) => ({ protocol, name }));
  return { numbers: PortSet.EMPTY, names };
}
