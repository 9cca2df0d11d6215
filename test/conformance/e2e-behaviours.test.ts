import { describe, expect, test } from 'vitest';
import { type Protocol } from './subject';
import { subjects } from './subjects';
import { behaviours } from '../fixtures/e2e';
import { isDenied, objectsOf } from '../fixtures/e2e/model';

test('every behaviour of the end-to-end suite of Kubernetes is retold once', () => {
  expect(new Set(behaviours.map(({ title }) => title)).size).toBe(48);
  expect(behaviours).toHaveLength(48);
});

describe.each(subjects)('$name: behaviours of the end-to-end suite of Kubernetes', (subject) => {
  test.each(behaviours)('$title', (behaviour) => {
    const pods = behaviour.pods.split(' ');
    const pairs = pods.flatMap((from) => pods.filter((to) => to !== from).map((to) => ({ from, to })));
    for (const step of behaviour.steps) {
      const loaded = subject.load(objectsOf(behaviour, step), { ipBlockMatchesPods: 'known-ips' });
      for (const probe of step.probes) {
        const [protocol, port] = probe.port.split('/');
        const table = (verdict: (from: string, to: string) => string) =>
          pairs.map(({ from, to }) => `${from} -> ${to} ${probe.port} ${verdict(from, to)}`);
        expect(
          table((from, to) => loaded.verdict({ pod: from }, { pod: to }, protocol as Protocol, Number(port))),
        ).toEqual(table((from, to) => (isDenied(probe, from, to) ? 'denied' : 'allowed')));
      }
    }
  });
});
