import { PortSet } from './port-set';
import { Protocol } from './protocol';

/** A port by name, which becomes a number on each destination pod. */
export interface NamedPort {
  readonly protocol: Protocol;
  readonly name: string;
}

export function isSamePort(a: NamedPort, b: NamedPort): boolean {
  return a.protocol === b.protocol && a.name === b.name;
}

/** The ports that a rule is about: numbers, and names that only a destination can turn into numbers. */
export interface RulePorts {
  readonly numbers: PortSet;
  readonly names: readonly NamedPort[];
  /** ICMP messages, by type and code; they are outside of what is allowed or denied here. @default - none */
  readonly icmp?: readonly IcmpMatch[];
  /** The rule counts only where traffic comes from these ports, which nobody knows beforehand. @default - any */
  readonly sourcePorts?: PortSet;
}

/** ICMP messages of one family; without a type, all of them. */
export interface IcmpMatch {
  readonly family: 4 | 6;
  readonly type?: number;
  readonly code?: number;
}

export const EVERY_PORT: RulePorts = { numbers: PortSet.ALL, names: [] };

export const NO_RULE_PORTS: RulePorts = { numbers: PortSet.EMPTY, names: [] };

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
