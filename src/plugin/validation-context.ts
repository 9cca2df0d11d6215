/**
 * The part of cdk8s-cli's validation interface that the plugin uses, written down here so that the package does not
 * need cdk8s-cli. A test holds it against the real one.
 */
export interface ValidationContextLike {
  readonly manifests: readonly string[];
  /** Constructs by the names of their objects, and by what a NetpolApp adds. */
  readonly metadata?: { readonly [name: string]: { readonly path: string } };
  readonly report: {
    addViolation(violation: ViolationLike): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string | number }): void;
  };
}

export interface ViolationLike {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResourceLike[];
}

export interface ViolatingResourceLike {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}
