import { AcknowledgementProps } from './acknowledgement-props';
import { checkAcknowledgedRule } from '../../lint/known-rules';
import { checkText, parseIsoDate } from '../../model/governance';

/**
 * Checks what is acknowledged, and the texts of it.
 *
 * @throws InvalidInput for an unknown rule, an empty text or a day that does not exist
 */
export function checkAcknowledgement(rule: string, { reason, owner, expires }: AcknowledgementProps): void {
  checkAcknowledgedRule(rule);
  checkText('reason', reason, 'Say why the finding is no problem here.');
  checkText('owner', owner, 'Name the team or person to ask, or leave the property out.');
  if (expires !== undefined) parseIsoDate('expires', expires);
}
