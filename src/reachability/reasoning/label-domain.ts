import { Requirement } from '../../model/label-selector';
import { SelectorOperator } from '../../model/network-policy';

/**
 * The states that one label key may be in: absent, one of the values, or, with `others`, any value that is none of
 * them. Label values are as good as unlimited, so "any other" always exists.
 */
export interface LabelDomain {
  readonly absent: boolean;
  readonly others: boolean;
  readonly values: ReadonlySet<string>;
}

const NO_VALUES: ReadonlySet<string> = new Set();

export const ANY_STATE: LabelDomain = { absent: true, others: true, values: NO_VALUES };

/** The states in which a requirement holds. */
export function domainOf({ operator, values }: Requirement): LabelDomain {
  switch (operator) {
    case SelectorOperator.IN:
      return { absent: false, others: false, values: new Set(values) };
    case SelectorOperator.NOT_IN:
      return { absent: true, others: true, values: new Set(values) };
    case SelectorOperator.EXISTS:
      return { absent: false, others: true, values: NO_VALUES };
    case SelectorOperator.DOES_NOT_EXIST:
      return { absent: true, others: false, values: NO_VALUES };
  }
}

export function isEmptyDomain({ absent, others, values }: LabelDomain): boolean {
  return !absent && !others && values.size === 0;
}

export function intersectDomains(a: LabelDomain, b: LabelDomain): LabelDomain {
  const absent = a.absent && b.absent;
  if (a.others && b.others) return { absent, others: true, values: new Set([...a.values, ...b.values]) };
  const [listed, filter] = a.others ? [b, a] : [a, b];
  const values = [...listed.values].filter((value) => filter.others !== filter.values.has(value));
  return { absent, others: false, values: new Set(values) };
}

export function complementDomain({ absent, others, values }: LabelDomain): LabelDomain {
  return { absent: !absent, others: !others, values };
}
