import { InvalidInput } from '../../model/invalid-input';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';

const EXAMPLES = 'Write for example TCP/8443, UDP/53, TCP/8000-8100, SCTP/* or * for every port.';

/**
 * Reads ports as people write them in questions: `TCP/8443`, `TCP/8000-8100`, `SCTP/*`, and `*` for every port of every
 * protocol.
 *
 * @throws InvalidInput for anything else, a port out of range among it
 */
export function parsePorts(text: string): PortSet {
  const trimmed = text.trim();
  if (trimmed === '*') return PortSet.ALL;
  const [protocolText = '', portText, ...rest] = trimmed.split('/');
  const protocol = Object.values(Protocol).find((known) => known === protocolText.toUpperCase());
  if (portText === undefined && /^\d+(-\d+)?$/.test(trimmed)) {
    throw new InvalidInput(
      `The port ${JSON.stringify(text)} has no protocol.`,
      `Write TCP/${trimmed} or UDP/${trimmed}.`,
    );
  }
  if (!protocol || portText === undefined || rest.length > 0) {
    throw new InvalidInput(`${JSON.stringify(text)} is no port.`, EXAMPLES);
  }
  if (portText === '*') return PortSet.allOf(protocol);
  const match = /^(\d+)(?:-(\d+))?$/.exec(portText);
  if (!match) {
    const named = /^[a-z0-9-]+$/.test(portText) ? ' A name means another number on each pod.' : '';
    throw new InvalidInput(`${JSON.stringify(text)} is no port.${named}`, EXAMPLES);
  }
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (first < LOWEST_PORT || last > HIGHEST_PORT || first > HIGHEST_PORT || last < LOWEST_PORT) {
    throw new InvalidInput(
      `The port ${JSON.stringify(text)} is out of range.`,
      `Port numbers go from ${LOWEST_PORT} to ${HIGHEST_PORT}.`,
    );
  }
  if (last < first) {
    throw new InvalidInput(`The range ${JSON.stringify(text)} is reversed.`, `Write ${protocol}/${last}-${first}.`);
  }
  return PortSet.of(protocol, first, last);
}
