import { neededCompanions } from './transition-companions';
import { plainDocument } from '../../manifests/plain-document';
import { companionName, companionSpec } from '../../model/companion';
import { GovernanceAnnotation } from '../../model/governance';
import { KubernetesObject } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PolicyRewrite, coversPolicy, mayHandOver, opensAll } from '../reasoning/policy-cover';

/**
 * The steps of a transition, in their order.
 *
 * Policies only add to each other once a pod is isolated; what cuts connections off are the first policy that selects a
 * pod and the last one that stops doing so. Hence this order, in which each step may be carried out in any order:
 *
 * 1. `open`: companions go up over every pod that becomes isolated or stops being so. They allow what such a pod may do
 *    on its open side of the transition anyway: everything.
 * 2. `add`: whatever only adds. The old policies still allow all they did.
 * 3. `change`: policies that both allow something new and forbid something old, in place. Where one takes over from
 *    another, its new version has already been added under another name.
 * 4. `remove`: whatever only takes away. From step 3 on, the new policies allow all they should.
 * 5. `close`: the companions and other helpers go.
 *
 * So at each end of a connection, at every moment, whatever is allowed both before and after is allowed, and nothing is
 * that is allowed neither before nor after.
 */
export const TRANSITION_STEPS = ['open', 'add', 'change', 'remove', 'close'] as const;
export type TransitionStepKind = (typeof TRANSITION_STEPS)[number];

/** Why an object takes part in a step. */
export type TransitionRole =
  /** A policy that opens everything to its pods: a companion made for the transition, or one of the sets themselves. */
  | 'companion'
  /** The new version of a policy under another name, for as long as the old version is in its place. */
  | 'stand-in'
  | 'new'
  | 'obsolete'
  /** Written anew, meaning the same. */
  | 'rewritten'
  | 'wider'
  | 'narrower'
  /** Allows something new and forbids something old. */
  | 'changed';

/** One object that a step applies or prunes. */
export interface TransitionMove {
  readonly action: 'apply' | 'prune';
  readonly role: TransitionRole;
  readonly namespace: string;
  readonly name: string;
  readonly document: ManifestDocument;
  /** What it replaces or ends; undefined for what is new. */
  readonly previous?: ManifestDocument;
  /** Whether it exists for the transition alone. */
  readonly temporary: boolean;
}

export interface TransitionStep {
  readonly kind: TransitionStepKind;
  readonly moves: readonly TransitionMove[];
}

export interface Transition {
  /** Steps in which nothing happens are left out. */
  readonly steps: readonly TransitionStep[];
  /** Companions that open more pods than they have to. */
  readonly wideCompanions: readonly TransitionMove[];
}

/** The steps that lead from one set of policies to another without cutting off what both allow. */
export function transitionBetween(old: readonly ProgramPolicy[], now: readonly ProgramPolicy[]): Transition {
  const [before, after] = [byNamespace(old), byNamespace(now)];
  const namespaces = [...new Set([...before.keys(), ...after.keys()])].sort();
  const parts = namespaces.map((name) => new NamespaceTransition(name, before.get(name) ?? [], after.get(name) ?? []));
  const steps = TRANSITION_STEPS.map((kind) => ({ kind, moves: parts.flatMap(({ moves }) => moves[kind]) }));
  return {
    steps: steps.filter(({ moves }) => moves.length > 0),
    wideCompanions: parts.flatMap(({ wideCompanions }) => wideCompanions),
  };
}

/** Policies act on their own namespace alone, so each namespace is a transition of its own. */
class NamespaceTransition {
  public readonly moves: Record<TransitionStepKind, TransitionMove[]> = {
    open: [],
    add: [],
    change: [],
    remove: [],
    close: [],
  };
  public readonly wideCompanions: TransitionMove[] = [];
  private readonly names: Set<string>;

  public constructor(
    private readonly namespace: string,
    old: readonly ProgramPolicy[],
    now: readonly ProgramPolicy[],
  ) {
    this.names = new Set([...old, ...now].map(({ name }) => name));
    const before = new Map(old.map((policy) => [policy.name, policy]));
    const after = new Map(now.map((policy) => [policy.name, policy]));
    const added = now.filter(({ name }) => !before.has(name));
    const removed = old.filter(({ name }) => !after.has(name));
    for (const policy of added) {
      if (opensAll(policy)) this.move('open', 'apply', 'companion', policy);
      else this.move('add', 'apply', 'new', policy);
    }
    for (const policy of removed) {
      if (opensAll(policy)) this.move('close', 'prune', 'companion', policy);
      else this.move('remove', 'prune', 'obsolete', policy);
    }
    this.rewrite(now.flatMap((policy) => rewriteOf(before.get(policy.name), policy) ?? []));
    for (const { pods, directions, exact } of neededCompanions({
      old,
      now,
      firstOpeners: added.filter(opensAll),
      lastOpeners: removed.filter(opensAll),
    })) {
      const spec = companionSpec(pods, directions);
      const move = this.temporary('companion', this.freeName(companionName(pods)), spec, COMPANION_REASON);
      if (!exact) this.wideCompanions.push(move);
    }
  }

  private rewrite(rewrites: readonly PolicyRewrite[]): void {
    const mixed: PolicyRewrite[] = [];
    for (const rewrite of rewrites) {
      const { before, after } = rewrite;
      const [widens, narrows] = [coversPolicy(after, before), coversPolicy(before, after)];
      if (widens) this.move('add', 'apply', narrows ? 'rewritten' : 'wider', after, before);
      else if (narrows) this.move('remove', 'apply', 'narrower', after, before);
      else mixed.push(rewrite);
    }
    for (const rewrite of mixed) {
      const { before, after } = rewrite;
      this.move('change', 'apply', 'changed', after, before);
      if (mixed.some((other) => other !== rewrite && mayHandOver(other, rewrite))) {
        const name = this.freeName(`${after.name.slice(0, 200)}-rollout`);
        this.temporary('stand-in', name, after.document.object.spec, `${STAND_IN_REASON} ${after.name}`);
      }
    }
  }

  private move(
    step: TransitionStepKind,
    action: TransitionMove['action'],
    role: TransitionRole,
    { name, document }: ProgramPolicy,
    replaced?: ProgramPolicy,
  ): void {
    const previous = action === 'prune' ? document : replaced?.document;
    this.moves[step].push({ action, role, namespace: this.namespace, name, document, previous, temporary: false });
  }

  /** Something that comes before everything it stands in for, and goes at the end. */
  private temporary(role: TransitionRole, name: string, spec: unknown, reason: string): TransitionMove {
    const { namespace } = this;
    const object: KubernetesObject = {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { annotations: { [GovernanceAnnotation.REASON]: reason }, name, namespace },
      spec,
    };
    const document = plainDocument(object);
    const arrival: TransitionMove = { action: 'apply', role, namespace, name, document, temporary: true };
    this.moves[role === 'companion' ? 'open' : 'add'].push(arrival);
    this.moves.close.push({ ...arrival, action: 'prune', previous: document });
    return arrival;
  }

  private freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.names.has(name); number++) name = `${wanted}-${number}`;
    this.names.add(name);
    return name;
  }
}

const COMPANION_REASON = 'companion of a rollout: keeps connections open while policies come and go; remove it last';
const STAND_IN_REASON = 'stands in during a rollout for the new version of';

/** Undefined where the object is the same. */
function rewriteOf(before: ProgramPolicy | undefined, after: ProgramPolicy): PolicyRewrite | undefined {
  if (!before || JSON.stringify(before.document.object) === JSON.stringify(after.document.object)) return undefined;
  return { before, after };
}

function byNamespace(policies: readonly ProgramPolicy[]): Map<string, ProgramPolicy[]> {
  const groups = new Map<string, ProgramPolicy[]>();
  for (const policy of policies) {
    const group = groups.get(policy.namespace);
    if (group) group.push(policy);
    else groups.set(policy.namespace, [policy]);
  }
  return groups;
}
