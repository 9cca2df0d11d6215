import { AllowProps } from './allow-props';
import { Shape, optional } from '../../model/given';
import { EXCEPTION, METADATA, TEXT } from '../../model/given-values';

/** What the options that every allow takes have to be. */
export const ALLOW: Shape<AllowProps> = {
  reason: optional(TEXT),
  owner: optional(TEXT),
  exception: optional(EXCEPTION),
  metadata: optional(METADATA),
};
