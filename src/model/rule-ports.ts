import { PortSet } from './port-set';
import { PortlessSet } from './portless-set';
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
  /** Those of the numbers that stand by themselves and not in a range. @default - none, or nobody asks */
  readonly singles?: PortSet;
  /** Ports that are left out where the destination gives them one of these names. @default - none */
  readonly exceptNames?: readonly NamedPort[];
  /** Traffic without ports, which only a question about a single packet asks for. @default - all, with every port */
  readonly portless?: PortlessSet;
  /** The rule counts only where traffic comes from these ports, which nobody knows beforehand. @default - any */
  readonly sourcePorts?: Pick<RulePorts, 'numbers' | 'names' | 'exceptNames'>;
}

/** The traffic without ports that a rule matches: all of it, where it matches every port. */
export function portlessOf({ numbers, names, exceptNames, portless, sourcePorts }: RulePorts): PortlessSet {
  if (portless) return portless;
  const isAll = numbers.isAll && names.length === 0 && !exceptNames && !sourcePorts;
  return isAll ? PortlessSet.ALL : PortlessSet.EMPTY;
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

/** What a rule is about towards one pod, or towards an address, which has no names. */
export function resolvePorts(
  { numbers, names, exceptNames = [] }: Pick<RulePorts, 'numbers' | 'names' | 'exceptNames'>,
  destination: readonly DeclaredPort[] | undefined,
): PortSet {
  if (!destination) return numbers;
  const named = names.reduce((found, name) => found.union(resolveName(name, destination)), numbers);
  return exceptNames.reduce((left, name) => left.subtract(resolveName(name, destination)), named);
}
