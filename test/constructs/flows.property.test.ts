import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AllowFlow, NamespaceStack, Port, Rendering, Workload } from '../../src';
import { subdomainProblems } from '../../src/model/kubernetes-names';
import { KubernetesObject, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import { naiveVerdict } from '../naive/naive';
import { objectsOf, platform, testApp } from '../support/tree';

/** A program: which workloads there are, who may talk to whom on what, and which namespaces have a stack. */
interface Program {
  readonly workloads: readonly { namespace: string; name: string }[];
  readonly flows: readonly { from: number; to: number; ports: readonly number[]; udp: boolean }[];
  readonly managed: readonly string[];
}

const NAMESPACES = ['shop', 'orders', 'db'];
const PORTS = [53, 443, 8443, 9090];

const programs: fc.Arbitrary<Program> = fc
  .uniqueArray(
    fc.record({ namespace: fc.constantFrom(...NAMESPACES), name: fc.constantFrom('web', 'api', 'db', 'web-api') }),
    { minLength: 2, maxLength: 6, selector: ({ namespace, name }) => `${namespace}/${name}` },
  )
  .chain((workloads) =>
    fc.record({
      workloads: fc.constant(workloads),
      flows: fc.array(
        fc
          .record({
            from: fc.nat(workloads.length - 1),
            to: fc.nat(workloads.length - 1),
            ports: fc.uniqueArray(fc.constantFrom(...PORTS), { minLength: 1, maxLength: 3 }),
            udp: fc.boolean(),
          })
          .filter(({ from, to }) => from !== to),
        { maxLength: 8 },
      ),
      managed: fc.subarray(NAMESPACES, { minLength: 1 }),
    }),
  );

/** Runs a program. The order of flows and stacks must not matter, so both can be shuffled. */
function synthesise(program: Program, rendering: Rendering, reversed = false): KubernetesObject[] {
  const app = testApp();
  const order = <T>(list: readonly T[]) => (reversed ? [...list].reverse() : [...list]);
  const workloads = program.workloads.map(({ namespace, name }) =>
    Workload.of({ namespace, name, labels: { app: name } }),
  );
  const declareStacks = () =>
    order(program.managed).map((namespace) => new NamespaceStack(app, namespace, { platform, rendering }));
  // A flow between two namespaces without a stack is nobody's to open, but it is no mistake either.
  const declareFlows = () =>
    order(program.flows.map((flow, index) => ({ ...flow, index }))).map(
      ({ from, to, ports, udp, index }) =>
        new AllowFlow(app, `flow-${index}`, {
          from: workloads[from]!,
          to: workloads[to]!,
          ports: ports.map((port) => (udp ? Port.udp(port) : Port.tcp(port))),
          reason: `reason ${index}`,
        }),
    );
  if (reversed) {
    declareFlows();
    declareStacks();
  } else {
    declareStacks();
    declareFlows();
  }
  return objectsOf(app);
}

function labelsOf(name: string): Record<string, string> {
  return name === 'dns' ? { 'k8s-app': 'kube-dns' } : { app: name };
}

function podsOf(program: Program): KubernetesObject[] {
  return [...program.workloads, { namespace: 'kube-system', name: 'dns' }].map(({ namespace, name }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: labelsOf(name) },
    spec: { containers: [{ name: 'c' }] },
  }));
}

/** What a program declares: what an end that is managed opens, and an end that is not lets pass anyway. */
function declared(program: Program, from: number, to: number, protocol: 'TCP' | 'UDP', port: number): boolean {
  const isManaged = (index: number) => program.managed.includes(program.workloads[index]!.namespace);
  if (!isManaged(from) && !isManaged(to)) return true;
  return program.flows.some(
    (flow) => flow.from === from && flow.to === to && flow.udp === (protocol === 'UDP') && flow.ports.includes(port),
  );
}

const runs = { numRuns: process.env.NETPOL_DEEP ? 5_000 : 150 };
const ask = { ipBlockMatchesPods: 'never' } as const;
const ends = ({ workloads }: Program) => workloads.map(({ namespace, name }) => ({ pod: `${namespace}/${name}` }));

test.each([Rendering.PER_FLOW, Rendering.PER_SUBJECT])(
  'exactly the declared flows are open, at both ends, and DNS for everyone (%s)',
  (rendering) => {
    fc.assert(
      fc.property(programs, (program) => {
        const objects = [...synthesise(program, rendering), ...podsOf(program)];
        const pods = ends(program);
        pods.forEach((from, fromIndex) => {
          for (const protocol of ['TCP', 'UDP'] as const) {
            const dns = { from, to: { pod: 'kube-system/dns' }, protocol, port: 53 };
            expect(naiveVerdict(objects, dns, ask)).toBe('allowed');
            pods.forEach((to, toIndex) => {
              if (fromIndex === toIndex) return;
              for (const port of [...PORTS, 54]) {
                const verdict = naiveVerdict(objects, { from, to, protocol, port }, ask);
                const wanted = declared(program, fromIndex, toIndex, protocol, port) ? 'allowed' : 'denied';
                expect(verdict, `${from.pod} to ${to.pod} on ${protocol} ${port}`).toBe(wanted);
              }
            });
          }
          const outside = { from, to: { ip: '8.8.8.8' }, protocol: 'TCP', port: 443 } as const;
          const isManaged = program.managed.includes(program.workloads[fromIndex]!.namespace);
          expect(naiveVerdict(objects, outside, ask)).toBe(isManaged ? 'denied' : 'allowed');
        });
      }),
      runs,
    );
  },
);

test('the output does not depend on the order of declaration', () => {
  const sorted = (objects: KubernetesObject[]) => objects.map((object) => JSON.stringify(object)).sort();
  fc.assert(
    fc.property(programs, fc.constantFrom(Rendering.PER_FLOW, Rendering.PER_SUBJECT), (program, rendering) => {
      expect(sorted(synthesise(program, rendering, true))).toEqual(sorted(synthesise(program, rendering)));
    }),
    runs,
  );
});

test('names are valid and unique, and the API server would take every policy', () => {
  fc.assert(
    fc.property(programs, fc.constantFrom(Rendering.PER_FLOW, Rendering.PER_SUBJECT), (program, rendering) => {
      const policies = synthesise(program, rendering).filter(isNetworkPolicy);
      const names = policies.map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(policies.flatMap(({ metadata }) => subdomainProblems(metadata!.name!))).toEqual([]);
      expect(policies.flatMap((policy) => validateNetworkPolicy(policy))).toEqual([]);
    }),
    runs,
  );
});
