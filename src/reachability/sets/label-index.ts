import { EMPTY_SET, IntervalSet, complementOf, intersectionOf, interval, ofSortedIds, unionOf } from './interval-set';
import { Labels, Requirement, UNKNOWN_LABEL_VALUE, mayMatchLabels, matchesLabels } from '../../model/label-selector';
import { SelectorOperator } from '../../model/network-policy';

/** Below this many items, looking at each is cheaper than any index. */
const SCAN_LIMIT = 24;

interface Postings {
  readonly all: number[];
  readonly byValue: Map<string, number[]>;
}

/** Items with labels, numbered from 0, and an inverted index over the keys that selectors mention. */
export class LabelIndex {
  private readonly postings = new Map<string, Postings>();

  public constructor(
    private readonly labels: readonly Labels[],
    keys: Iterable<string>,
  ) {
    for (const key of keys) this.postings.set(key, { all: [], byValue: new Map() });
    labels.forEach((own, id) => {
      for (const key in own) {
        const postings = this.postings.get(key);
        if (!postings) continue;
        postings.all.push(id);
        const same = postings.byValue.get(own[key]!);
        if (same) same.push(id);
        else postings.byValue.set(own[key]!, [id]);
      }
    });
  }

  /**
   * The items from `lo` to `hi` whose labels satisfy every requirement.
   *
   * @param ifUnknown whether a value that nobody knows satisfies `In` and `NotIn`, both of which it may
   */
  public select(requirements: readonly Requirement[], lo = 0, hi = this.labels.length, ifUnknown = false): IntervalSet {
    if (requirements.length === 0) return interval(lo, hi);
    if (hi - lo <= SCAN_LIMIT) return this.scan(requirements, lo, hi, ifUnknown);
    let result: IntervalSet | undefined;
    for (const requirement of [...requirements].sort(positiveFirst)) {
      const matching = this.selectOne(requirement, lo, hi, ifUnknown);
      result = result ? intersectionOf(result, matching) : matching;
      if (result.length === 0) return EMPTY_SET;
    }
    return result!;
  }

  private scan(requirements: readonly Requirement[], lo: number, hi: number, ifUnknown: boolean): IntervalSet {
    const matches = ifUnknown ? mayMatchLabels : matchesLabels;
    const ids: number[] = [];
    for (let id = lo; id < hi; id++) if (matches(requirements, this.labels[id]!)) ids.push(id);
    return ofSortedIds(ids);
  }

  private selectOne({ key, operator, values }: Requirement, lo: number, hi: number, ifUnknown: boolean): IntervalSet {
    const postings = this.postings.get(key);
    const withKey = () => ofSortedIds(within(postings?.all ?? [], lo, hi));
    // What a value nobody knows satisfies for sure is neither In nor NotIn.
    const counting = (operator === SelectorOperator.IN) === ifUnknown ? [...values, UNKNOWN_LABEL_VALUE] : values;
    const withValue = () =>
      unionOf(counting.map((value) => ofSortedIds(within(postings?.byValue.get(value) ?? [], lo, hi))));
    switch (operator) {
      case SelectorOperator.IN:
        return withValue();
      case SelectorOperator.EXISTS:
        return withKey();
      case SelectorOperator.NOT_IN:
        return complementOf(withValue(), lo, hi);
      case SelectorOperator.DOES_NOT_EXIST:
        return complementOf(withKey(), lo, hi);
    }
  }
}

/** A text for a label that no other label and no row of labels has, whatever characters hostile input puts in. */
export function labelKey(key: string, value: string): string {
  return `${key.length}:${key}${value.length}:${value}`;
}

function positiveFirst(a: Requirement, b: Requirement): number {
  return rank(a) - rank(b);
}

function rank({ operator }: Requirement): number {
  return operator === SelectorOperator.IN ? 0 : operator === SelectorOperator.EXISTS ? 1 : 2;
}

/** The part of an ascending list from `lo` to `hi`. */
function within(ids: readonly number[], lo: number, hi: number): readonly number[] {
  const from = lowerBound(ids, lo);
  const to = lowerBound(ids, hi);
  return from === 0 && to === ids.length ? ids : ids.slice(from, to);
}

function lowerBound(ids: readonly number[], id: number): number {
  let lo = 0;
  let hi = ids.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (ids[middle]! < id) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
