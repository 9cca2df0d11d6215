import { PortRuleSpec, PortSpec } from './cilium-spec';
import { HIGHEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { NO_RULE_PORTS, NamedPort, RulePorts } from '../../model/rule-ports';

/** A port as its text is read: a number, of which 0 is all of them, or a name. */
export type PortText = { readonly number: number } | { readonly name: string };

const LONGEST_NAME = 15;

/** Reads the text of a port; undefined for what is none. */
export function parsePortText(text: string): PortText | undefined {
  if (isServiceName(text)) return { name: text.toLowerCase() };
  // Go reads digits behind a zero as octal ones.
  const number = /^0[0-7]+$/.test(text) ? parseInt(text, 8) : /^(0|[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  return number <= HIGHEST_PORT ? { number } : undefined;
}

/** A name of a service as IANA has them. */
function isServiceName(text: string): boolean {
  return text.length <= LONGEST_NAME && /^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/.test(text) && /[a-zA-Z]/.test(text);
}

const PROTOCOLS: readonly Protocol[] = Object.values(Protocol);

/** The protocols of an entry: three where it names none. */
export function protocolsOf({ protocol }: PortSpec): readonly Protocol[] {
  if (protocol === undefined || protocol === '' || protocol === 'ANY') return PROTOCOLS;
  return PROTOCOLS.filter((known) => known === protocol);
}

/** What entries of `toPorts` are about together. */
export function rulePortsOf(entries: readonly PortRuleSpec[]): RulePorts {
  let [numbers, singles] = [PortSet.EMPTY, PortSet.EMPTY];
  const names: NamedPort[] = [];
  for (const entry of entries.flatMap(({ ports }) => ports ?? [])) {
    const port = parsePortText(entry.port ?? '');
    if (!port) continue;
    for (const protocol of protocolsOf(entry)) {
      if ('name' in port) {
        names.push({ protocol, name: port.name });
      } else if (port.number === 0) {
        numbers = numbers.union(PortSet.allOf(protocol));
      } else {
        const last = Math.max(port.number, entry.endPort ?? 0);
        const own = PortSet.of(protocol, port.number, last);
        numbers = numbers.union(own);
        if (last === port.number) singles = singles.union(own);
      }
    }
  }
  if (numbers.isEmpty && names.length === 0) return NO_RULE_PORTS;
  return { numbers, names, ...(singles.isEmpty ? {} : { singles }) };
}
