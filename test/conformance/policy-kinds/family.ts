import { describe, expect, test } from 'vitest';
import { casesOf, unreadGroups, type KindCase, type KindObject, type KindRow } from './cases';
import { byFlow, byRelation, contradictedRows, relationBetween, textOf, type RowJudge } from './rows';
import type { EngineOptions } from '../../../src/reachability/universe/engine-options';

/** What a kind of policy says about its own cases: one file beside this a family. */
export interface Family {
  name: string;
  /** The API group that its kinds are of. */
  group: string;
  /** As the index calls them. */
  families: string[];
  /** Who judges rows, beside flows and the relation: the naive evaluator of the kind. */
  judges?: RowJudge[];
  options(one: KindCase): EngineOptions;
  /** An object as an API server would take it, where the corpus has what none would. @default - as it is */
  correct?(object: KindObject): KindObject;
  /** The case with what its rows take for granted. @default - as it is written */
  adapt?(one: KindCase): KindCase;
  /** Cases, and rows (`case: a/b -> c/d TCP 80`), that are not as the corpus has them, with the reason. */
  exceptions: Record<string, string>;
  /** What else the family has: lists of connections, tables of validation. */
  more?(path: string, cases: KindCase[]): void;
}

const RELATIONS = ['equivalent', 'not-equivalent', 'contained', 'not-contained'];

/** Every row of the cases of a family that the table of kinds can read, and a list of those that it cannot. */
export function describeFamily(
  path: string,
  {
    name,
    group,
    families,
    judges = [],
    options,
    correct = (object) => object,
    adapt = (one) => one,
    exceptions,
    more,
  }: Family,
): void {
  describe(name, () => {
    const all = casesOf(path, families).map((one) =>
      adapt({
        ...one,
        objects: one.objects.map(correct),
        sides: one.sides && { a: one.sides.a.map(correct), b: one.sides.b.map(correct) },
      }),
    );
    const unreadOf = ({ objects, sides }: KindCase) =>
      unreadGroups(group, [...objects, ...(sides?.a ?? []), ...(sides?.b ?? [])]);
    const cases = all.filter((one) => !exceptions[one.id] && unreadOf(one).length === 0);
    const unread = all.filter((one) => !exceptions[one.id] && !cases.includes(one));
    const isException = (id: string) => (row: KindRow) => `${id}: ${textOf(row)}` in exceptions;

    test('the API groups of the cases are read', () => {
      const groups = [...new Set(unread.flatMap(unreadOf))];
      // Kinds are added one by one; what is not asked yet is said, as an absent corpus is.
      if (groups.length > 0) {
        console.log(`${name}: ${unread.length} cases are not asked, for want of ${groups.join(', ')}.`);
      }
    });

    test('every exception is about a case that exists', () => {
      const known = all.flatMap((one) => [one.id, ...one.expect.map((row) => `${one.id}: ${textOf(row)}`)]);
      expect(Object.keys(exceptions).filter((id) => !known.includes(id))).toEqual([]);
    });

    const withRows = cases.filter(({ expect: rows }) => rows.length > 0);
    if (withRows.length > 0) {
      test.each(
        [byFlow, byRelation, ...judges].flatMap((judge) =>
          withRows.map((one) => [judge.name, one.id, judge, one] as const),
        ),
      )('rows by %s: %s', (_, id, judge, one) => {
        expect(contradictedRows(one, judge, options(one), isException(id))).toEqual([]);
      });
    }

    const relations = cases.filter(({ kind }) => RELATIONS.includes(kind.replace('relation:', '')));
    if (relations.length > 0) {
      test.each(relations)('relation: $id', (one) => {
        const expected = one.kind.replace('relation:', '');
        const given = relationBetween(one, options(one));
        if (expected === 'equivalent') expect(given).toBe('equivalent');
        else if (expected === 'contained') expect(['equivalent', 'contained']).toContain(given);
        else if (expected === 'not-contained') expect(given).toBe('not contained');
        else expect(given).not.toBe('equivalent');
      });
    }
    more?.(path, cases);
  });
}
