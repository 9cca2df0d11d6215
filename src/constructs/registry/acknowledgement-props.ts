/** Why a finding is accepted, by whom, and for how long. */
export interface AcknowledgementProps {
  /** Why the finding is no problem here. */
  readonly reason: string;
  /**
   * Who answers for that.
   *
   * @default - the owner of the stack
   */
  readonly owner?: string;
  /**
   * The last day on which it is accepted, as `YYYY-MM-DD`.
   *
   * @default - for good
   */
  readonly expires?: string;
}
