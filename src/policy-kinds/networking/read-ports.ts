import { effectiveProtocol } from '../../model/defaulting';
import { InvalidInput } from '../../model/invalid-input';
import { NetworkPolicyPortSpec } from '../../model/network-policy';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { EVERY_PORT, RulePorts } from '../../model/rule-ports';

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
  const numbers = PortSet.of(protocol, port, last);
  return last === port ? { numbers, names: [], singles: numbers } : { numbers, names: [] };
}

/** What a rule's `ports` allow: every port of every protocol where the list is absent or empty. */
export function rulePortsOf(entries: readonly NetworkPolicyPortSpec[] | undefined | null): RulePorts {
  if (!entries || entries.length === 0) return EVERY_PORT;
  return entries
    .map((entry) => portsOfEntry(entry))
    .reduce((a, b) => ({
      numbers: a.numbers.union(b.numbers),
      names: [...a.names, ...b.names],
      singles: (a.singles ?? PortSet.EMPTY).union(b.singles ?? PortSet.EMPTY),
    }));
}

function isPort(number: unknown): number is number {
  return Number.isInteger(number) && (number as number) >= LOWEST_PORT && (number as number) <= HIGHEST_PORT;
}
