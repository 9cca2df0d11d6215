/**
 * Why something is allowed for a limited time. Written as annotations on the policy, so that whoever reads the cluster
 * sees it, and enforced: an expired exception fails synth.
 */
export interface FlowException {
  /** Who answers for the exception: a team or a person that can be asked. */
  readonly owner: string;
  /**
   * Why the rule is needed although it should not be.
   *
   * @default - the reason of the flow itself
   */
  readonly reason?: string;
  /**
   * Where it was agreed, for example a ticket id.
   *
   * @default - no ticket
   */
  readonly ticket?: string;
  /** The last day (UTC) on which the exception holds, as `YYYY-MM-DD`. */
  readonly expires: string;
}
