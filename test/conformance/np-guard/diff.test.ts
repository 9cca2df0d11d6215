import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCorpus, readIndex, readObjects } from '../corpus';
import type { ChangedConnection, LoadedSubject, PortRange, Protocol, Subject } from '../subject';
import { subjects } from '../subjects';
import { nameOf, pairsOf, refsOf, type Pair, type Place, type Space } from './connections';
import { readChanges } from './output';
import { affordable, boundaryAddresses, boundaryPorts, portsHold, protocols, sample, workloadsOf } from './questions';
import { canonicalLines } from './relation';
import { RowIndex } from './row-index';

/**
 * Exceptions, by what a case compares: the folders np-guard-other hold admin tiers, routes and user-defined networks,
 * which are not NetworkPolicies; of some cases the corpus holds only one side, or names none (`?`).
 */
function isCovered(path: string, { base_dir, compared_dir }: Record<string, string>): boolean {
  return [base_dir, compared_dir].every(
    (folder) => /^\.\.\/np-guard(-no-expected)?\//.test(folder) && existsSync(join(path, folder, 'manifests')),
  );
}

/** One set of manifests, its workloads by id, and the subject that has read it. */
interface Side {
  loaded: LoadedSubject;
  places: Map<string, Place>;
}

function sideOf(subject: Subject, objects: object[]): Side {
  const loaded = subject.load(objects, { ipBlockMatchesPods: 'never' });
  return { loaded, places: new Map(workloadsOf(objects).map((workload) => [workload.id, workload])) };
}

/** The verdicts between all pods of two places; a workload that is not there reaches nothing and is not reached. */
function verdicts({ loaded, places }: Side, { from, to }: Pair, protocol: Protocol, port: number): string[] {
  const [source, destination] = [from, to].map((place) => (place.ip === undefined ? places.get(place.id) : place));
  if (!source || !destination) return ['denied'];
  const given = refsOf(source).flatMap((fromRef) =>
    refsOf(destination).map((toRef) => loaded.verdict(fromRef, toRef, protocol, port)),
  );
  return [...new Set(given)];
}

/** Changed pairs and unchanged ones, of each as many as the limit says. */
function contradictions(
  before: Side,
  after: Side,
  changes: ChangedConnection[],
  space: Space,
  limit: number,
): string[] {
  const index = new RowIndex(changes);
  const judged = sample(pairsOf(space), 100 * limit).map((pair) => ({ pair, change: index.rowsOf(pair).at(0) }));
  const asked = [judged.filter(({ change }) => change), judged.filter(({ change }) => !change)];
  return asked.flatMap((group) =>
    sample(group, limit).flatMap(({ pair, change }) =>
      protocols.flatMap((protocol) =>
        space.ports.flatMap((port) => {
          const [old, now] = [before, after].map((side) => verdicts(side, pair, protocol, port).join());
          if (old === 'undefined' || now === 'undefined') return []; // hostNetwork, as in connections.ts
          const listed = (ports: PortRange[]) => (portsHold(ports, protocol, port) ? 'allowed' : 'denied');
          const right = change ? old === listed(change.before) && now === listed(change.after) : old === now;
          return right ? [] : `${nameOf(pair.from)} => ${nameOf(pair.to)} ${protocol} ${port}: ${old}, then ${now}`;
        }),
      ),
    ),
  );
}

describeCorpus('np-guard-diff', (path) => {
  const cases = readIndex(join(path, 'INDEX.tsv')).filter((row) => isCovered(path, row) && row.formats.includes('txt'));

  test('the corpus has cases of plain NetworkPolicies', () => {
    expect(cases.length).toBeGreaterThan(10);
  });

  describe.each(subjects)('$name: difference', (subject) => {
    test.each(cases)('from $base_dir to $compared_dir', ({ base_dir, compared_dir, expected_prefix }) => {
      const [old, now] = [base_dir, compared_dir].map((folder) => readObjects(join(path, folder, 'manifests')));
      const changes = readChanges(join(path, `${expected_prefix}.txt`));
      const [before, after] = [sideOf(subject, old), sideOf(subject, now)];

      const ends = changes.flatMap(({ from, to }) => [from, to]);
      const listedPorts = changes.flatMap((row) => [...row.before, ...row.after]);
      const addresses = boundaryAddresses([...old, ...now], ends).map((ip) => ({ ip }));
      const space = {
        places: [...new Map([...before.places, ...after.places]).values(), ...addresses],
        ports: boundaryPorts([...old, ...now], listedPorts),
      };
      expect(contradictions(before, after, changes, space, affordable(subject, 10))).toEqual([]);

      if (subject.diff) {
        const given = subject.diff(old, now, { ipBlockMatchesPods: 'never' });
        const lines = (rows: ChangedConnection[], side: 'before' | 'after') =>
          canonicalLines(
            rows.map(({ from, to, [side]: ports }) => ({ from, to, ports })),
            hostNetworkOf(space),
          );
        expect(lines(given, 'before')).toEqual(lines(changes, 'before'));
        expect(lines(given, 'after')).toEqual(lines(changes, 'after'));
      }
    });
  });
});

function hostNetworkOf({ places }: Space): Set<string> {
  return new Set(places.flatMap((place) => (place.ip === undefined && place.hostNetwork ? place.id : [])));
}
