import { AcknowledgementProps } from './acknowledgement-props';
import { checkText, parseIsoDate } from '../../model/governance';

/**
 * Checks the texts of an acknowledgement.
 *
 * @throws InvalidInput for an empty text or a day that does not exist
 */
export function checkAcknowledgement({ reason, owner, expires }: AcknowledgementProps): void {
  checkText('reason', reason, 'Say why the finding is no problem here.');
  checkText('owner', owner, 'Name the team or person to ask, or leave the property out.');
  if (expires !== undefined) parseIsoDate('expires', expires);
}
