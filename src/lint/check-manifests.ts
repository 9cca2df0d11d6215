import {
  ACKNOWLEDGEMENT_RULES,
  AcknowledgedFinding,
  Acknowledgement,
  acknowledge,
  annotatedAcknowledgements,
} from './acknowledgement';
import { API_RULES, INVENTORY_RULES } from './api-rules';
import { LintFacts } from './facts/lint-context';
import { LintedPolicy } from './facts/linted-policy';
import { judgeObject } from './judge-object';
import { LINT_RULES } from './lint-rules';
import { LintResult, runLint } from './run-lint';
import { MISSPELT_KIND_RULE, UNKNOWN_VERSION_RULE } from '../manifests/misspelt-policy';
import { OTHER_POLICY_RULE } from '../manifests/other-policies';
import { Finding, Severity } from '../model/finding';
import { NetworkPolicyManifest, isNetworkPolicy } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { NETWORK_POLICY_KIND } from '../model/network-policy';
import { pushAll } from '../model/push-all';
import { POLICY_KINDS } from '../policy-kinds/policy-kinds';

/** What a check goes by, beside the documents. */
export interface CheckOptions extends LintFacts {
  /** Severities that differ from the rules' own; `off` leaves a rule out. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** Only these rules. @default - every rule */
  readonly only?: ReadonlySet<string>;
  /** Findings accepted elsewhere than on the policies themselves. */
  readonly acknowledgements?: readonly Acknowledgement[];
}

/** How much was looked at. */
export interface CheckedCounts {
  readonly documents: number;
  /** Policies, of every kind that is known, that the API server takes. */
  readonly policies: number;
  /** Policies that it refuses. */
  readonly refused: number;
  /** Policies of APIs that are not analysed. */
  readonly otherPolicies: number;
}

/** Everything there is to say about some manifests. */
export interface CheckResult {
  /** What counts: from the API server and from lint, in the order of the input. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** Rules that had nothing to go by. */
  readonly silent: LintResult['silent'];
  /** Namespaces of the cluster itself whose missing policies are not spoken of. */
  readonly passedOver: LintResult['passedOver'];
  readonly checked: CheckedCounts;
}

const RULE_IDS: ReadonlySet<string> = new Set(
  [...Object.values(API_RULES), ...INVENTORY_RULES, ...LINT_RULES, ...Object.values(ACKNOWLEDGEMENT_RULES)].map(
    ({ id }) => id,
  ),
);

/** Validates policies of every kind that is known, and lints the NetworkPolicies that the API server takes. */
export function checkManifests(documents: readonly ManifestDocument[], options: CheckOptions = {}): CheckResult {
  const { kubernetesVersion, severities, only, kinds = POLICY_KINDS } = options;
  const api: Finding[] = [];
  const policies: LintedPolicy[] = [];
  let [refused, otherPolicies, ofOtherKinds] = [0, 0, 0];
  for (const document of documents) {
    const { findings: said, isRefused, isForeign, decoded } = judgeObject(document, kinds, kubernetesVersion);
    pushAll(api, said);
    if (isRefused) {
      refused++;
      continue;
    }
    // Most rules of lint are about NetworkPolicies.
    if (isNetworkPolicy(document.object)) policies.push(new LintedPolicy(document, decoded as NetworkPolicyManifest));
    else if (decoded !== undefined) ofOtherKinds++;
    else if (isForeign) otherPolicies++;
  }

  const wanted = LINT_RULES.filter(({ id }) => severities?.get(id) !== 'off' && (!only || only.has(id)));
  const lint = runLint(policies, documents, options, wanted);
  const severityOf = (finding: Finding): Severity => {
    const chosen = severities?.get(finding.rule);
    return chosen && chosen !== 'off' ? chosen : finding.severity;
  };
  const weighed = lint.findings.map((finding) => ({ ...finding, severity: severityOf(finding) }));
  const annotated = policies.flatMap(({ document }) => annotatedAcknowledgements(document));
  const now = options.now ?? new Date();
  const accepted = acknowledge(weighed, [...annotated, ...(options.acknowledgements ?? [])], now, RULE_IDS);
  const about = accepted.about.filter(({ rule }) => severities?.get(rule) !== 'off');
  // Policies have been judged already, and more closely.
  const inventory = lint.inventory
    .filter(
      ({ resource, rule }) =>
        resource?.kind !== NETWORK_POLICY_KIND && !JUDGED.has(rule) && severities?.get(rule) !== 'off',
    )
    .map((finding) => ({ ...finding, severity: severityOf(finding) }));
  const findings = [...api, ...inventory, ...accepted.open, ...about].filter(({ rule }) => !only || only.has(rule));
  return {
    findings: inInputOrder(findings, documents),
    acknowledged: accepted.acknowledged,
    silent: lint.silent,
    passedOver: lint.passedOver,
    checked: { documents: documents.length, policies: policies.length + ofOtherKinds, refused, otherPolicies },
  };
}

/** What is reported whether the input has workloads or not. */
const JUDGED: ReadonlySet<string> = new Set([MISSPELT_KIND_RULE, UNKNOWN_VERSION_RULE, OTHER_POLICY_RULE]);

/** Findings of one file together, files as they were read, each as its rules were run. */
function inInputOrder(findings: readonly Finding[], documents: readonly ManifestDocument[]): readonly Finding[] {
  if (findings.length === 0) return findings;
  const order = new Map<string, number>();
  for (const { origin } of documents) {
    const key = origin.file ?? origin.constructPath ?? '';
    if (!order.has(key)) order.set(key, order.size);
  }
  const rank = ({ origin }: Finding) => order.get(origin?.file ?? origin?.constructPath ?? '') ?? order.size;
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
