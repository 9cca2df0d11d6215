import type { LabelSelector } from './kubernetes';

/** All of matchLabels and all of matchExpressions must hold. An empty selector therefore matches everything. */
export function selectorMatches(selector: LabelSelector, labels: Record<string, string>): boolean {
  const has = (key: string) => Object.hasOwn(labels, key);

  const labelsHold = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => has(key) && labels[key] === value,
  );

  const expressionsHold = (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    const listed = has(key) && (values ?? []).includes(labels[key]);
    switch (operator) {
      case 'In':
        return listed;
      case 'NotIn':
        return !listed; // also where the key is missing
      case 'Exists':
        return has(key);
      case 'DoesNotExist':
        return !has(key);
      default:
        throw new Error(
          `The API server refuses the selector operator ${operator}; use In, NotIn, Exists, DoesNotExist`,
        );
    }
  });

  return labelsHold && expressionsHold;
}
