import { EMPTY_SET, IntervalSet, complementOf, intersectionOf, interval, ofSortedIds, unionOf } from './interval-set';
import { LabelExpression, testValue } from '../../model/label-expression';
import { Condition, Labels, UNKNOWN_LABEL_VALUE, mayMatchLabels, matchesLabels } from '../../model/label-selector';
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
  public select(requirements: readonly Condition[], lo = 0, hi = this.labels.length, ifUnknown = false): IntervalSet {
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

  private scan(requirements: readonly Condition[], lo: number, hi: number, ifUnknown: boolean): IntervalSet {
    const matches = ifUnknown ? mayMatchLabels : matchesLabels;
    const ids: number[] = [];
    for (let id = lo; id < hi; id++) if (matches(requirements, this.labels[id]!)) ids.push(id);
    return ofSortedIds(ids);
  }

  private selectOne(condition: Condition, lo: number, hi: number, ifUnknown: boolean): IntervalSet {
    if ('expression' in condition) return this.selectBy(condition.expression, lo, hi, ifUnknown);
    const { key, operator, values } = condition;
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

  /** The items that satisfy an expression for sure, or with `ifUnknown` those that may. */
  private selectBy(expression: LabelExpression, lo: number, hi: number, ifUnknown: boolean): IntervalSet {
    switch (expression.op) {
      case 'and':
        return expression.of.reduce(
          (both, part) => (both.length === 0 ? both : intersectionOf(both, this.selectBy(part, lo, hi, ifUnknown))),
          interval(lo, hi),
        );
      case 'or':
        return unionOf(expression.of.map((part) => this.selectBy(part, lo, hi, ifUnknown)));
      case 'not':
        return complementOf(this.selectBy(expression.of, lo, hi, !ifUnknown), lo, hi);
      case 'has':
        return ofSortedIds(within(this.postings.get(expression.key)?.all ?? [], lo, hi));
      default: {
        const byValue = this.postings.get(expression.key)?.byValue ?? new Map<string, number[]>();
        const counts = (value: string) => (value === UNKNOWN_LABEL_VALUE ? ifUnknown : testValue(expression, value));
        const values =
          expression.op === 'in' ? [...new Set(expression.values), UNKNOWN_LABEL_VALUE] : [...byValue.keys()];
        const found = values.filter(counts).map((value) => ofSortedIds(within(byValue.get(value) ?? [], lo, hi)));
        return unionOf(found);
      }
    }
  }
}

/** A text for a label that no other label and no row of labels has, whatever characters hostile input puts in. */
export function labelKey(key: string, value: string): string {
  return `${key.length}:${key}${value.length}:${value}`;
}

function positiveFirst(a: Condition, b: Condition): number {
  return rank(a) - rank(b);
}

function rank(condition: Condition): number {
  if ('expression' in condition) return 3;
  const { operator } = condition;
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
