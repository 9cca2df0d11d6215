import { LintContext } from './lint-context';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { kindOf } from '../../model/object-kind';
import { CILIUM_KINDS } from '../../policy-kinds/cilium/cilium-policy';
import { CiliumEntrySpec, CiliumRuleSpec, SECTIONS, Section } from '../../policy-kinds/cilium/cilium-spec';

/** A rule of a policy of Cilium, as the API server decodes it. */
export interface CiliumRule {
  readonly document: ManifestDocument;
  readonly namespaced: boolean;
  readonly path: FieldPath;
  readonly rule: CiliumRuleSpec;
}

/** The rules of those policies that the API server and the agent take; validation speaks of the others. */
export function ciliumRules({ inventory }: LintContext): CiliumRule[] {
  return inventory.policies.flatMap((document) => {
    const kind = kindOf(CILIUM_KINDS, document.object);
    if (!kind) return [];
    const { problems, decoded } = kind.judge(document.object, {});
    if (problems.some(({ severity }) => severity === 'error')) return [];
    const { spec, specs = [] } = decoded as { readonly spec?: CiliumRuleSpec; readonly specs?: CiliumRuleSpec[] };
    const written: [CiliumRuleSpec, FieldPath][] = specs.map((rule, index) => [rule, ['specs', index]]);
    if (spec) written.unshift([spec, ['spec']]);
    return written.map(([rule, path]) => ({ document, namespaced: kind.namespaced, rule, path }));
  });
}

/** Calls `visit` for every entry of every section. */
export function forEachEntry(
  { rule, path }: CiliumRule,
  visit: (entry: CiliumEntrySpec, section: Section, path: FieldPath) => void,
): void {
  for (const section of SECTIONS) {
    rule[section]?.forEach((entry, index) => visit(entry, section, [...path, section, index]));
  }
}
