import { portNameProblems } from '../../model/kubernetes-names';
import { FieldPath } from '../../model/kubernetes-object';
import { NetworkPolicyPortSpec } from '../../model/network-policy';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import { Protocol } from '../../model/protocol';
import { ApiProblems, quote } from '../../validation/api-problem';

const PROTOCOLS: readonly string[] = Object.values(Protocol);
const IN_RANGE = `Write a container port from ${LOWEST_PORT} to ${HIGHEST_PORT}.`;

/** One entry of a rule's `ports`. */
export function validatePort(entry: NetworkPolicyPortSpec, path: FieldPath, problems: ApiProblems): void {
  const { protocol, port, endPort } = entry;
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    problems.notSupported([...path, 'protocol'], protocol, PROTOCOLS);
  }
  if (typeof port === 'number') {
    if (!isPortNumber(port)) {
      const fix = port === 0 ? `${IN_RANGE} Leave port out to mean every port.` : IN_RANGE;
      problems.invalid([...path, 'port'], port, `${port} is no port number.`, fix);
    }
  } else if (typeof port === 'string') {
    validatePortName(port, [...path, 'port'], problems);
  }
  if (endPort !== undefined) validateEndPort(entry, endPort, [...path, 'endPort'], problems);
}

function validatePortName(name: string, path: FieldPath, problems: ApiProblems): void {
  const fix = /^\d+$/.test(name)
    ? `Write ${name} without quotes: in quotes it is the name of a port.`
    : "Write the name as it stands in the container's ports, or the number.";
  for (const problem of portNameProblems(name)) {
    problems.invalid(path, name, `The port name ${quote(name)} is not valid: it ${problem}.`, fix);
  }
}

function validateEndPort(
  { port }: NetworkPolicyPortSpec,
  endPort: number,
  path: FieldPath,
  problems: ApiProblems,
): void {
  if (typeof port === 'number') {
    if (endPort < port) {
      // The API server prints `port` here although the field is `endPort`.
      const fix = `Write the lower number as port and the higher as endPort.`;
      problems.invalid(path, port, `The range ${port} to ${endPort} is reversed.`, fix);
    }
    if (!isPortNumber(endPort)) problems.invalid(path, endPort, `${endPort} is no port number.`, IN_RANGE);
  } else if (typeof port === 'string') {
    const fix = 'Write a number as port, or leave endPort out.';
    problems.invalid(path, endPort, 'A range cannot begin at a named port.', fix);
  } else {
    const fix = 'Write the first port of the range as port.';
    problems.invalid(path, endPort, 'The range has an end but no beginning.', fix);
  }
}

function isPortNumber(number: number): boolean {
  return number >= LOWEST_PORT && number <= HIGHEST_PORT;
}
