import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCorpus, readIndex, readObjects } from '../corpus';
import type { Connection } from '../subject';
import { subjects } from '../subjects';
import { contradictions, type Place } from './connections';
import { readConnections } from './output';
import { affordable, boundaryAddresses, boundaryPorts, workloadsOf } from './questions';
import { canonicalLines } from './relation';

/** Exception: np-guard lists pods that have run to their end; they are no endpoints, their addresses are given on. */
const ended: Record<string, string[]> = {
  minikube_resources: [
    'ingress-nginx/ingress-nginx-admission-create[Job]',
    'ingress-nginx/ingress-nginx-admission-patch[Job]',
  ],
};

describeCorpus('np-guard', (path) => {
  const cases = readIndex(join(path, 'INDEX.tsv')).flatMap(({ case: name }) =>
    ['connlist', 'exposure']
      .map((output) => ({ name, output, file: join(path, name, 'expected', `${name}_${output}_output.txt`) }))
      .filter(({ file }) => existsSync(file)),
  );

  describe.each(subjects)('$name: connections', (subject) => {
    test.each(cases)('of $name, $output output', ({ name, file }) => {
      const objects = readObjects(join(path, name, 'manifests'));
      const workloads = workloadsOf(objects);
      const expected = readConnections(file);
      const named = new Set(expected.flatMap(workloadNames));
      const unknown = [...named].filter((id) => !workloads.some((workload) => workload.id === id));
      expect(unknown).toEqual(ended[name] ?? []);

      const loaded = subject.load(objects, { ipBlockMatchesPods: 'never' });
      const rangeEnds = expected.flatMap(({ from, to }) => [from, to]);
      const addresses = boundaryAddresses(objects, rangeEnds).map((ip) => ({ ip }));
      const places: Place[] = [...workloads, ...addresses];
      const listedPorts = expected.flatMap((row) => row.ports);
      const space = { places, ports: boundaryPorts(objects, listedPorts) };
      // In ipblockstest_4 each answer goes through the 638 blocks of one policy.
      const pairs = affordable(subject, name === 'ipblockstest_4' ? 10 : 30);
      expect(contradictions(loaded, expected, space, pairs)).toEqual([]);

      if (loaded.relation) {
        const leftOut = new Set([...workloads.filter((one) => one.hostNetwork).map(({ id }) => id), ...unknown]);
        expect(canonicalLines(loaded.relation(), leftOut)).toEqual(canonicalLines(expected, leftOut));
      }
    });
  });
});

function workloadNames({ from, to }: Connection): string[] {
  return [from, to].flatMap((end) => ('workload' in end ? end.workload : []));
}
