import { NetworkPolicyPortSpec, NetworkPolicySpec, PolicyType } from './network-policy';
import { Protocol } from './protocol';

/** The namespace of an object that names none. */
export const DEFAULT_NAMESPACE = 'default';

/** The label that the API server keeps on every namespace, equal to its name. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * The directions a policy isolates. Where `policyTypes` is absent or empty the API server fills in Ingress, and Egress
 * only if there is an egress rule: `egress: []` alone isolates ingress, not egress.
 */
export function effectivePolicyTypes(spec: NetworkPolicySpec): PolicyType[] {
  if (spec.policyTypes && spec.policyTypes.length > 0) return [...new Set(spec.policyTypes)];
  return (spec.egress ?? []).length > 0 ? [PolicyType.INGRESS, PolicyType.EGRESS] : [PolicyType.INGRESS];
}

/** Whether the policy isolates the pods it selects in `direction`. */
export function isolates(spec: NetworkPolicySpec, direction: PolicyType): boolean {
  return effectivePolicyTypes(spec).includes(direction);
}

/** The protocol of a port entry: TCP where it names none. */
export function effectiveProtocol(port: NetworkPolicyPortSpec): Protocol {
  return port.protocol ?? Protocol.TCP;
}
