import { printable } from './printable';
import { FieldPath, formatFieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';

/** `shop/web`, with its file and line where it has them. */
export function policyPlace({ namespace, name, document }: ProgramPolicy, field: FieldPath = ['metadata', 'name']) {
  const { file, constructPath } = document.origin;
  const line = document.positionOf(field)?.line;
  const origin = file ?? constructPath;
  return {
    policy: `${namespace}/${name}`,
    ...(origin === undefined ? {} : { [file === undefined ? 'construct' : 'file']: origin }),
    ...(line === undefined ? {} : { line }),
  } as { readonly policy: string; readonly file?: string; readonly construct?: string; readonly line?: number };
}

/** `spec.ingress[0]` */
export function ruleField(direction: PolicyType, index: number): FieldPath {
  return ['spec', direction === PolicyType.INGRESS ? 'ingress' : 'egress', index];
}

export function ruleName(direction: PolicyType, index: number): string {
  return formatFieldPath(ruleField(direction, index));
}

/** `shop/web (policies.yaml:12)` */
export function placeOf(policy: ProgramPolicy, field?: FieldPath): string {
  const place = policyPlace(policy, field);
  const origin = place.file ?? place.construct;
  const line = place.line === undefined ? '' : `:${place.line}`;
  return printable(origin === undefined ? place.policy : `${place.policy} (${origin}${line})`);
}

/** `ingress[0] (line 20)` */
export function fieldAt(policy: ProgramPolicy, field: FieldPath): string {
  const { line } = policyPlace(policy, field);
  return `${formatFieldPath(field)}${line === undefined ? '' : ` (line ${line})`}`;
}
