import { effectiveProtocol } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { NetworkPolicyPortSpec } from '../../model/network-policy';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';

/** A port by name, which becomes a number on each destination pod. */
export interface NamedPort {
  readonly protocol: Protocol;
  readonly name: string;
}

/** What a rule allows: numbers, and names that only a destination can turn into numbers. */
export interface RulePorts {
  readonly numbers: PortSet;
  readonly names: readonly NamedPort[];
}

export const EVERY_PORT: RulePorts = { numbers: PortSet.ALL, names: [] };

/** A port that a pod declares. */
export interface DeclaredPort {
  readonly name?: string;
  readonly protocol: Protocol;
  readonly number: number;
}

/** The `protocol/name` under which ports are looked up. */
export function namedPortKey({ protocol, name }: NamedPort): string {
  return `${protocol}/${name}`;
}

/** The numbers of one entry, or the name it leaves to the destination. */
export function portsOfEntry(entry: NetworkPolicyPortSpec): RulePorts {
  const protocol = effectiveProtocol(entry);
  const { port, endPort } = entry;
  if (!Object.values(Protocol).includes(protocol)) {
    throw new InvalidInput(`${JSON.stringify(protocol)} is no protocol.`, 'Write TCP, UDP or SCTP.');
  }
  if (port === undefined || port === null) return { numbers: PortSet.allOf(protocol), names: [] };
  if (typeof port === 'string') return { numbers: PortSet.EMPTY, names: [{ protocol, name: port }] };
  const last = endPort ?? port;
  if (!isPort(port) || !isPort(last) || last < port) {
    throw new InvalidInput(
      `${JSON.stringify(endPort === undefined ? port : `${port}-${endPort}`)} is no port.`,
      `Write numbers from ${LOWEST_PORT} to ${HIGHEST_PORT}, the lower one first.`,
    );
  }
  return { numbers: PortSet.of(protocol, port, last), names: [] };
}

/** What a rule's `ports` allow: every port of every protocol where the list is absent or empty. */
export function rulePortsOf(entries: readonly NetworkPolicyPortSpec[] | undefined | null): RulePorts {
  if (!entries || entries.length === 0) return EVERY_PORT;
  return entries
    .map((entry) => portsOfEntry(entry))
    .reduce((a, b) => ({ numbers: a.numbers.union(b.numbers), names: [...a.names, ...b.names] }));
}

/** Every number that some container of the pod gives this name for this protocol. */
export function resolveName(wanted: NamedPort, declared: readonly DeclaredPort[]): PortSet {
  let found = PortSet.EMPTY;
  for (const { name, protocol, number } of declared) {
    if (name === wanted.name && protocol === wanted.protocol) found = found.union(PortSet.of(protocol, number));
  }
  return found;
}

/** What a rule allows towards one pod, or towards an address, which has no names. */
export function resolvePorts(ports: RulePorts, destination: readonly DeclaredPort[] | undefined): PortSet {
  if (!destination) return ports.numbers;
  return ports.names.reduce((found, name) => found.union(resolveName(name, destination)), ports.numbers);
}

function isPort(number: unknown): number is number {
  return Number.isInteger(number) && (number as number) >= LOWEST_PORT && (number as number) <= HIGHEST_PORT;
}
