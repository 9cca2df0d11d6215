import type { LabelSelector } from './kubernetes';

/** The value of a label that is there and that no manifest says. */
export const SOME_VALUE = Symbol('some value');

export type PodLabels = Record<string, string | typeof SOME_VALUE>;

export type Match = 'yes' | 'no' | 'unknown';

/** All of matchLabels and all of matchExpressions must hold. An empty selector therefore matches everything. */
export function selectorMatches(selector: LabelSelector, labels: PodLabels): boolean {
  return judge(selector, labels) === 'yes';
}

/** The same in three values: one requirement that fails is enough, one that nobody knows leaves it open. */
export function judge(selector: LabelSelector, labels: PodLabels): Match {
  const has = (key: string) => Object.hasOwn(labels, key);
  const among = (key: string, values: string[]): Match => {
    if (!has(key)) return 'no';
    const value = labels[key];
    return value === SOME_VALUE ? 'unknown' : values.includes(value) ? 'yes' : 'no';
  };

  const byLabels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => among(key, [value]));
  const byExpressions = (selector.matchExpressions ?? []).map(({ key, operator, values }): Match => {
    const listed = among(key, values ?? []);
    switch (operator) {
      case 'In':
        return listed;
      case 'NotIn':
        return listed === 'yes' ? 'no' : listed === 'no' ? 'yes' : 'unknown'; // yes also where the key is missing
      case 'Exists':
        return has(key) ? 'yes' : 'no';
      case 'DoesNotExist':
        return has(key) ? 'no' : 'yes';
      default:
        throw new Error(
          `The API server refuses the selector operator ${operator}; use In, NotIn, Exists, DoesNotExist`,
        );
    }
  });

  const all = [...byLabels, ...byExpressions];
  return all.includes('no') ? 'no' : all.includes('unknown') ? 'unknown' : 'yes';
}
