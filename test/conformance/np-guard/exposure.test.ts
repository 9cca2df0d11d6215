import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCorpus, readIndex, readObjects } from '../corpus';
import type { EndpointRef, Exposure, LoadedSubject } from '../subject';
import { subjects } from '../subjects';
import { readExposure } from './output';
import { exposes, portNumbers, possiblePods, withPossiblePods, type PossiblePod } from './possible-pods';
import { affordable, boundaryPorts, protocols, sample, workloadsOf, type Workload } from './questions';

const directions = ['Ingress', 'Egress'] as const;

interface Question {
  workload: Workload;
  direction: Exposure['direction'];
  possible: PossiblePod;
  protocol: (typeof protocols)[number];
  port: number;
}

function questionsOf(workloads: Workload[], pods: PossiblePod[], ports: number[]): Question[] {
  return workloads.flatMap((workload) =>
    directions.flatMap((direction) =>
      pods.flatMap((possible) =>
        protocols.flatMap((protocol) => ports.map((port) => ({ workload, direction, possible, protocol, port }))),
      ),
    ),
  );
}

function textOf({ workload, direction, possible, protocol, port }: Question): string {
  const labels = JSON.stringify([possible.namespaceLabels, possible.labels]);
  return `${workload.id} ${direction} ${possible.id} ${labels} ${protocol} ${port}`;
}

/** Whether the subject says that they may talk, of each pod of the workload. */
function allows(loaded: LoadedSubject, { workload, direction, possible, protocol, port }: Question): boolean[] {
  return workload.refs.map((ref) => {
    const peer: EndpointRef = { pod: possible.id };
    const [from, to] = direction === 'Ingress' ? [peer, ref] : [ref, peer];
    return loaded.verdict(from, to, protocol, port) === 'allowed';
  });
}

describeCorpus('np-guard', (path) => {
  const cases = readIndex(join(path, 'INDEX.tsv'))
    .map(({ case: name }) => ({ name, file: join(path, name, 'expected', `${name}_exposure_output.txt`) }))
    .filter(({ file }) => existsSync(file));

  describe.each(subjects)('$name: exposure', (subject) => {
    test.each(cases)('of $name', ({ name, file }) => {
      const objects = readObjects(join(path, name, 'manifests'));
      const workloads = workloadsOf(objects);
      const expected = readExposure(file);
      const unknown = expected.exposures.filter((row) => !workloads.some(({ id }) => id === row.workload));
      expect(unknown).toEqual([]);

      const pods = possiblePods(objects, Math.min(affordable(subject, 50), 1000));
      expect(pods).not.toEqual([]);
      const numbers = portNumbers(objects);
      const listedPorts = expected.exposures.flatMap((row) => row.ports);
      const ports = [...boundaryPorts(objects, listedPorts), ...numbers.values()];
      const listed = (rows: Exposure[], { workload, direction, possible, protocol, port }: Question) => {
        const own = rows.filter((row) => row.workload === workload.id && row.direction === direction);
        return exposes(own, possible, numbers, protocol, port);
      };
      const questions = sample(questionsOf(workloads, pods, ports), affordable(subject, 2000));
      const loaded = subject.load(withPossiblePods(objects, pods), { ipBlockMatchesPods: 'never' });
      const contradicted = questions.filter((question) =>
        allows(loaded, question).some((allowed) => allowed !== listed(expected.exposures, question)),
      );
      expect(contradicted.map(textOf)).toEqual([]);

      const original = subject.load(objects, { ipBlockMatchesPods: 'never' });
      if (original.exposure) {
        const given = original.exposure();
        const differing = questions.filter((one) => listed(given, one) !== listed(expected.exposures, one));
        expect(differing.map(textOf)).toEqual([]);
      }
      if (original.notIsolated) {
        const lines = (rows: typeof expected.notIsolated) =>
          rows.map((row) => `${row.workload} ${row.direction}`).sort();
        expect(lines(original.notIsolated())).toEqual(lines(expected.notIsolated));
      }
    });
  });
});
