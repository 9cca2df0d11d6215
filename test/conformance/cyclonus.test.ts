import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCorpus, readJson, readObjects } from './corpus';
import { type LoadedSubject, type Protocol, type Verdict } from './subject';
import { subjects } from './subjects';

interface TruthCase {
  id: string;
  description: string;
  ipBlock_matched_against_pod_IPs: boolean;
  steps: {
    policies_file: string;
    cluster: string;
    columns: string[];
    /** Per `TCP/80` and source: one character a column, `.` allowed and `X` blocked. */
    truth: Record<string, { combined: Record<string, string> }>;
  }[];
}

interface Cell {
  question: string;
  expected: Verdict;
  given: Verdict;
}

/**
 * Exception, for every case: the diagonal. The tables judge a pod and itself like any other pair; the API text says
 * that a pod cannot block access to itself.
 */
function cellsOf({ columns, truth }: TruthCase['steps'][number], loaded: LoadedSubject): Cell[] {
  return Object.entries(truth).flatMap(([portText, { combined }]) => {
    const [protocol, port] = portText.split('/');
    return Object.entries(combined).flatMap(([from, row]) =>
      columns.flatMap((to, column) =>
        from === to
          ? []
          : {
              question: `${from} -> ${to} ${portText}`,
              expected: row[column] === '.' ? ('allowed' as const) : ('denied' as const),
              given: loaded.verdict({ pod: from }, { pod: to }, protocol as Protocol, Number(port)),
            },
      ),
    );
  });
}

describeCorpus('cyclonus', (path) => {
  const cases = readdirSync(join(path, 'cases'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => readJson<TruthCase>(join(path, 'cases', name)));
  const objectsOf = ({ cluster, policies_file }: TruthCase['steps'][number]) =>
    [cluster, policies_file].flatMap((file) => readObjects(join(path, file)));

  for (const subject of subjects) {
    const differingCells = (truthCase: TruthCase, ipBlockMatchesPods: 'never' | 'known-ips') =>
      truthCase.steps
        .flatMap((step) => cellsOf(step, subject.load(objectsOf(step), { ipBlockMatchesPods })))
        .filter(({ expected, given }) => expected !== given);

    test.each(cases)(`${subject.name}: $id $description`, (truthCase) => {
      expect(differingCells(truthCase, 'known-ips')).toEqual([]);
    });

    test.each(cases.filter((one) => !one.ipBlock_matched_against_pod_IPs))(
      `${subject.name}: $id $description, where blocks never match pods`,
      (truthCase) => {
        expect(differingCells(truthCase, 'never')).toEqual([]);
      },
    );

    // Exception: the tables match blocks against the addresses of pods, the other convention does not. What it must
    // say instead is what the subject says of blocks that hold no pod; that can only turn allowed into denied.
    test.each(cases.filter((one) => one.ipBlock_matched_against_pod_IPs))(
      `${subject.name}: $id $description, where blocks never match pods, as if they were elsewhere`,
      ({ steps }) => {
        for (const step of steps) {
          const objects = objectsOf(step);
          const never = cellsOf(step, subject.load(objects, { ipBlockMatchesPods: 'never' }));
          const elsewhere = subject.load(withBlocksElsewhere(objects), { ipBlockMatchesPods: 'known-ips' });
          expect(never).toEqual(cellsOf(step, elsewhere));
          for (const { expected, given } of never) expect(given === 'allowed' && expected === 'denied').toBe(false);
        }
      },
    );
  }
});

function withBlocksElsewhere(objects: object[]): object[] {
  return JSON.parse(JSON.stringify(objects), (key, value: unknown) =>
    key === 'ipBlock' ? { cidr: '203.0.113.0/24' } : value,
  ) as object[];
}
