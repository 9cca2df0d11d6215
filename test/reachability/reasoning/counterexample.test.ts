import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIpAddress } from '../../../src/model/ip-address';
import { PortSet } from '../../../src/model/port-set';
import { flowBetween } from '../../../src/reachability/question/flow';
import { allowsWithin, type Counterexample, type SampleEnd } from '../../../src/reachability/reasoning/counterexample';
import { Analysis } from '../../../src/reachability/relation/analysis';
import type { FlowEnd } from '../../../src/reachability/relation/flow-end';
import { ClassMember } from '../../../src/reachability/universe/pod-classes';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { policy } from '../../fixtures/objects';
import { analyse, memberEnd } from '../support';

const numRuns = process.env.NETPOL_DEEP ? 10_000 : 300;

const flatten = (cluster: object[]): Record<string, unknown>[] =>
  cluster.flatMap((object) =>
    'items' in object ? (object.items as Record<string, unknown>[]) : [object as Record<string, unknown>],
  );
const isPolicy = ({ apiVersion, kind }: Record<string, unknown>) =>
  apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy';

/** The pods of a counterexample as objects, so that the engine judges them as it would any others. */
function isAllowed(policies: object[], { from, to, protocol, port, portNames }: Counterexample): boolean {
  const objects = [from, to].flatMap((end, index) => {
    if (!('namespace' in end)) return [];
    const ports = index === 1 ? portNames.map((name) => ({ name, protocol, containerPort: port })) : [];
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: end.namespace, labels: { ...end.namespaceLabels } } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `p${index}`, namespace: end.namespace, labels: { ...end.labels } },
        spec: { containers: [{ name: 'c', ports }] },
      },
    ];
  });
  const unique = new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
  const analysis = analyse([...policies, ...unique.values()]);
  const endOf = (end: SampleEnd, index: number): FlowEnd => {
    if (!('namespace' in end)) return { kind: 'address', address: end };
    const member = analysis.members.find(({ workload }) => workload.name === `p${index}`)!;
    return memberEnd(analysis, member);
  };
  const { allowed } = flowBetween(analysis, endOf(from, 0), endOf(to, 1));
  return allowed.has(protocol, port);
}

test('a block whose exceptions cover all of it allows nothing more', () => {
  const from = [{ ipBlock: { cidr: '10.0.0.0/23', except: ['10.0.0.0/24', '10.0.1.0/24'] } }];
  const [covered, closed] = [[{ from }], []].map(
    (ingress) => analyse([policy('red/n0', { podSelector: {}, policyTypes: ['Ingress'], ingress })]).policies,
  );
  expect(allowsWithin(covered!, closed!).answer).toBe('yes');
});

/** The same pods in another analysis, which may tell replicas of a StatefulSet apart where this one does not. */
function memberLike({ members }: Analysis, { workload, group, ordinal }: Omit<ClassMember, 'classId'>): ClassMember {
  const same = members.filter((one) => one.workload.id === workload.id && one.group.podName === group.podName);
  return same.find((one) => one.ordinal === ordinal) ?? same.find((one) => one.ordinal === undefined) ?? same[0]!;
}

test('a counterexample is allowed by the one and not by the other, and where there is none nothing is', () => {
  const answers = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(clusterArbitrary, clusterArbitrary, fc.boolean(), (a, b, nested) => {
      const [objects, others] = [flatten(a), flatten(b)];
      const first = objects.filter(isPolicy);
      // Part of a set isolates less, so that one answer is yes more often.
      const second = nested ? first.slice(1) : others.filter(isPolicy);
      const pods = objects.filter((object) => !isPolicy(object));
      const [one, other] = [first, second].map((policies) => analyse([...policies, ...pods])) as [Analysis, Analysis];
      const answer = allowsWithin(one.policies, other.policies);
      answers[answer.answer]++;
      if (answer.answer === 'no') {
        expect(isAllowed(first, answer.counterexample)).toBe(true);
        expect(isAllowed(second, answer.counterexample)).toBe(false);
        return;
      }
      expect(answer.answer).toBe('yes');
      for (const source of one.members) {
        for (const destination of one.members) {
          const allowed = [one, other].map((analysis) => {
            const [from, to] = [source, destination].map(({ workload, group, ordinal }) =>
              memberEnd(analysis, memberLike(analysis, { workload, group, ordinal })),
            ) as [FlowEnd, FlowEnd];
            const flow = flowBetween(analysis, from, to);
            // Labels that controllers write leave open what some of the pods there could be are allowed.
            return analysis === one ? flow.allowed : flow.allowed.union(flow.undefinedPorts);
          }) as [PortSet, PortSet];
          // What policies mean for hostNetwork is left to the plugin, so no set forbids or permits it.
          if (source === destination || source.group.hostNetwork || destination.group.hostNetwork) continue;
          expect(allowed[1].contains(allowed[0])).toBe(true);
        }
      }
    }),
    { numRuns },
  );
  expect(answers.yes).toBeGreaterThan(20);
  expect(answers.no).toBeGreaterThan(20);
  expect(answers.unknown).toBe(0);
});

const shop = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});
const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const within = (first: object[], second: object[]) => allowsWithin(analyse(first).policies, analyse(second).policies);

test('what both ends forbid together is no counterexample', () => {
  const closed = shop('closed', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const egressOpen = shop('out', { ...app('web'), egress: [{ to: [app('db')] }], policyTypes: ['Egress'] });
  expect(within([closed, egressOpen], [closed])).toEqual({ answer: 'yes' });
  const ingressOpen = shop('in', { ...app('db'), ingress: [{ from: [app('web')] }] });
  expect(within([closed, egressOpen, ingressOpen], [closed])).toMatchObject({
    answer: 'no',
    counterexample: {
      from: { namespace: 'shop', labels: { app: 'web' } },
      to: { namespace: 'shop', labels: { app: 'db' } },
    },
  });
});

test('a port by name is shown with a number that the name does not give away', () => {
  const byName = shop('in', { ...app('db'), ingress: [{ ports: [{ port: 'pg' }] }] });
  const byNumber = shop('in', { ...app('db'), ingress: [{ ports: [{ port: 5432 }] }] });
  expect(within([byName], [byNumber])).toMatchObject({
    answer: 'no',
    counterexample: { portNames: ['pg'], protocol: 'TCP' },
  });
  const both = shop('in', { ...app('db'), ingress: [{ ports: [{ port: 'pg' }, { port: 5432 }] }] });
  expect(within([byName], [both])).toEqual({ answer: 'yes' });
});

test('addresses count too', () => {
  const block = (cidr: string, except: string[] = []) =>
    shop('out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr, except } }] }] });
  const answer = within([block('10.0.0.0/8')], [block('10.0.0.0/8', ['10.1.0.0/16'])]);
  expect(answer.answer === 'no' && formatIpAddress(answer.counterexample.to as never)).toBe('10.1.0.0');
  expect(within([block('10.2.0.0/16')], [block('10.0.0.0/8', ['10.1.0.0/16'])])).toEqual({ answer: 'yes' });
});

test('one namespace does not have two values of a label', () => {
  const peer = (team: string) => ({
    namespaceSelector: { matchLabels: { team, 'kubernetes.io/metadata.name': 'shop' } },
  });
  const out = shop('out', { ...app('web'), policyTypes: ['Egress'], egress: [{ to: [peer('a')] }] });
  const into = shop('in', { ...app('db'), ingress: [{ from: [peer('b')] }] });
  const others = shop('others', {
    podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] },
  });
  const closed = shop('closed', { podSelector: {}, policyTypes: ['Egress'] });
  expect(
    within(
      [
        out,
        into,
        others,
        shop('rest', {
          podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
          policyTypes: ['Egress'],
        }),
      ],
      [closed],
    ),
  ).toEqual({ answer: 'yes' });
});

test('many selectors that overlap end in unknown, and soon', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    shop(`p${index}`, {
      podSelector: { matchExpressions: [{ key: `k${index}`, operator: 'Exists' }] },
      ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: `l${index}`, operator: 'Exists' }] } }] }],
    }),
  );
  const started = performance.now();
  expect(within(many, [...many].reverse())).toEqual({ answer: 'unknown' });
  expect(performance.now() - started).toBeLessThan(20_000);
});
