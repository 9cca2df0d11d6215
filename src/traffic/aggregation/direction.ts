import { Attempt } from './attempt';
import { End } from '../record/end';

/** Whether an end listens on a port: a container port, a Service's target, or a port that it was seen to serve. */
export type Listens = (end: End, protocol: string | undefined, port: number) => boolean;

/** Where Linux takes the ports of clients from, by default. */
const FIRST_EPHEMERAL_PORT = 32_768;

/** Ports that speak to themselves: both ends use them, and either may begin. */
function decideByPorts(attempt: Attempt): boolean {
  const { sourcePort, port } = attempt;
  if (sourcePort === undefined || port === undefined) return false;
  const [sourceIsClient, destinationIsClient] = [sourcePort >= FIRST_EPHEMERAL_PORT, port >= FIRST_EPHEMERAL_PORT];
  if (sourceIsClient === destinationIsClient) return false;
  if (destinationIsClient) attempt.turn();
  attempt.proof = 'heuristic';
  attempt.weak = true;
  return true;
}

/**
 * Finds out who opened a connection of which no line says it: the end that does not listen, else the one whose port is
 * as high as those of clients are. Leaves `proof` undefined where neither helps; a client's port never becomes a rule.
 */
export function decideDirection(attempt: Attempt, listens: Listens): void {
  const { proof, from, to, protocol, sourcePort, port } = attempt;
  if (proof !== undefined) return;
  const sourceServes = sourcePort !== undefined && listens(from, protocol, sourcePort);
  const destinationServes = port !== undefined && listens(to, protocol, port);
  if (sourceServes !== destinationServes) {
    if (sourceServes) {
      attempt.turn();
      noteDeniedReply(attempt);
    }
    attempt.proof = 'listener';
    return;
  }
  const before = attempt.from;
  if (decideByPorts(attempt) && attempt.from !== before) noteDeniedReply(attempt);
}

/** The packet was one of the server's, so what was denied is no connection. */
function noteDeniedReply(attempt: Attempt): void {
  if (attempt.verdict !== 'denied') return;
  attempt.verdict = 'unknown';
  attempt.by = undefined;
  attempt.notes = ['a reply was denied: the network plugin had lost the connection, or its log is wrong'];
}
