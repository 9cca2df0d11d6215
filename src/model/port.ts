import { effectiveProtocol } from './defaulting';
import { refuseNew, checkParameters, describe, kind, oneOf, optional } from './given';
import { PORT_SPEC } from './given-values';
import { InvalidInput } from './invalid-input';
import { portNameProblems } from './kubernetes-names';
import { NetworkPolicyPortSpec } from './network-policy';
import { Protocol } from './protocol';

/** The lowest port number the API accepts. */
export const LOWEST_PORT = 1;
/** The highest port number the API accepts. */
export const HIGHEST_PORT = 65535;

const PROTOCOL = oneOf('Protocol', Protocol);
const isText = (given: unknown) => typeof given === 'string';
const numberFor = (given: unknown) => (typeof given === 'number' ? `Port.tcp(${given})` : 'Port.tcp(8443)');
const PORT_NAME = kind('a text', isText, (given) => `Write ${numberFor(given)} for a number, or Port.named('https').`);
const PORT_TEXT = kind('a text', isText, (given) => `Write ${numberFor(given)}, or Port.parse('TCP/8443').`);

/**
 * A container port, a range of them, or a named one, with its protocol.
 *
 * NetworkPolicy is judged on the pod's side of a Service, so this is the port the container listens on
 * (`targetPort`), never the Service's own `port` where the two differ.
 *
 * ```yaml
 * Port.tcp(8443):            { protocol: TCP, port: 8443 }
 * Port.udpRange(8000, 8100): { protocol: UDP, port: 8000, endPort: 8100 }
 * Port.named('https'):       { protocol: TCP, port: https }
 * Port.allSctp():            { protocol: SCTP }
 * ```
 *
 * @example
 * const https = Port.tcp(8443);
 * const media = Port.udpRange(10000, 10100);
 */
export class Port {
  /**
   * One TCP port.
   *
   * @param number the container port, 1-65535
   * @throws if the number is not a whole number in that range
   */
  public static tcp(number: number): Port {
    return Port.of(Protocol.TCP, number);
  }

  /**
   * One UDP port.
   *
   * @param number the container port, 1-65535
   * @throws if the number is not a whole number in that range
   */
  public static udp(number: number): Port {
    return Port.of(Protocol.UDP, number);
  }

  /**
   * One SCTP port.
   *
   * @param number the container port, 1-65535
   * @throws if the number is not a whole number in that range
   */
  public static sctp(number: number): Port {
    return Port.of(Protocol.SCTP, number);
  }

  /**
   * A range of TCP ports, both ends included. Written as `endPort`, which needs Kubernetes 1.25 or newer.
   *
   * @throws if an end is not a whole number 1-65535, or the range is reversed
   */
  public static tcpRange(first: number, last: number): Port {
    return Port.range(Protocol.TCP, first, last);
  }

  /**
   * A range of UDP ports, both ends included. Written as `endPort`, which needs Kubernetes 1.25 or newer.
   *
   * @throws if an end is not a whole number 1-65535, or the range is reversed
   */
  public static udpRange(first: number, last: number): Port {
    return Port.range(Protocol.UDP, first, last);
  }

  /**
   * A range of SCTP ports, both ends included. Written as `endPort`, which needs Kubernetes 1.25 or newer.
   *
   * @throws if an end is not a whole number 1-65535, or the range is reversed
   */
  public static sctpRange(first: number, last: number): Port {
    return Port.range(Protocol.SCTP, first, last);
  }

  /** Every TCP port. */
  public static allTcp(): Port {
    return new Port(Protocol.TCP);
  }

  /** Every UDP port. */
  public static allUdp(): Port {
    return new Port(Protocol.UDP);
  }

  /** Every SCTP port. */
  public static allSctp(): Port {
    return new Port(Protocol.SCTP);
  }

  /**
   * A port by the name that the destination's containers give it.
   *
   * The name is looked up on each destination pod, so one rule can mean different numbers. Several CNI plugins get
   * that wrong; prefer a number unless the numbers really differ.
   *
   * @param name up to 15 lower case letters, digits and `-`
   * @param protocol the protocol the container declares for it. @default Protocol.TCP
   * @throws if the API server would refuse the name
   */
  public static named(name: string, protocol?: Protocol): Port {
    checkParameters('Port.named', { name: [name, PORT_NAME], protocol: [protocol, optional(PROTOCOL)] });
    const problems = portNameProblems(name);
    if (problems.length > 0) {
      const digits = /^\d+$/.test(name) ? ` Write Port.tcp(${name}) for a number.` : '';
      throw new InvalidInput(
        `The port name ${JSON.stringify(name)} is not valid: it ${problems.join(', and ')}.`,
        `Write the name from the container's ports list, for example Port.named('https').${digits}`,
      );
    }
    return new Port(protocol ?? Protocol.TCP, undefined, undefined, name);
  }

  /**
   * One port of a protocol chosen at run time.
   *
   * @throws if the number is not a whole number 1-65535
   */
  public static of(protocol: Protocol, number: number): Port {
    checkParameters('Port.of', { protocol: [protocol, PROTOCOL] });
    return Port.range(protocol, number, number);
  }

  /**
   * Reads the short notation used on the command line and in reports: `TCP/8443`, `UDP/8000-8100`, `SCTP/*`,
   * `TCP/https`.
   *
   * @throws if the text is not in that notation
   */
  public static parse(text: string): Port {
    checkParameters('Port.parse', { text: [text, PORT_TEXT] });
    const [protocolText, portText, ...rest] = text.split('/');
    const protocol = Object.values(Protocol).find((known) => known === protocolText?.toUpperCase());
    if (!protocol || !portText || rest.length > 0) {
      throw new InvalidInput(
        `${JSON.stringify(text)} is not a port.`,
        'Write PROTOCOL/PORT, for example TCP/8443, UDP/53, TCP/8000-8100, SCTP/* or TCP/https.',
      );
    }
    if (portText === '*') return new Port(protocol);
    const numbers = portText.split('-');
    if (numbers.length <= 2 && numbers.every((part) => /^\d+$/.test(part))) {
      return Port.range(protocol, Number(numbers[0]), Number(numbers[numbers.length - 1]));
    }
    if (Number.isNaN(Number(portText))) return Port.named(portText, protocol);
    return Port.of(protocol, Number(portText));
  }

  /**
   * Reads one entry of a rule's `ports` list.
   *
   * @throws if the API server would refuse the entry
   */
  public static fromManifest(entry: NetworkPolicyPortSpec): Port {
    checkParameters('Port.fromManifest', { entry: [entry, PORT_SPEC] });
    const protocol = effectiveProtocol(entry);
    if (entry.port === undefined || entry.port === null) return new Port(protocol);
    if (typeof entry.port === 'string') return Port.named(entry.port, protocol);
    return Port.range(protocol, entry.port, entry.endPort ?? entry.port);
  }

  private static range(protocol: Protocol, first: number, last: number): Port {
    for (const number of [first, last]) checkPortNumber(number);
    if (last < first) {
      throw new InvalidInput(
        `The port range ${first}-${last} is reversed.`,
        `Write the lower port first: ${last}-${first}.`,
      );
    }
    return new Port(protocol, first, last);
  }

  /** The protocol. */
  public readonly protocol: Protocol;

  /**
   * The first port of the range; equal to `last` for a single port.
   *
   * @default - undefined for a named port and for every port of the protocol
   */
  public readonly first?: number;

  /**
   * The last port of the range.
   *
   * @default - undefined for a named port and for every port of the protocol
   */
  public readonly last?: number;

  /**
   * The name of a named port.
   *
   * @default - undefined where the port is a number, a range, or every port of the protocol
   */
  public readonly name?: string;

  private constructor(protocol: Protocol, first?: number, last?: number, name?: string) {
    refuseNew(Object.values(Protocol).includes(protocol), 'Port', 'Port.tcp(8443)');
    this.protocol = protocol;
    this.first = first;
    this.last = last;
    this.name = name;
  }

  /** The entry for a rule's `ports` list. */
  public toManifest(): NetworkPolicyPortSpec {
    if (this.name !== undefined) return { port: this.name, protocol: this.protocol };
    if (this.first === undefined) return { protocol: this.protocol };
    if (this.first === this.last) return { port: this.first, protocol: this.protocol };
    return { endPort: this.last, port: this.first, protocol: this.protocol };
  }

  /** The short notation that `Port.parse` reads, for example `TCP/8443`. */
  public toString(): string {
    if (this.name !== undefined) return `${this.protocol}/${this.name}`;
    if (this.first === undefined) return `${this.protocol}/*`;
    return `${this.protocol}/${this.first === this.last ? this.first : `${this.first}-${this.last}`}`;
  }
}

function checkPortNumber(given: unknown): void {
  const isWhole = Number.isInteger(given);
  if (isWhole && (given as number) >= LOWEST_PORT && (given as number) <= HIGHEST_PORT) return;
  const number = typeof given === 'string' && /^\d+$/.test(given) ? given : '8443';
  const remedy = isWhole
    ? `Write a container port from ${LOWEST_PORT} to ${HIGHEST_PORT}, or Port.allTcp() for every port.`
    : `Write a whole number, the container port, for example Port.tcp(${number}).`;
  throw new InvalidInput(`${typeof given === 'number' ? given : describe(given)} is not a port number.`, remedy);
}
