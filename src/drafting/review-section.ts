/** Something that somebody has to look at before the draft is used. */
export interface ReviewSection {
  /** Stable, for programs. */
  readonly id: string;
  readonly title: string;
  readonly items: readonly string[];
}
