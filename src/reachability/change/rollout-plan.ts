import { Difference, differenceBetween } from './difference';
import { TransitionMove, TransitionStep, transitionBetween } from './transition';
import { Inventory, Workload } from '../../manifests/inventory';
import { ManifestDocument } from '../../model/manifest-document';
import { isStagedPolicy } from '../../model/staged-policy';
import { POLICY_KINDS } from '../../policy-kinds/policy-kinds';
import { Analysis } from '../relation/analysis';
import { PassingConnection, passingConnections } from '../relation/passing-connections';
import { requirePlain } from '../relation/plain-only';
import { EngineOptions } from '../universe/engine-options';

/** How many changes of each kind a step lists. */
const MOST_CHANGES = 5_000;

/** A step and what it does to connections once it is complete. */
export interface PlannedStep extends TransitionStep {
  readonly difference: Difference;
  /** Every policy that stands when the step is complete. */
  readonly policies: readonly ManifestDocument[];
}

/** What the order of the steps cannot answer for. */
export type PlanCaution =
  /** Connections that may be open meanwhile although they are closed before and after. */
  | { readonly kind: 'passing'; readonly connections: readonly PassingConnection[] }
  /** A companion that opens more pods than it has to. */
  | { readonly kind: 'wide-companion'; readonly companion: TransitionMove }
  /** Labels that selectors read, or ports that have names, differ too. */
  | { readonly kind: 'labels'; readonly namespaces: readonly string[]; readonly workloads: readonly string[] }
  /** Policies begin or cease to select pods on the host network, which the API leaves to the plugin. */
  | { readonly kind: 'host-network'; readonly workloads: readonly string[] }
  /** Policies of other APIs, which the plan neither reads nor moves. */
  | { readonly kind: 'other-apis'; readonly count: number }
  /** Without workloads the order holds, but what opens and closes is not known. */
  | { readonly kind: 'no-workloads' };

/** How to get from one set of policies to another. */
export interface RolloutPlan {
  readonly steps: readonly PlannedStep[];
  readonly cautions: readonly PlanCaution[];
}

/**
 * Plans the way from one set of manifests to another. The workloads of both count, as they are now where they differ.
 *
 * @throws InvalidInput where policies of other kinds than NetworkPolicy have a say
 */
export function planRollout(old: Inventory, now: Inventory, options: EngineOptions, kinds = POLICY_KINDS): RolloutPlan {
  const [before, after] = Analysis.ofAll([old, now], options, kinds) as [Analysis, Analysis];
  for (const analysis of [before, after]) requirePlain(analysis, 'An order of steps that cuts nothing off');
  const { steps, wideCompanions } = transitionBetween(before.policies, after.policies);
  const states = statesAfter(before, steps);
  const around = surroundingsOf(old, now);
  const analyses = Analysis.ofAll(
    states.map((policies) => ({ ...around, policies })),
    options,
  );
  const planned = steps.map((step, index) => ({
    ...step,
    policies: states[index + 1]!,
    difference: differenceBetween(analyses[index]!, analyses[index + 1]!, { most: MOST_CHANGES }),
  }));
  const passing = passingConnections(analyses[0]!, analyses[steps.length]!);
  return {
    steps: planned,
    cautions: [
      ...(passing.length > 0 ? [{ kind: 'passing' as const, connections: passing }] : []),
      ...wideCompanions.map((companion) => ({ kind: 'wide-companion' as const, companion })),
      ...hostNetworkCaution(planned),
      ...otherCautions(old, now, around),
    ],
  };
}

/** The policies at the start and after each step. */
function statesAfter(start: Analysis, steps: readonly TransitionStep[]): ManifestDocument[][] {
  const state = new Map(start.policies.map(({ namespace, name, document }) => [`${namespace}/${name}`, document]));
  const states = [[...state.values()]];
  for (const { moves } of steps) {
    for (const { action, namespace, name, document } of moves) {
      if (action === 'apply') state.set(`${namespace}/${name}`, document);
      else state.delete(`${namespace}/${name}`);
    }
    states.push([...state.values()]);
  }
  return states;
}

function hostNetworkCaution(steps: readonly PlannedStep[]): PlanCaution[] {
  const workloads = new Set<string>();
  for (const { difference } of steps) {
    for (const end of difference.undefinedChanges.flatMap(({ from, to }) => [from, to])) {
      const onHost = end.kind === 'workload' && end.workload.podGroups.some(({ hostNetwork }) => hostNetwork);
      if (onHost) workloads.add(end.workload.id);
    }
  }
  return workloads.size > 0 ? [{ kind: 'host-network', workloads: [...workloads].sort() }] : [];
}

function surroundingsOf(old: Inventory, now: Inventory): Inventory {
  const present = new Set(now.workloads.map(({ id }) => id));
  return {
    ...now,
    namespaces: new Map([...old.namespaces, ...now.namespaces]),
    workloads: [...now.workloads, ...old.workloads.filter(({ id }) => !present.has(id))],
  };
}

function otherCautions(old: Inventory, now: Inventory, around: Inventory): PlanCaution[] {
  const namespaces = [...now.namespaces.values()].filter(({ name, labels, document }) => {
    const before = old.namespaces.get(name);
    return before?.document !== undefined && document !== undefined && !sameEntries(before.labels, labels);
  });
  const known = new Map(old.workloads.map((workload) => [workload.id, workload]));
  const workloads = now.workloads.filter((workload) => {
    const before = known.get(workload.id);
    return before !== undefined && looksOf(before) !== looksOf(workload);
  });
  const foreign = new Set([...old.foreignPolicies, ...now.foreignPolicies].filter(isInForce).map(identityOf)).size;
  return [
    ...(namespaces.length + workloads.length > 0
      ? [
          {
            kind: 'labels' as const,
            namespaces: namespaces.map(({ name }) => name).sort(),
            workloads: workloads.map(({ id }) => id).sort(),
          },
        ]
      : []),
    ...(foreign > 0 ? [{ kind: 'other-apis' as const, count: foreign }] : []),
    ...(around.workloads.length === 0 ? [{ kind: 'no-workloads' as const }] : []),
  ];
}

function isInForce({ object }: ManifestDocument): boolean {
  return !isStagedPolicy(object);
}

function identityOf({ object: { apiVersion, kind, metadata } }: ManifestDocument): string {
  return JSON.stringify([apiVersion, kind, metadata?.namespace, metadata?.name]);
}

/** All that a selector or a named port can see of a workload. */
function looksOf({ podGroups }: Workload): string {
  const looks = podGroups.map(({ labels, ports, hostNetwork, podName }) => [
    podName,
    entries(labels),
    ports,
    hostNetwork,
  ]);
  return JSON.stringify(looks);
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(entries(a)) === JSON.stringify(entries(b));
}

function entries(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
