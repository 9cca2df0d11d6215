/** What Argo CD objects have in common: where the output stands in Git, and how it is applied. */
export interface ArgoDeliveryProps {
  /** The repository that the output is committed to. */
  readonly repoUrl: string;
  /**
   * The branch, tag or commit to apply.
   *
   * @default 'HEAD'
   */
  readonly revision?: string;
  /**
   * The output folder of synth, seen from the top of the repository.
   *
   * @default '.'
   */
  readonly outputPath?: string;
  /**
   * The AppProject.
   *
   * @default 'default'
   */
  readonly project?: string;
  /**
   * Whether Argo CD applies what changes in Git, and undoes what changes in the cluster. Without it somebody has to
   * press a button.
   *
   * @default true
   */
  readonly automated?: boolean;
  /**
   * Whether it removes policies that are no longer in the output. A policy that stays is a door that stays open.
   *
   * @default true
   */
  readonly prune?: boolean;
}
