import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Transition, transitionBetween } from '../../../src/reachability/change/transition';
import { PolicyChange, policyChanges } from '../../arbitraries/policy-changes';
import { policy } from '../../fixtures/objects';
import { Cluster, labelsOf, readCluster } from '../../naive/cluster';
import { Verdict, verdictIn } from '../../naive/naive';
import { SOME_VALUE } from '../../naive/selectors';
import { withWorkloadPods } from '../../naive/workload-pods';
import { PolicyState, after, stateOf, statesWithin } from '../../support/transition-states';
import { analyse } from '../support';

const numRuns = process.env.NETPOL_DEEP ? 3_000 : 150;

function transition(old: readonly object[], now: readonly object[]): Transition {
  return transitionBetween(analyse(old).policies, analyse(now).policies);
}

function verdictsIn({ surroundings, scenario }: PolicyChange, state: PolicyState): Verdict[] {
  const cluster = withLabelValues(readCluster(withWorkloadPods([...surroundings, ...state.values()])));
  return scenario.queries.map((query) => verdictIn(cluster, query, scenario.options));
}

/** A transition holds for all pods there could be, so what controllers write is here a value that selectors name. */
function withLabelValues(cluster: Cluster): Cluster {
  const pods = cluster.pods.map((pod) => {
    const labels = Object.entries(labelsOf(pod)).map(([key, value]) => [key, value === SOME_VALUE ? 'a' : value]);
    return { ...pod, metadata: { ...pod.metadata, labels: Object.fromEntries(labels) } } as typeof pod;
  });
  return { ...cluster, pods };
}

type Query = PolicyChange['scenario']['queries'][number];

/** Asks every question at every moment that the steps may bring about. */
function eachMoment(
  change: PolicyChange,
  steps: Transition['steps'],
  check: (kind: string, query: Query, verdict: Verdict, index: number) => void,
): void {
  let state = stateOf(change.old);
  for (const step of steps) {
    for (const moment of statesWithin(state, step, change.masks)) {
      const verdicts = verdictsIn(change, moment);
      change.scenario.queries.forEach((query, index) => check(step.kind, query, verdicts[index]!, index));
    }
    state = after(state, step);
  }
}

test('what is allowed before and after is allowed at every moment, in whatever order each step is carried out', () => {
  fc.assert(
    fc.property(policyChanges, (change) => {
      const { steps } = transition(change.old, change.now);
      const before = verdictsIn(change, stateOf(change.old));
      const afterwards = verdictsIn(change, stateOf(change.now));
      eachMoment(change, steps, (kind, query, verdict, index) => {
        if (before[index] !== 'allowed' || afterwards[index] !== 'allowed') return;
        expect([kind, query, verdict]).toEqual([kind, query, 'allowed']);
      });
    }),
    { numRuns },
  );
});

test('a transition ends with exactly the new policies', () => {
  fc.assert(
    fc.property(policyChanges, ({ old, now }) => {
      const { steps } = transition(old, now);
      const end = steps.reduce(after, stateOf(old));
      expect([...end].sort()).toEqual([...stateOf(now)].sort());
    }),
    { numRuns },
  );
});

test('at one end of a connection nothing is opened that is closed before and after', () => {
  fc.assert(
    fc.property(policyChanges, (change) => {
      const { steps, wideCompanions } = transition(change.old, change.now);
      fc.pre(wideCompanions.length === 0);
      const oneEnded = change.scenario.queries.map(({ from, to }) => 'ip' in from || 'ip' in to);
      const before = verdictsIn(change, stateOf(change.old));
      const afterwards = verdictsIn(change, stateOf(change.now));
      eachMoment(change, steps, (kind, query, verdict, index) => {
        if (!oneEnded[index] || before[index] !== 'denied' || afterwards[index] !== 'denied') return;
        expect([kind, query, verdict]).toEqual([kind, query, 'denied']);
      });
    }),
    { numRuns },
  );
});

describe('the steps', () => {
  const web = { matchLabels: { app: 'web' } };
  const api = { matchLabels: { app: 'api' } };
  const deny = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const dns = policy('shop/dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53 }] }] });
  const ingress = (name: string, podSelector: object, port: number | string) =>
    policy(`shop/${name}`, { podSelector, policyTypes: ['Ingress'], ingress: [{ ports: [{ port }] }] });
  const stepsOf = (old: object[], now: object[]) =>
    transition(old, now).steps.map(({ kind, moves }) => [
      kind,
      ...moves.map((m) => `${m.action} ${m.name} (${m.role})`),
    ]);

  test('default deny in a namespace without policies comes with a companion that goes last', () => {
    expect(stepsOf([], [deny, dns])).toEqual([
      ['open', 'apply rollout-companion (companion)'],
      ['add', 'apply deny (new)', 'apply dns (new)'],
      ['close', 'prune rollout-companion (companion)'],
    ]);
  });

  test('so does the way back', () => {
    expect(stepsOf([deny, dns], [])).toEqual([
      ['open', 'apply rollout-companion (companion)'],
      ['remove', 'prune deny (obsolete)', 'prune dns (obsolete)'],
      ['close', 'prune rollout-companion (companion)'],
    ]);
  });

  test('a companion chooses only pods that are isolated on one side, in the directions in which they are', () => {
    const old = [ingress('web', web, 80), policy('shop/api', { podSelector: api, policyTypes: ['Egress'] })];
    const companions = transition(old, [...old, deny]).steps[0].moves;
    expect(companions.map(({ document }) => document.object.spec)).toEqual([
      {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
        policyTypes: ['Ingress'],
        ingress: [{}],
      },
      {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] },
        policyTypes: ['Egress'],
        egress: [{}],
      },
    ]);
  });

  test('an isolated namespace needs no companion: additions come before removals', () => {
    expect(stepsOf([deny, ingress('old-name', web, 80)], [deny, ingress('new-name', web, 80)])).toEqual([
      ['add', 'apply new-name (new)'],
      ['remove', 'prune old-name (obsolete)'],
    ]);
  });

  test('a policy changed in place is applied with what it is like: wider, narrower, or both', () => {
    const all = { podSelector: web, ingress: [{}] };
    const old = [deny, ingress('wider', web, 80), policy('shop/narrower', all), ingress('changed', api, 80)];
    const now = [deny, policy('shop/wider', all), ingress('narrower', web, 80), ingress('changed', api, 81)];
    expect(stepsOf(old, now)).toEqual([
      ['add', 'apply wider (wider)'],
      ['change', 'apply changed (changed)'],
      ['remove', 'apply narrower (narrower)'],
    ]);
  });

  test('where two changed policies hand a connection over, the new one is there under another name first', () => {
    const old = [deny, ingress('a', web, 80), ingress('b', web, 90)];
    const now = [deny, ingress('a', web, 90), ingress('b', web, 91)];
    expect(stepsOf(old, now)).toEqual([
      ['add', 'apply a-rollout (stand-in)'],
      ['change', 'apply a (changed)', 'apply b (changed)'],
      ['close', 'prune a-rollout (stand-in)'],
    ]);
  });

  test('changed policies that have nothing to do with each other need no stand-in', () => {
    const old = [deny, ingress('a', web, 80), ingress('b', web, 90), ingress('c', api, 81)];
    const now = [deny, ingress('a', web, 81), ingress('b', web, 91), ingress('c', api, 80)];
    expect(stepsOf(old, now)).toEqual([['change', 'apply a (changed)', 'apply b (changed)', 'apply c (changed)']]);
  });

  test('pods that one policy stops isolating and another starts isolating stay isolated', () => {
    const isolate = (name: string, podSelector: object) => policy(`shop/${name}`, { podSelector });
    const steps = stepsOf([isolate('a', web), isolate('b', api)], [isolate('a', api), isolate('b', web)]);
    expect(steps[0]).toEqual(['add', 'apply a-rollout (stand-in)', 'apply b-rollout (stand-in)']);
  });

  test('an allow-all of the new set comes first and one of the old set goes last, without another companion', () => {
    const open = policy('shop/rollout-companion', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{}],
      egress: [{}],
    });
    expect(stepsOf([], [open, dns])).toEqual([
      ['open', 'apply rollout-companion (companion)'],
      ['add', 'apply dns (new)'],
    ]);
    expect(stepsOf([open, dns], [])).toEqual([
      ['remove', 'prune dns (obsolete)'],
      ['close', 'prune rollout-companion (companion)'],
    ]);
    expect(stepsOf([open, dns], [deny, dns])).toEqual([
      ['add', 'apply deny (new)'],
      ['close', 'prune rollout-companion (companion)'],
    ]);
  });

  test('helpers take no name that is in use', () => {
    const taken = { ...deny, metadata: { name: 'rollout-companion', namespace: 'shop' } };
    expect(stepsOf([], [taken])[0]).toEqual(['open', 'apply rollout-companion-2 (companion)']);
  });

  test('where the right pods would take too many companions, some open more, which is said', () => {
    const two = (value: number) => ({ matchLabels: { [`a${value}`]: 'x', [`b${value}`]: 'y' } });
    const old = Array.from({ length: 8 }, (_, index) => ingress(`p${index}`, two(index), 80));
    const { steps, wideCompanions } = transition(old, [...old, deny]);
    const ingressOnes = steps[0].moves.filter(({ document }) => 'ingress' in (document.object.spec as object));
    expect(ingressOnes).toHaveLength(16);
    expect(wideCompanions).toEqual(ingressOnes);
  });

  test('objects that mean the same are applied with the additions; equal ones are left alone', () => {
    const annotated = { ...dns, metadata: { name: 'dns', namespace: 'shop', annotations: { note: 'x' } } };
    expect(stepsOf([deny, dns], [deny, annotated])).toEqual([['add', 'apply dns (rewritten)']]);
    expect(stepsOf([deny, dns], [deny, dns])).toEqual([]);
  });
});
