import { LintContext, LintFacts, RuleNeed } from './facts/lint-context';
import { LintRule, Remark } from './facts/lint-rule';
import { LintedPolicy } from './facts/linted-policy';
import { LINT_RULES } from './lint-rules';
import { Patch } from '../manifests/edit';
import { Finding, resourceOf } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';

/** A finding with the edits that mend it, where they are mechanical. */
export interface LintFinding extends Finding {
  readonly patch?: Patch;
  /** The document of the finding, for acknowledgements and edits. */
  readonly document: ManifestDocument;
}

/** What the rules said, and which of them had nothing to go by. */
export interface LintResult {
  readonly findings: LintFinding[];
  readonly silent: readonly { readonly rule: string; readonly needs: readonly RuleNeed[] }[];
  /** What reading the workloads found, where there are any. */
  readonly inventory: readonly Finding[];
}

/** Runs rules over policies that the API server takes. */
export function runLint(
  policies: readonly LintedPolicy[],
  documents: readonly ManifestDocument[],
  facts: LintFacts = {},
  rules: readonly LintRule[] = LINT_RULES,
): LintResult {
  const context = new LintContext(policies, documents, facts);
  const findings: LintFinding[] = [];
  const silent: { rule: string; needs: readonly RuleNeed[] }[] = [];
  for (const rule of rules) {
    const missing = (rule.needs ?? []).filter((need) => !context.knows(need));
    if (missing.length > 0) {
      silent.push({ rule: rule.id, needs: missing });
      continue;
    }
    if (isPointless(rule, context)) continue;
    const report = (document: ManifestDocument, remark: Remark) => findings.push(findingOf(rule, document, remark));
    if ('checkCluster' in rule) {
      rule.checkCluster(context, report);
    } else {
      for (const policy of policies) rule.checkPolicy(policy, (remark) => report(policy.document, remark), context);
    }
  }
  return { findings, silent, inventory: context.knows('workloads') ? context.inventory.findings : [] };
}

/** What a plugin does differently does not matter where it does nothing. */
function isPointless({ needs, whereNothingIsEnforced = false }: LintRule, { cni }: LintContext): boolean {
  return cni?.enforces.support === 'no' && (needs?.includes('cni') ?? false) && !whereNothingIsEnforced;
}

function findingOf(rule: LintRule, document: ManifestDocument, remark: Remark): LintFinding {
  const { field, message = rule.info, fix = rule.fix, severity = rule.severity, patch } = remark;
  return {
    rule: rule.id,
    severity,
    message,
    fix,
    resource: resourceOf(document.object),
    field,
    origin: document.origin,
    position: () => document.positionOf(field),
    document,
    ...(patch && patch.length > 0 ? { patch } : {}),
  };
}
