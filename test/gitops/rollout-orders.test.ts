import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AllowFlow,
  AllowNamespace,
  Baseline,
  ExternalEgress,
  NamespaceStack,
  PolicyType,
  Port,
  Rendering,
  Rollout,
  RolloutPhase,
  Cidr,
  Workload,
} from '../../src';
import { KubernetesObject, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { transitionBetween } from '../../src/reachability/change/transition';
import { readCluster } from '../naive/cluster';
import { EndpointRef, Query, Verdict, verdictIn } from '../naive/naive';
import { analyse } from '../reachability/support';
import { UnorderedMoves, allAtOnce, applyThenPrune, argoSync, asStep } from '../support/argo-sync';
import { PolicyState, after, stateOf, statesWithin } from '../support/transition-states';
import { objectsOf, platform, testApp } from '../support/tree';

const { OBSERVE, OPEN, PREPARE, ENFORCE, ROLLBACK } = RolloutPhase;
const PHASES = [OBSERVE, OPEN, PREPARE, ENFORCE, ROLLBACK];
const NAMESPACES = ['shop', 'orders'];
const NAMES = ['web', 'api', 'db'];
const PORTS = [443, 8443];

/** A program in which one team changes its mind about flows between two versions. */
interface Program {
  readonly rendering: Rendering;
  readonly baselines: readonly Baseline[];
  readonly flows: readonly { from: number; to: number; port: number }[];
  readonly extras: boolean;
}

const WORKLOADS = NAMESPACES.flatMap((namespace) => NAMES.map((name) => ({ namespace, name })));

const baseline = fc.constantFrom(
  Baseline.denyAll(),
  Baseline.denyAll(),
  Baseline.none(),
  Baseline.of({ isolate: [PolicyType.INGRESS], dns: false }),
  Baseline.of({ isolate: [PolicyType.EGRESS], sameNamespace: true }),
);

const programs: fc.Arbitrary<Program> = fc.record({
  rendering: fc.constantFrom(Rendering.PER_FLOW, Rendering.PER_SUBJECT),
  baselines: fc.tuple(baseline, baseline),
  flows: fc.uniqueArray(
    fc
      .record({
        from: fc.nat(WORKLOADS.length - 1),
        to: fc.nat(WORKLOADS.length - 1),
        port: fc.constantFrom(...PORTS),
      })
      .filter(({ from, to }) => from !== to),
    { maxLength: 4, selector: (flow) => JSON.stringify(flow) },
  ),
  extras: fc.boolean(),
});

/** The policies of a program in a phase; each namespace may be in one of its own. */
function policiesOf(program: Program, ...phases: RolloutPhase[]): PolicyState {
  const app = testApp();
  const stacks = NAMESPACES.map((namespace, index) => {
    const stack = new NamespaceStack(app, namespace, {
      platform,
      rendering: program.rendering,
      baseline: program.baselines[index]!,
    });
    new Rollout(stack, 'rollout', { phase: phases[index % phases.length]! });
    return stack;
  });
  const workloads = WORKLOADS.map(({ namespace, name }) => Workload.of({ namespace, name, labels: { app: name } }));
  program.flows.forEach(({ from, to, port }, index) => {
    new AllowFlow(app, `flow-${index}`, { from: workloads[from]!, to: workloads[to]!, ports: [Port.tcp(port)] });
  });
  if (program.extras) {
    new AllowNamespace(app, 'neighbours', { from: 'shop', to: 'orders', ports: [Port.tcp(443)] });
    new ExternalEgress(stacks[1]!, 'out', { to: [Cidr.of('203.0.113.0/24')], ports: [Port.tcp(443)] });
  }
  return stateOf(objectsOf(app).filter(isNetworkPolicy));
}

const PODS: KubernetesObject[] = WORKLOADS.map(({ namespace, name }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, labels: { app: name } },
  spec: { containers: [{ name: 'c' }] },
}));

const ENDS: EndpointRef[] = [
  ...WORKLOADS.map(({ namespace, name }) => ({ pod: `${namespace}/${name}` })),
  { ip: '203.0.113.9' },
];
const QUERIES: Query[] = ENDS.flatMap((from) =>
  ENDS.filter((to) => to !== from && ('pod' in from || 'pod' in to)).flatMap((to) =>
    PORTS.map((port) => ({ from, to, protocol: 'TCP' as const, port })),
  ),
);

function verdictsIn(state: PolicyState): Verdict[] {
  const cluster = readCluster([...PODS, ...state.values()]);
  return QUERIES.map((query) => verdictIn(cluster, query, { ipBlockMatchesPods: 'never' }));
}

/** What is allowed before and after, and denied at some moment in between. */
function outages(live: PolicyState, target: PolicyState, steps: UnorderedMoves[], masks: number[]): Query[] {
  const [before, afterwards] = [verdictsIn(live), verdictsIn(target)];
  const lost = new Set<Query>();
  let state = live;
  for (const step of steps.map(asStep)) {
    for (const moment of statesWithin(state, step, masks, 32)) {
      verdictsIn(moment).forEach((verdict, index) => {
        const works = before[index] === 'allowed' && afterwards[index] === 'allowed';
        if (works && verdict !== 'allowed') lost.add(QUERIES[index]!);
      });
    }
    state = after(state, step);
  }
  return [...lost];
}

/** What an engine does to get from one state to the other. */
const ENGINES = {
  'in any order': (live: PolicyState, target: PolicyState) => [allAtOnce(live, target)],
  'by applying and then pruning, as Flux and kubectl do': applyThenPrune,
  'in one sync of Argo CD': argoSync,
};
type Engine = keyof typeof ENGINES;

const ANY_ORDER: [RolloutPhase, RolloutPhase][] = [
  [OBSERVE, OPEN],
  [OPEN, OBSERVE],
  [OPEN, PREPARE],
  [OPEN, ROLLBACK],
  [PREPARE, OPEN],
  [PREPARE, ENFORCE],
  [PREPARE, ROLLBACK],
  [ENFORCE, PREPARE],
  [ENFORCE, ROLLBACK],
  [ROLLBACK, OPEN],
  [ROLLBACK, PREPARE],
  [ROLLBACK, ENFORCE],
];

const PRUNED_LAST: [RolloutPhase, RolloutPhase][] = [...ANY_ORDER, [ENFORCE, OPEN], [OPEN, ENFORCE]];

/** Which ways are safe with which engine: the table of docs/ROLLOUT.md. */
const SAFE: Record<Engine, [RolloutPhase, RolloutPhase][]> = {
  'in any order': ANY_ORDER,
  'by applying and then pruning, as Flux and kubectl do': PRUNED_LAST,
  'in one sync of Argo CD': [...PRUNED_LAST, [OBSERVE, PREPARE], [OBSERVE, ROLLBACK]],
};

const masks = fc.array(fc.nat(2 ** 25), { minLength: 12, maxLength: 12 });
const numRuns = process.env.NETPOL_DEEP ? 200 : 8;
const engines = Object.keys(ENGINES) as Engine[];

describe.each(engines)('between phases, %s', (engine) => {
  const steps = ENGINES[engine];

  test.each(SAFE[engine])('nothing that works before and after fails from %s to %s', (from, to) => {
    fc.assert(
      fc.property(programs, masks, (program, subsets) => {
        const [live, target] = [policiesOf(program, from), policiesOf(program, to)];
        expect(outages(live, target, steps(live, target), subsets)).toEqual([]);
      }),
      { numRuns },
    );
  });

  const isSafe = (from: RolloutPhase, to: RolloutPhase) => SAFE[engine].some(([a, b]) => a === from && b === to);
  const unsafe = PHASES.flatMap((from) =>
    PHASES.flatMap((to): [RolloutPhase, RolloutPhase][] => (from === to || isSafe(from, to) ? [] : [[from, to]])),
  );

  test.each(unsafe)('something fails from %s to %s, which is why there is another way', (from, to) => {
    const program: Program = {
      rendering: Rendering.PER_FLOW,
      baselines: [Baseline.denyAll(), Baseline.denyAll()],
      flows: [{ from: 0, to: 4, port: 443 }],
      extras: false,
    };
    const [live, target] = [policiesOf(program, from), policiesOf(program, to)];
    const everySubset = Array.from({ length: 2 ** 10 }, (_, mask) => mask);
    expect(outages(live, target, steps(live, target), everySubset)).not.toEqual([]);
  });
});

test('namespaces go one by one: each may be anywhere on its own way', () => {
  const ways = fc.tuple(fc.constantFrom(...ANY_ORDER), fc.constantFrom(...ANY_ORDER));
  fc.assert(
    fc.property(programs, ways, masks, (program, [shop, orders], subsets) => {
      const live = policiesOf(program, shop[0], orders[0]);
      const target = policiesOf(program, shop[1], orders[1]);
      expect(outages(live, target, [allAtOnce(live, target)], subsets)).toEqual([]);
    }),
    { numRuns: numRuns * 4 },
  );
});

test('a plan finds a safe way between any two phases', () => {
  const phases = fc.tuple(fc.constantFrom(...PHASES), fc.constantFrom(...PHASES));
  fc.assert(
    fc.property(programs, phases, masks, (program, [from, to], subsets) => {
      const [live, target] = [policiesOf(program, from), policiesOf(program, to)];
      const [old, now] = [live, target].map((state) => analyse(state.values()).policies);
      expect(outages(live, target, [...transitionBetween(old, now).steps], subsets)).toEqual([]);
    }),
    { numRuns: numRuns * 5 },
  );
});

test('no phase but enforce denies anything, and each says what it is', () => {
  fc.assert(
    fc.property(programs, (program) => {
      for (const phase of [OBSERVE, OPEN, PREPARE, ROLLBACK]) {
        expect(new Set(verdictsIn(policiesOf(program, phase)))).toEqual(new Set(['allowed']));
      }
    }),
    { numRuns },
  );
});

test('a policy that is renamed is pruned last by Argo CD, so its flow never stops', () => {
  const enforced = (port: number, name: string) => {
    const app = testApp();
    const stack = new NamespaceStack(app, 'shop', { platform, baseline: Baseline.of({ dns: false }) });
    new Rollout(app, 'rollout', { phase: ENFORCE });
    const [web, api] = ['web', 'api'].map((id) => stack.workload(id, { labels: { app: id } }));
    new AllowFlow(stack, 'flow', { from: web!, to: api!, ports: [Port.tcp(port)], metadata: { name } });
    return stateOf(objectsOf(app).filter(isNetworkPolicy));
  };
  const [live, target] = [enforced(443, 'old'), enforced(443, 'new')];
  expect(outages(live, target, argoSync(live, target), [])).toEqual([]);
  const withoutOption = (state: PolicyState): PolicyState =>
    stateOf(
      [...state.values()].map((object) => {
        const { 'argocd.argoproj.io/sync-options': _, ...annotations } = object.metadata!.annotations!;
        return { ...object, metadata: { ...object.metadata, annotations } };
      }),
    );
  const [bare, renamed] = [withoutOption(live), withoutOption(target)];
  expect(outages(bare, renamed, argoSync(bare, renamed), [])).not.toEqual([]);
});
