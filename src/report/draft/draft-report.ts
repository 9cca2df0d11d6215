/** What the renderers of `netpol draft` print. Its texts hold names out of the input. */
export interface DraftReport {
  /** The folder that was written. */
  readonly output: string;
  readonly files: readonly string[];
  readonly namespaces: readonly string[];
  /** How many policies of the input became which construct. */
  readonly constructs: { readonly [className: string]: number };
  /** What the engine has shown, in sentences. */
  readonly proof: readonly string[];
  /** What to look at first. */
  readonly review: readonly { readonly id: string; readonly title: string; readonly items: readonly string[] }[];
}
