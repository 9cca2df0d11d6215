import { DirectedRule, LintedPolicy } from './linted-policy';
import { mapOf } from './untyped';
import { FieldPath } from '../../model/kubernetes-object';

/** A list that is written and holds nothing, which the API reads as "no restriction". */
export interface EmptyList {
  readonly field: 'from' | 'to' | 'ports';
  readonly path: FieldPath;
  /** `null` where nothing stands behind the key. */
  readonly written: 'null' | '[]';
}

/** The empty lists of a rule, as its author wrote them: what was decoded shows them no more. */
export function emptyListsOf(policy: LintedPolicy, rule: DirectedRule): EmptyList[] {
  const written = writtenRule(policy, rule);
  if (typeof written !== 'object' || written === null) return [];
  const fields = [rule.peersField, 'ports'] as const;
  return fields.flatMap((field) => {
    if (!Object.hasOwn(written, field)) return [];
    const value = (written as Record<string, unknown>)[field];
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    return isEmpty ? [{ field, path: [...rule.path, field], written: value === null ? 'null' : '[]' } as const] : [];
  });
}

/** Whether a rule is a dash with nothing behind it. */
export function isNullRule(policy: LintedPolicy, rule: DirectedRule): boolean {
  return writtenRule(policy, rule) === null;
}

/** Whether `ingress` or `egress` stands there with nothing behind it. */
export function isNullList({ document }: LintedPolicy, field: 'ingress' | 'egress'): boolean {
  const { spec } = document.object;
  return typeof spec === 'object' && spec !== null && Object.hasOwn(spec, field) && mapOf(spec)[field] === null;
}

function writtenRule({ document }: LintedPolicy, { path }: DirectedRule): unknown {
  const [, field, index] = path;
  const rules = mapOf(document.object.spec)[field as string];
  return Array.isArray(rules) ? (rules as unknown[])[index as number] : undefined;
}
