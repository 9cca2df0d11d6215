import { formatFieldPath } from '../../src/model/kubernetes-object';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import { ValidationOptions } from '../../src/policy-kinds/policy-kind';

/** `spec.ingress[0] Required`, for each problem in order; warnings begin with `warning `. */
export function said(object: unknown, options?: ValidationOptions): string[] {
  return validateNetworkPolicy(object, options).map(({ severity, path, type }) => {
    const text = `${formatFieldPath(path)} ${type}`;
    return severity === 'warning' ? `warning ${formatFieldPath(path)}` : text;
  });
}
