import { LintContext, RuleNeed } from './lint-context';
import { LintedPolicy } from './linted-policy';
import { Patch } from '../../manifests/edit';
import { Severity } from '../../model/finding';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';

/** What every rule says about itself; RULES.md is made of it. */
export interface RuleDescription {
  /** The name of the rule's file. */
  readonly id: string;
  /** How much its findings weigh unless the configuration says otherwise. */
  readonly severity: Severity;
  /** How much the worst of its findings weighs. @default - as `severity` */
  readonly worstSeverity?: Severity;
  /** What is wrong, in a sentence. */
  readonly info: string;
  /** What happens in production. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /** @default - nothing but the policies themselves */
  readonly needs?: readonly RuleNeed[];
  /** Whether it speaks of plugins that enforce nothing, where no other trait of the plugin matters. @default false */
  readonly whereNothingIsEnforced?: boolean;
}

/** What a rule reports about one place; the rest of the finding comes from its description. */
export interface Remark {
  readonly field: FieldPath;
  /** The case at hand. @default - the description's info */
  readonly message?: string;
  /** @default - the description's fix */
  readonly fix?: string;
  /** @default - the rule's own */
  readonly severity?: Severity;
  /** The same correction as edits of the manifest, where it is mechanical. */
  readonly patch?: Patch;
}

/** A rule about each policy on its own. */
export interface PolicyRule extends RuleDescription {
  checkPolicy(policy: LintedPolicy, report: (remark: Remark) => void, context: LintContext): void;
}

/** A rule about everything together. */
export interface ClusterRule extends RuleDescription {
  checkCluster(context: LintContext, report: (document: ManifestDocument, remark: Remark) => void): void;
}

export type LintRule = PolicyRule | ClusterRule;
