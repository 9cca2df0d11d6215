import { AllowProps } from './allow-props';
import { Governance } from '../../model/governance';

/** The governance record of a construct's props, with a reason of its own where the user gives none. */
export function governanceOf(props: AllowProps, reason?: string): Governance {
  return { reason: props.reason ?? reason, owner: props.owner, exception: props.exception };
}
