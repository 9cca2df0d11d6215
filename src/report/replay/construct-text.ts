import { isDns } from './replay-report';
import { Opening } from '../../evidence/replay/openings';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { EndFacts } from '../../traffic/record/end';

/**
 * The construct that would open a flow, as a line of a program to start from: names of a log become identifiers of plain
 * letters, and everything else is a quoted text.
 */
export function constructText({ flows, ports }: Opening): string {
  const [{ record }] = flows as [Opening['flows'][number]];
  const { from, to } = record;
  const stack = identifier(from.ns ?? to.ns ?? 'app');
  if (flows.every((flow) => isDns(flow)) && from.owner !== undefined && to.owner !== undefined) {
    return `new AllowDns(${stack}, ${text(`${from.owner}-dns`)}, { from: ${identifier(from.owner)} });`;
  }
  if (from.owner !== undefined && (to.entity === 'kube-apiserver' || dialsApi(to))) {
    return `new AllowKubeApi(${stack}, ${text(`${from.owner}-kube-api`)}, { from: ${identifier(from.owner)} });`;
  }
  if (from.owner !== undefined && to.role === 'external') {
    const name = to.fqdn?.[0] ?? to.ip ?? 'outside';
    const target = to.ip === undefined ? '/* which addresses? */' : `Cidr.of(${text(hostBlock(to.ip))})`;
    return `new ExternalEgress(${stack}, ${text(`${from.owner}-to-${name}`)}, { from: ${identifier(from.owner)}, to: [${target}], ports: [${portsText(ports)}] });`;
  }
  const id = text(`${from.owner ?? 'outside'}-to-${to.owner ?? 'outside'}`);
  return `new AllowFlow(app, ${id}, { from: ${endExpression(from)}, to: ${endExpression(to)}, ports: [${portsText(ports)}], reason: 'TODO' });`;
}

function dialsApi({ service }: EndFacts): boolean {
  return service?.name === 'kubernetes' && (service.namespace ?? 'default') === 'default';
}

function endExpression({ owner, ip }: EndFacts): string {
  if (owner !== undefined) return identifier(owner);
  return ip === undefined ? 'Peer.block(/* which addresses? */)' : `Peer.block(Cidr.of(${text(hostBlock(ip))}))`;
}

function hostBlock(ip: string): string {
  return `${ip}/${ip.includes(':') ? 128 : 32}`;
}

function portsText(ports: PortSet): string {
  return ports
    .toIntervals()
    .map(({ protocol, first, last }) => {
      const name = { [Protocol.TCP]: 'tcp', [Protocol.UDP]: 'udp', [Protocol.SCTP]: 'sctp' }[protocol];
      if (first === 1 && last === 65_535) return `Port.all${name.charAt(0).toUpperCase()}${name.slice(1)}()`;
      return first === last ? `Port.${name}(${first})` : `Port.${name}Range(${first}, ${last})`;
    })
    .join(', ');
}

/** `ordersApi` for `orders-api`; nothing but letters and digits is left. */
function identifier(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
  return /^[A-Za-z]/.test(joined) && !RESERVED.has(joined) ? joined : `pods${joined}`;
}

const RESERVED = new Set(
  'app await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

function text(value: string): string {
  return JSON.stringify(value);
}
