import { OtherPolicy } from '../../manifests/other-policies';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { conditionsOfSide } from '../question/conditions';
import { FlowSide, flowBetween } from '../question/flow';
import { Analysis } from '../relation/analysis';
import { AddressEndpoint, WorkloadEndpoint } from '../relation/endpoints';
import { FlowEnd, podsEnd } from '../relation/flow-end';
import { JoinedEndpoint } from '../relation/joined-endpoints';
import { titleOf } from '../relation/plain-only';

export type PolicyChange = 'added' | 'removed' | 'changed';

/** What made a connection change. */
export type Blame =
  | {
      readonly kind: 'policy';
      readonly policy: string;
      readonly change: PolicyChange;
      readonly document: ManifestDocument;
    }
  | { readonly kind: 'workload'; readonly workload: string; readonly change: 'added' | 'removed' }
  /** No policy changed that has a say: it was the labels, ports or hostNetwork of pods, or the labels of namespaces. */
  | { readonly kind: 'labels' };

/** Which policies differ between two sets, and which of them a changed connection is due to. */
export class PolicyChanges {
  /** By `namespace/name`. */
  public readonly all: ReadonlyMap<string, Blame & { readonly kind: 'policy' }>;

  public constructor(
    private readonly old: Analysis,
    private readonly now: Analysis,
  ) {
    this.all = changedPolicies(old, now);
  }

  /** The changed policies that have a say in what is allowed from one end to the other, on the sides that changed. */
  public blameFor(from: JoinedEndpoint | AddressEndpoint, to: JoinedEndpoint | AddressEndpoint): Blame[] {
    return this.blame(from, to, (before, after) => before.allowed.equals(after.allowed));
  }

  /** The same for what is undefined. */
  public blameForUndefined(from: JoinedEndpoint | AddressEndpoint, to: JoinedEndpoint | AddressEndpoint): Blame[] {
    return this.blame(
      from,
      to,
      (before, after) =>
        before.allowed.equals(after.allowed) &&
        before.undefinedPorts.equals(after.undefinedPorts) &&
        conditionsOfSide(before, PortSet.ALL) === conditionsOfSide(after, PortSet.ALL),
    );
  }

  private blame(
    from: JoinedEndpoint | AddressEndpoint,
    to: JoinedEndpoint | AddressEndpoint,
    isSame: (before: FlowSide, after: FlowSide) => boolean,
  ): Blame[] {
    const appeared = [from, to].flatMap((end): Blame[] => {
      if (!('endpoint' in end) || (end.old && end.new)) return [];
      return [{ kind: 'workload', workload: end.endpoint.workload.id, change: end.new ? 'added' : 'removed' }];
    });
    if (appeared.length > 0) return appeared;
    const before = flowBetween(this.old, endOf(this.old, from, 'old'), endOf(this.old, to, 'old'));
    const after = flowBetween(this.now, endOf(this.now, from, 'new'), endOf(this.now, to, 'new'));
    const found = Object.values(PolicyType).flatMap((direction) => {
      const key = direction === PolicyType.EGRESS ? 'egress' : 'ingress';
      if (isSame(before[key], after[key])) return [];
      const selecting = [before[key], after[key]].flatMap((side) => policiesOf(side).map((policy) => nameOf(policy)));
      const own: Blame[] = [...new Set(selecting)].flatMap((name) => this.all.get(name) ?? []);
      return [...own, ...changedOthers(before[key].others ?? [], after[key].others ?? [])];
    });
    return found.length > 0 ? [...new Set(found)] : [{ kind: 'labels' }];
  }
}

function endOf(analysis: Analysis, end: JoinedEndpoint | AddressEndpoint, side: 'old' | 'new'): FlowEnd {
  if ('kind' in end) return { kind: 'address', address: { family: end.range.family, value: end.range.first } };
  const { members } = end[side] as WorkloadEndpoint;
  const { workload, group, ordinal } = members[0]!;
  return { ...podsEnd(analysis, workload, group, ordinal), nodeAddresses: [] };
}

function changedPolicies(old: Analysis, now: Analysis): Map<string, Blame & { kind: 'policy' }> {
  const [before, after] = [old, now].map(
    ({ policies, otherPolicies }) => new Map([...policies, ...otherPolicies].map((policy) => [nameOf(policy), policy])),
  ) as [Map<string, ProgramPolicy>, Map<string, ProgramPolicy>];
  const changes = new Map<string, Blame & { kind: 'policy' }>();
  for (const [name, { document }] of before) {
    const other = after.get(name);
    if (!other) {
      changes.set(name, { kind: 'policy', policy: name, change: 'removed', document });
    } else if (!saysTheSame(document, other.document)) {
      changes.set(name, { kind: 'policy', policy: name, change: 'changed', document: other.document });
    }
  }
  for (const [name, { document }] of after) {
    if (!before.has(name)) changes.set(name, { kind: 'policy', policy: name, change: 'added', document });
  }
  return changes;
}

/** The policies of other kinds that came to decide on a side, or stopped doing so. */
function changedOthers(before: readonly OtherPolicy[], after: readonly OtherPolicy[]): Blame[] {
  const missing = (from: readonly OtherPolicy[], all: readonly OtherPolicy[], change: 'added' | 'removed') =>
    from
      .filter(({ title }) => !all.some((other) => other.title === title))
      .map(({ title, document }): Blame => ({ kind: 'policy', policy: title, change, document }));
  return [...missing(before, after, 'removed'), ...missing(after, before, 'added')];
}

/** Written differently and meaning the same counts as changed: which it is, the changed connections tell. */
function saysTheSame(a: ManifestDocument, b: ManifestDocument): boolean {
  return JSON.stringify(a.object.spec) === JSON.stringify(b.object.spec);
}

/** Everything that has a say on one side of a flow. */
function policiesOf({ policies, program }: FlowSide): ProgramPolicy[] {
  const others = (program?.steps ?? []).flatMap(({ isolating, rules }) => [
    ...isolating,
    ...rules.map(({ policy }) => policy),
  ]);
  return [...policies.map(({ policy }) => policy), ...others];
}

/** Those of other kinds may share a name with a NetworkPolicy. */
function nameOf(policy: ProgramPolicy): string {
  const { namespace, name, document } = policy;
  return isNetworkPolicy(document.object) ? `${namespace}/${name}` : titleOf(policy);
}
