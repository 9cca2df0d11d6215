/** What lint says about a policy of a stack; also printed by `netpol check`, where docs/RULES.md explains each rule. */
export interface PolicyFinding {
  /** The id of the rule, for example `every-namespace-peer`. */
  readonly rule: string;
  /** `error`, `warning` or `info`. Errors make synth fail. */
  readonly severity: string;
  /** What is wrong. */
  readonly message: string;
  /**
   * What to write instead.
   *
   * @default - the rule has no advice
   */
  readonly fix?: string;
  /** The paths of the constructs that declared the policy. */
  readonly declaredBy: string[];
  /** The policy, as `namespace/name`. */
  readonly policy: string;
  /**
   * The field, for example `spec.ingress[0].from`.
   *
   * @default - the whole policy
   */
  readonly field?: string;
}
