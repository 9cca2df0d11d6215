import { FlowException } from './flow-exception';
import { InvalidInput } from './invalid-input';

/** The prefix of every annotation this library writes. It holds no dot, so no domain owner can contest it. */
export const ANNOTATION_PREFIX = 'cdk8s-netpol/';

/** Acknowledgements stand in annotations of this prefix, followed by the rule. */
export const ACKNOWLEDGE_ANNOTATION = `${ANNOTATION_PREFIX}acknowledge.`;

/** The annotations that say why a policy exists, and for how long. */
export const GovernanceAnnotation = {
  REASON: `${ANNOTATION_PREFIX}reason`,
  OWNER: `${ANNOTATION_PREFIX}owner`,
  EXCEPTION_OWNER: `${ANNOTATION_PREFIX}exception-owner`,
  EXCEPTION_REASON: `${ANNOTATION_PREFIX}exception-reason`,
  EXCEPTION_TICKET: `${ANNOTATION_PREFIX}exception-ticket`,
  EXCEPTION_EXPIRES: `${ANNOTATION_PREFIX}exception-expires`,
} as const;

/** What every allow carries beside its meaning. */
export interface Governance {
  readonly reason?: string;
  readonly owner?: string;
  readonly exception?: FlowException;
}

/**
 * Checks the texts of a governance record.
 *
 * @throws InvalidInput for an empty text or a date that is none
 */
export function checkGovernance({ reason, owner, exception }: Governance): void {
  checkText('reason', reason, 'Say why in a few words, for example "checkout places orders".');
  checkText('owner', owner, 'Name the team or person to ask, for example "team-orders".');
  if (!exception) return;
  if (exception.owner === undefined) checkText('exception.owner', '', 'Name the team or person who answers for it.');
  checkText('exception.owner', exception.owner, 'Name the team or person who answers for it.');
  checkText('exception.reason', exception.reason, 'Say why the exception is needed.');
  checkText('exception.ticket', exception.ticket, 'Write the ticket id, or leave the property out.');
  parseIsoDate('exception.expires', exception.expires);
}

/** The annotations for a governance record. */
export function governanceAnnotations({ reason, owner, exception }: Governance): Record<string, string> {
  const entries: [string, string | undefined][] = [
    [GovernanceAnnotation.REASON, reason],
    [GovernanceAnnotation.OWNER, owner],
    [GovernanceAnnotation.EXCEPTION_OWNER, exception?.owner],
    [GovernanceAnnotation.EXCEPTION_REASON, exception && (exception.reason ?? reason)],
    [GovernanceAnnotation.EXCEPTION_TICKET, exception?.ticket],
    [GovernanceAnnotation.EXCEPTION_EXPIRES, exception?.expires],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Whether the last day of the exception is over at `now`. */
export function isExpired(expires: string, now: Date): boolean {
  const end = parseIsoDate('expires', expires).getTime() + 24 * 60 * 60 * 1000;
  return now.getTime() >= end;
}

/**
 * Reads a calendar day.
 *
 * @throws InvalidInput if the text is not a day that exists, written `YYYY-MM-DD`
 */
export function parseIsoDate(field: string, text: string): Date {
  const shape = typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text);
  const date = new Date(shape ? `${text}T00:00:00Z` : NaN);
  // The constructor of Date rolls 30 February over into March; only what comes back unchanged exists.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new InvalidInput(
      `${field} is ${JSON.stringify(text)}, which is no calendar day.`,
      'Write a day that exists as YYYY-MM-DD, for example 2027-03-31.',
    );
  }
  return date;
}

/**
 * Checks a text that somebody has to be able to read.
 *
 * @throws InvalidInput if it is there and empty
 */
export function checkText(field: string, text: string | undefined, remedy: string): void {
  if (text !== undefined && text.trim() === '') throw new InvalidInput(`${field} is empty.`, remedy);
}
