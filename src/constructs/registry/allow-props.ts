import { ApiObjectMetadata } from 'cdk8s';
import { FlowException } from '../../model/flow-exception';

/** What every construct that allows something takes. */
export interface AllowProps {
  /**
   * Why this is allowed, in a few words. Written as annotation `cdk8s-netpol/reason`.
   *
   * @default - what the construct says of itself; none for a plain AllowFlow
   */
  readonly reason?: string;
  /**
   * Who answers for it. Written as annotation `cdk8s-netpol/owner`.
   *
   * @default - the owner of the stack
   */
  readonly owner?: string;
  /**
   * Makes it temporary: after the last day, synth fails.
   *
   * @default - allowed for good
   */
  readonly exception?: FlowException;
  /**
   * Name, labels and annotations of the policy. Where the construct opens both ends of a flow, the name is that of the
   * egress policy, and the ingress policy is called `NAME-ingress`.
   *
   * @default - a name made from the flow
   */
  readonly metadata?: ApiObjectMetadata;
}
