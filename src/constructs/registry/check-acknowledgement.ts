import { AcknowledgementProps } from './acknowledgement-props';
import { checkAcknowledgedRule } from '../../lint/known-rules';
import { Shape, checkGiven, checkParameters, optional } from '../../model/given';
import { TEXT } from '../../model/given-values';
import { checkText, parseIsoDate } from '../../model/governance';

const SHAPE: Shape<AcknowledgementProps> = { reason: TEXT, owner: optional(TEXT), expires: optional(TEXT) };

/**
 * Checks what is acknowledged, and the texts of it.
 *
 * @throws InvalidInput for an unknown rule, an empty text or a day that does not exist
 */
export function checkAcknowledgement(rule: string, props: AcknowledgementProps): void {
  checkParameters('acknowledge', { rule: [rule, TEXT] });
  checkGiven(props, SHAPE);
  const { reason, owner, expires } = props;
  checkAcknowledgedRule(rule);
  checkText('reason', reason, 'Say why the finding is no problem here.');
  checkText('owner', owner, 'Name the team or person to ask, or leave the property out.');
  if (expires !== undefined) parseIsoDate('expires', expires);
}
