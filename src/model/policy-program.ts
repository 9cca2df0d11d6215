import { AddressSet } from './address-set';
import { FieldPath } from './kubernetes-object';
import { ManifestDocument } from './manifest-document';
import { PolicyType } from './network-policy';
import { RulePorts } from './rule-ports';
import { Selector } from './selector-table';

/**
 * What policies mean, whatever API they are written in: the program that the engine evaluates.
 *
 * Traffic of a pod in one direction goes through tiers in order. In a tier the rules of the policies that select the pod
 * are asked; one that matches allows the traffic, denies it, or passes it on to the next tier. What none of them matches
 * goes to the next tier, unless a policy of the tier isolates the pod: then the tier says what becomes of it. Behind the
 * last tier everything is allowed.
 */
export interface PolicyProgram {
  /** In the order in which they are asked. */
  readonly tiers: readonly ProgramTier[];
}

export interface ProgramTier {
  readonly definition: TierDefinition;
  /** In the order in which they are asked. */
  readonly stages: readonly ProgramStage[];
}

/** A tier as kinds of policies declare it; those of one name are one tier. */
export interface TierDefinition {
  readonly name: string;
  /** Lower ranks come first. As Calico numbers tiers, which places those of every API: Admin 1000, Baseline 10000000. */
  readonly rank: number;
  /** What becomes of traffic that no rule of the tier decides, where one of its policies isolates the pod. */
  readonly undecided: Undecided;
}

/** What an end of a tier does. */
export enum Undecided {
  DENY = 'deny',
  PASS = 'pass',
  ALLOW = 'allow',
}

/** Policies of one tier that have the same place in its order. */
export interface ProgramStage {
  readonly policies: readonly ProgramPolicy[];
  readonly among: Among;
}

/** How policies with the same place go together. */
export enum Among {
  /** All of their rules count at once: what one denies is denied, else what one allows is allowed. */
  UNION = 'union',
  /** Rules are asked in order. Which policy comes first nobody promises: where that matters, the answer is undefined. */
  TIE = 'tie',
  /**
   * Policies of several APIs. Those that have a text to be compared by keep their order; where the others stand among
   * them nobody promises.
   */
  MIXED = 'mixed',
}

/** Where a policy stands in its tier: lower orders first, then texts in the order of their characters. */
export interface PolicyPlace {
  readonly tier: TierDefinition;
  readonly order: number;
  /** @default '' */
  readonly tiebreak?: string;
  readonly among: Among;
}

/** A policy with defaults filled in and selectors interned, ready to be asked. */
export interface ProgramPolicy {
  readonly place: PolicyPlace;
  /** The empty text for one of the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  /** The pods that it selects: in its own namespace, or in those of `subjectNamespaces`. */
  readonly subject: Selector;
  /** @default - its own namespace */
  readonly subjectNamespaces?: Selector;
  /** The rules of each direction that the policy is about; undefined for a direction that it leaves alone. */
  readonly rules: Readonly<Record<PolicyType, readonly ProgramRule[] | undefined>>;
  /** Whether what no rule of the tier decides is for the end of the tier, in the directions that it is about. */
  readonly isolates: boolean;
  readonly document: ManifestDocument;
}

/** What a rule does with the traffic that it matches. */
export enum RuleAction {
  ALLOW = 'allow',
  DENY = 'deny',
  /** Leaves the traffic to the next tier, whatever later rules of this tier say. */
  PASS = 'pass',
}

export interface ProgramRule {
  /** What its author calls it, for people. @default - nothing */
  readonly name?: string;
  /** @default RuleAction.ALLOW */
  readonly action?: RuleAction;
  /** Undefined for everyone. */
  readonly peers: readonly ProgramPeer[] | undefined;
  readonly ports: RulePorts;
  /** Only those of the pods that the policy selects whom this matches as well. @default - all of them */
  readonly subject?: ProgramPeer;
  /** Its place in the list of its direction as written, where rules before it left no trace or made several. */
  readonly index?: number;
  /** What it does beside deciding: `log`, `audit`. @default - nothing */
  readonly remarks?: readonly string[];
  /**
   * What it lets through of the traffic on its ports, for people: `HTTP GET /public`. Only for a rule that allows; the
   * rest of the traffic is denied. @default - all of it
   */
  readonly subjectTo?: string;
  /** Where it stands in its object. @default - at its number in the list of its direction */
  readonly field?: FieldPath;
}

export type ProgramPeer = PodsPeer | BlockPeer | UnknownPeer | CompoundPeer;

export interface PodsPeer {
  readonly kind: 'pods';
  /** Undefined for the policy's own namespace. */
  readonly namespaces: Selector | undefined;
  readonly pods: Selector;
}

export interface BlockPeer {
  readonly kind: 'block';
  readonly addresses: AddressSet;
  /** Equal for equal blocks. */
  readonly key: string;
  /**
   * Whether it matches pods by their addresses, those with hostNetwork too: they have the address of their node. A pod
   * whose address nobody knows may be matched. @default - the network plugin decides, and passes over hostNetwork
   */
  readonly matchesPods?: boolean;
  /** Whether these are addresses of nodes, which no pod has but those with hostNetwork. */
  readonly ofNodes?: boolean;
  /** Whether it matches nodes by their addresses. @default - the network plugin decides */
  readonly matchesNodes?: boolean;
}

/** A peer that manifests do not tell: DNS names, cloud groups. It may match anyone, or nobody. */
export interface UnknownPeer {
  readonly kind: 'unknown';
  /** Whether it is never a pod that has an address of its own. @default false */
  readonly neverPods?: boolean;
  /**
   * The addresses that it matches at most, and no pods: then what it opens is conditional, and named by `subjectTo`.
   * @default - it may match pods and every address, and what it opens is undefined
   */
  readonly within?: BlockPeer;
  /** What it is subject to, for people: `names *.example.com`. */
  readonly subjectTo: string;
}

/** Whoever is matched by some peer of each list, and by none of the exceptions; by lists of nothing, everyone. */
export interface CompoundPeer {
  readonly kind: 'compound';
  readonly all: readonly (readonly ProgramPeer[])[];
  readonly except: readonly ProgramPeer[];
}

/** Pods anywhere in the cluster. */
export interface ClusterPods {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Puts policies into tiers and stages. */
export function programOf(policies: readonly ProgramPolicy[]): PolicyProgram {
  const byTier = new Map<string, ProgramPolicy[]>();
  for (const policy of policies) {
    const { name } = policy.place.tier;
    const same = byTier.get(name);
    if (same) same.push(policy);
    else byTier.set(name, [policy]);
  }
  const tiers = [...byTier.values()].map((own) => ({ definition: own[0]!.place.tier, stages: stagesOf(own) }));
  return { tiers: tiers.sort((a, b) => compareTiers(a.definition, b.definition)) };
}

function compareTiers(a: TierDefinition, b: TierDefinition): number {
  return a.rank - b.rank || compareTexts(a.name, b.name);
}

function stagesOf(policies: readonly ProgramPolicy[]): ProgramStage[] {
  const stages: { policies: ProgramPolicy[]; among: Among; place: PolicyPlace }[] = [];
  // Those without a text to be compared by come first among those of one order.
  const withoutText = new Set(policies.filter(({ place }) => !place.tiebreak).map(({ place }) => place.order));
  for (const policy of [...policies].sort((a, b) => comparePlaces(a.place, b.place))) {
    const last = stages[stages.length - 1];
    const { order, tiebreak } = policy.place;
    if (last && last.place.order === order && tiebreak && withoutText.has(order)) {
      last.policies.push(policy);
      last.among = Among.MIXED;
    } else if (last && comparePlaces(last.place, policy.place) === 0) {
      last.policies.push(policy);
    } else {
      stages.push({ policies: [policy], among: policy.place.among, place: policy.place });
    }
  }
  return stages.map(({ policies: own, among }) => ({ policies: own, among }));
}

function comparePlaces(a: PolicyPlace, b: PolicyPlace): number {
  return a.order - b.order || compareTexts(a.tiebreak ?? '', b.tiebreak ?? '') || compareTexts(a.among, b.among);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
