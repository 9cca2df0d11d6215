import { KubernetesObject } from '../../src/model/kubernetes-object';
import { TransitionMove, TransitionStep } from '../../src/reachability/change/transition';

/** Policies by namespace and name, as a cluster holds them. */
export type PolicyState = ReadonlyMap<string, KubernetesObject>;

export function stateOf(policies: Iterable<KubernetesObject>): PolicyState {
  return new Map([...policies].map((policy) => [keyOf(policy.metadata?.namespace ?? 'default', policy), policy]));
}

/** The state once a step is complete. */
export function after(state: PolicyState, { moves }: TransitionStep): PolicyState {
  return carriedOut(state, moves);
}

/**
 * The states that a step can pass through, in whatever order its moves are carried out: one for each subset of them. Of
 * many moves, the subsets that `masks` choose.
 */
export function* statesWithin(
  state: PolicyState,
  { moves }: TransitionStep,
  masks: readonly number[],
  most = 128,
): Generator<PolicyState> {
  const all = moves.length <= Math.log2(most);
  const subsets = all ? Array.from({ length: 2 ** moves.length }, (_, mask) => mask) : masks;
  for (const subset of subsets) {
    yield carriedOut(
      state,
      moves.filter((_, index) => Math.floor(subset / 2 ** index) % 2 === 1),
    );
  }
}

function carriedOut(state: PolicyState, moves: readonly TransitionMove[]): PolicyState {
  const next = new Map(state);
  for (const { action, namespace, name, document } of moves) {
    if (action === 'apply') next.set(`${namespace}/${name}`, document.object);
    else next.delete(`${namespace}/${name}`);
  }
  return next;
}

function keyOf(namespace: string, { metadata }: KubernetesObject): string {
  return `${namespace}/${metadata?.name}`;
}
