import { Kind, Shape, checkOptions, kind, optional } from '../model/given';
import { END_TEXT } from '../model/given-values';
import { InvalidInput } from '../model/invalid-input';

/** A flow as tests write it. */
export interface ExpectedFlow {
  /**
   * Who connects: `namespace/name` for a workload or a pod, `namespace/*` for every pod of a namespace, an IP address
   * or block.
   */
  readonly from: string;
  /** Whom to, in the same notation. */
  readonly to: string;
  /** One port: `TCP/8443`, `TCP/8000-8100`, `UDP/*`, or a number for TCP. Every port where nothing is said. */
  readonly port?: string | number;
  /** Several ports, in place of `port`. */
  readonly ports?: readonly (string | number)[];
}

/** A flow with its ports in the notation of questions. */
export interface ReadFlow {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

const PORT: Kind = kind(
  'a port',
  (given) => typeof given === 'string' || (typeof given === 'number' && Number.isInteger(given)),
  "Write 'TCP/8443', or 8443 for TCP.",
);
const PORTS: Kind = {
  noun: 'a list of ports',
  check: (place, given) => {
    if (Array.isArray(given)) given.forEach((one, index) => PORT.check(`${place}[${index}]`, one));
    else kind('a list of ports', () => false, "Write ports: ['TCP/8443'], or port: 'TCP/8443'.").check(place, given);
  },
};
const SHAPE: Shape<ExpectedFlow> = { from: END_TEXT, to: END_TEXT, port: optional(PORT), ports: optional(PORTS) };

/**
 * Reads a flow that a test expects something of. A test that says something nobody looks at would hold for the wrong
 * reason, so everything else is refused.
 *
 * @throws InvalidInput with what is wrong and where
 */
export function readExpectedFlow(place: string, given: unknown): ReadFlow {
  checkOptions(place, given, SHAPE);
  const flow = given as ExpectedFlow;
  const unknown = Object.keys(flow).filter((key) => !(key in SHAPE));
  if (unknown.length > 0) {
    throw new InvalidInput(`${place}: a flow has no ${unknown.join(', ')}.`, 'It has from, to, and port or ports.');
  }
  const { from, to, port, ports } = flow;
  if (port !== undefined && ports !== undefined) {
    throw new InvalidInput(`${place}: port and ports are both given.`, 'Keep one of the two.');
  }
  const written = ports ?? [port ?? '*'];
  if (written.length === 0) {
    throw new InvalidInput(`${place}: the flow from ${from} to ${to} names no ports.`, 'Write "*" for all.');
  }
  return { from, to, ports: written.map((one) => (typeof one === 'number' ? `TCP/${one}` : one)) };
}
