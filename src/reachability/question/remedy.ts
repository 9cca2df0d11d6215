import { FieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';

/** A change of policies that turns one side of a flow round. */
export type Remedy = AppendRemedy | CreateRemedy | RemoveRemedy;

/** Values to add to a list of a policy that is there. */
export interface AppendRemedy {
  readonly kind: 'append';
  readonly direction: PolicyType;
  readonly policy: ProgramPolicy;
  /** The list, which may have to be written first. */
  readonly field: FieldPath;
  readonly values: readonly object[];
}

/** A policy to write. */
export interface CreateRemedy {
  readonly kind: 'create';
  readonly direction: PolicyType;
  readonly object: object;
}

/** Rules to take away, or single entries of their peers or ports. */
export interface RemoveRemedy {
  readonly kind: 'remove';
  readonly direction: PolicyType;
  /** Where they stand before anything is taken away. */
  readonly entries: readonly { readonly policy: ProgramPolicy; readonly field: FieldPath }[];
  /** Policies that isolate egress only because they have these rules: they must say policyTypes from now on. */
  readonly needPolicyTypes: readonly ProgramPolicy[];
}

/** What a policy must say from now on that isolated egress by its rules alone. */
export const BOTH_TYPES: readonly PolicyType[] = [PolicyType.INGRESS, PolicyType.EGRESS];
