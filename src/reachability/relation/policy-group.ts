import { Allowance, AllowanceSum } from './allowance';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { Selector } from '../../model/selector-table';

/** Policies with one subject in one namespace, which are therefore always in effect together. */
export class PolicyGroup {
  /** What the rules of the group allow, once somebody has asked. */
  public allowed?: GroupAllowance;

  public constructor(public readonly policies: readonly ProgramPolicy[]) {}

  public get subject(): Selector {
    return this.policies[0]!.subject;
  }
}

/** What the rules of a group allow in one direction. */
export interface GroupAllowance {
  readonly sum: AllowanceSum;
  /** What waits for the numbers that a subject gives to names. */
  readonly named: readonly Allowance[];
}

/** The policies of one namespace by their subjects, in the order of their first policy. */
export function groupsOf(policies: readonly ProgramPolicy[], direction: PolicyType): PolicyGroup[] {
  const bySubject = new Map<Selector, ProgramPolicy[]>();
  for (const policy of policies) {
    if (!policy.rules[direction]) continue;
    const same = bySubject.get(policy.subject);
    if (same) same.push(policy);
    else bySubject.set(policy.subject, [policy]);
  }
  return Array.from(bySubject.values(), (same) => new PolicyGroup(same));
}
