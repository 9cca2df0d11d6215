import { FieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ApiProblems } from '../../validation/api-problem';

const POLICY_TYPES: readonly string[] = Object.values(PolicyType);

export function validatePolicyTypes(types: readonly string[], path: FieldPath, problems: ApiProblems): void {
  if (types.length > POLICY_TYPES.length) {
    // The API server looks at no entry then.
    const message = `policyTypes has ${types.length} entries, and there are only two types.`;
    problems.invalid(path, types, message, 'Write Ingress, Egress, or both.');
    return;
  }
  types.forEach((type, index) => {
    if (!POLICY_TYPES.includes(type)) problems.notSupported([...path, index], type, POLICY_TYPES);
  });
}
