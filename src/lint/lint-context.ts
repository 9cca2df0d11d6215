import { LintedPolicy } from './linted-policy';
import { ManifestDocument } from '../manifests/manifest-document';
import { CniTraits } from '../platform/cni-traits';

/** What a rule needs to speak; without it the rule stays silent, and the summary says so. */
export type RuleNeed = 'workloads' | 'cni' | 'platform';

/** What the caller knows beside the documents. */
export interface LintFacts {
  /** @default - the current time */
  readonly now?: Date;
  /** @default - the newest known release */
  readonly kubernetesVersion?: string;
  /** How the network plugin differs from the API. @default - not known */
  readonly cni?: CniTraits;
}

/** Everything lint rules may look at. What takes work is made when the first rule asks for it. */
export class LintContext {
  public readonly now: Date;
  public readonly kubernetesVersion?: string;
  public readonly cni?: CniTraits;
  private byNamespace?: ReadonlyMap<string, readonly LintedPolicy[]>;
  private annotations?: ReadonlySet<string>;
  private namespaceKeys?: ReadonlySet<string>;

  public constructor(
    public readonly policies: readonly LintedPolicy[],
    public readonly documents: readonly ManifestDocument[],
    facts: LintFacts = {},
  ) {
    this.now = facts.now ?? new Date();
    this.kubernetesVersion = facts.kubernetesVersion;
    this.cni = facts.cni;
  }

  /** Whether the input says enough for rules that need this. */
  public knows(need: RuleNeed): boolean {
    return need === 'cni' && this.cni !== undefined;
  }

  public get policiesByNamespace(): ReadonlyMap<string, readonly LintedPolicy[]> {
    if (!this.byNamespace) {
      const groups = new Map<string, LintedPolicy[]>();
      for (const policy of this.policies) {
        const group = groups.get(policy.namespace);
        if (group) group.push(policy);
        else groups.set(policy.namespace, [policy]);
      }
      this.byNamespace = groups;
    }
    return this.byNamespace;
  }

  /** Label keys that Namespace objects of the input carry; undefined where the input has none. */
  public get namespaceLabels(): ReadonlySet<string> | undefined {
    this.namespaceKeys ??= labelsOfNamespaces(this.documents);
    return this.namespaceKeys.size > 0 ? this.namespaceKeys : undefined;
  }

  /** Whether some policy of the input carries the annotation, so that a missing one means something. */
  public usesAnnotation = (name: string): boolean => {
    this.annotations ??= new Set(this.policies.flatMap((policy) => Object.keys(policy.annotations)));
    return this.annotations.has(name);
  };
}

function labelsOfNamespaces(documents: readonly ManifestDocument[]): ReadonlySet<string> {
  const namespaces = documents.filter(({ object }) => object.kind === 'Namespace' && object.apiVersion === 'v1');
  return new Set(namespaces.flatMap(({ object }) => Object.keys(object.metadata?.labels ?? {})));
}
