import { CalicoRule } from './calico-api';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { PortlessSet } from '../../model/portless-set';
import { Protocol } from '../../model/protocol';
import { NamedPort, RulePorts } from '../../model/rule-ports';

/** Protocols by their names, whose letters may have any case. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['icmp', 1],
  ['icmpv6', 58],
  ['sctp', 132],
  ['udplite', 136],
]);

const WITH_PORTS: ReadonlyMap<number, Protocol> = new Map([
  [6, Protocol.TCP],
  [17, Protocol.UDP],
  [132, Protocol.SCTP],
]);

/** The number of a protocol as Calico takes it; undefined for what it does not take. */
export function protocolNumber(written: string | number): number | undefined {
  if (typeof written === 'string' && NUMBERS.has(written.toLowerCase())) return NUMBERS.get(written.toLowerCase());
  const number = typeof written === 'number' || /^\d{1,3}$/.test(written) ? Number(written) : NaN;
  return Number.isInteger(number) && number >= 1 && number <= 255 ? number : undefined;
}

/** The protocol whose ports a rule can name; undefined for one without. */
export function protocolWithPorts(written: string | number): Protocol | undefined {
  return WITH_PORTS.get(protocolNumber(written) ?? 0);
}

/** A port as Calico takes it: a number, a range `80:90`, or a name; undefined for what it does not take. */
export function readPort(written: string | number): { first: number; last: number } | { name: string } | undefined {
  const range = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(String(written));
  if (!range) return /^[A-Za-z0-9_.-]{1,128}$/.test(String(written)) ? { name: String(written) } : undefined;
  const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
  return first >= LOWEST_PORT && last <= HIGHEST_PORT && first <= last ? { first, last } : undefined;
}

/** What a rule matches of traffic, beside who sends it to whom. */
export function rulePortsOf(rule: CalicoRule): RulePorts {
  const every = trafficOf(rule);
  const { ports, notPorts } = rule.destination ?? {};
  const to = narrowed(every.numbers, ports, notPorts);
  const { ports: from, notPorts: notFrom } = rule.source ?? {};
  const source = isGiven(from) || isGiven(notFrom) ? narrowed(PortSet.ALL, from, notFrom, every.numbers) : undefined;
  const portless = isGiven(ports) || isGiven(from) ? PortlessSet.EMPTY : every.portless;
  return { ...to, portless, ...(source && { sourcePorts: source }) };
}

function isGiven(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}

/** Everything of the protocols of a rule. */
function trafficOf({ protocol, notProtocol, icmp, notICMP }: CalicoRule): { numbers: PortSet; portless: PortlessSet } {
  let [numbers, portless] = [PortSet.ALL, PortlessSet.ALL];
  if (protocol !== undefined) {
    const only = ofProtocol(protocol);
    [numbers, portless] = [only.numbers, only.portless];
  }
  if (notProtocol !== undefined) {
    const without = ofProtocol(notProtocol);
    [numbers, portless] = [numbers.subtract(without.numbers), portless.subtract(without.portless)];
  }
  const messages = (of: { type?: number; code?: number }) =>
    PortlessSet.icmp(4, of.type, of.code).union(PortlessSet.icmp(6, of.type, of.code));
  if (icmp) portless = portless.intersect(messages(icmp));
  if (notICMP) portless = portless.subtract(messages(notICMP));
  return { numbers, portless };
}

function ofProtocol(written: string | number): { numbers: PortSet; portless: PortlessSet } {
  const known = protocolWithPorts(written);
  if (known) return { numbers: PortSet.allOf(known), portless: PortlessSet.EMPTY };
  return { numbers: PortSet.EMPTY, portless: PortlessSet.protocol(protocolNumber(written) ?? 0) };
}

function narrowed(
  every: PortSet,
  ports: readonly (string | number)[] | undefined,
  notPorts: readonly (string | number)[] | undefined,
  /** The ports of the protocols that the rule is about. */
  within: PortSet = every,
): Pick<RulePorts, 'numbers' | 'names' | 'exceptNames'> {
  const wanted = isGiven(ports) ? readAll(ports!, within) : { numbers: every, names: [] };
  const without = readAll(notPorts ?? [], within);
  return {
    numbers: wanted.numbers.intersect(within).subtract(without.numbers),
    names: wanted.names,
    ...(without.names.length > 0 && { exceptNames: without.names }),
  };
}

function readAll(ports: readonly (string | number)[], within: PortSet): { numbers: PortSet; names: NamedPort[] } {
  let numbers = PortSet.EMPTY;
  const names: NamedPort[] = [];
  const protocols = Object.values(Protocol).filter((known) => !within.intersect(PortSet.allOf(known)).isEmpty);
  for (const written of ports) {
    const port = readPort(written);
    if (!port) continue;
    for (const protocol of protocols) {
      if ('name' in port) names.push({ protocol, name: port.name });
      else numbers = numbers.union(PortSet.of(protocol, port.first, port.last));
    }
  }
  return { numbers, names };
}
