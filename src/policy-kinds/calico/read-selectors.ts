import { CalicoObjects } from './calico-objects';
import { IN_NAMESPACE, mapTests, seenByPods, seenInNamespaces } from './seen-labels';
import { EVERYTHING, parseSelector } from './selector-language';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import {
  LabelExpression,
  LabelPresence,
  LabelTextTest,
  LabelValueTest,
  testLabels,
} from '../../model/label-expression';
import { Condition } from '../../model/label-selector';
import { SelectorOperator } from '../../model/network-policy';
import { SERVICE_ACCOUNT_FACT } from '../../model/pod-facts';
import { Selector, SelectorTable } from '../../model/selector-table';

/** Names of service accounts that are longer than this are no values of labels, and Calico gives pods no such label. */
const LONGEST_ACCOUNT = 62;

/** Turns selectors of Calico into those of a program. */
export class SelectorReader {
  private readonly parsed = new Map<string, LabelExpression>();

  public constructor(
    private readonly selectors: SelectorTable,
    private readonly objects: CalicoObjects,
  ) {}

  /** What a selector of pods and sets asks; everything for the empty one. */
  public pods(text: string | undefined): LabelExpression {
    return this.once(`pods ${text ?? ''}`, () => seenByPods(expressionOf(text), (test) => this.accountsThat(test)));
  }

  /** What a selector of namespaces asks of what is in them. */
  public namespaces(text: string): LabelExpression {
    return this.once(`namespaces ${text}`, () => seenInNamespaces(expressionOf(text), text));
  }

  /** What a selector of service accounts asks of pods. */
  public accounts(text: string): LabelExpression {
    return this.once(`accounts ${text}`, () => mapTests(expressionOf(text), (test) => this.accountsThat(test)));
  }

  /** Pods under accounts of these names. */
  public accountNames(names: readonly string[]): LabelExpression {
    const values = names.filter((name) => name.length <= LONGEST_ACCOUNT);
    return { op: 'in', key: SERVICE_ACCOUNT_FACT, values };
  }

  /** A selector of all that an expression holds for; what a LabelSelector could say, it says in that way. */
  public selectorOf(expression: LabelExpression): Selector {
    return this.selectors.internConditions(conditionsOf(expression));
  }

  /** The namespaces that a test of what is in them holds for. */
  public namespaceSelector(text: string | undefined): Selector {
    if (text === undefined || text.trim() === '' || text.trim() === 'all()') return this.selectorOf(EVERYTHING);
    if (text.trim() === 'global()') return this.selectorOf({ op: 'or', of: [] });
    const named = mapTests(expressionOf(text), (test) =>
      test.key === 'projectcalico.org/name' ? { ...test, key: NAMESPACE_NAME_LABEL } : test,
    );
    return this.selectorOf(named);
  }

  private once(key: string, make: () => LabelExpression): LabelExpression {
    let known = this.parsed.get(key);
    if (!known) this.parsed.set(key, (known = make()));
    return known;
  }

  /** By namespace and name: an account that has no object in the input has no labels that anybody knows of. */
  private accountsThat(test: LabelPresence | LabelValueTest | LabelTextTest): LabelExpression {
    const byNamespace = new Map<string, string[]>();
    for (const { namespace, name, labels } of this.objects.accounts) {
      if (testLabels(test, labels) !== 'yes') continue;
      const same = byNamespace.get(namespace);
      if (same) same.push(name);
      else byNamespace.set(namespace, [name]);
    }
    const of = Array.from(byNamespace, ([namespace, values]): LabelExpression => ({
      op: 'and',
      of: [
        { op: 'in', key: IN_NAMESPACE, values: [namespace] },
        { op: 'in', key: SERVICE_ACCOUNT_FACT, values },
      ],
    }));
    return { op: 'or', of };
  }
}

function expressionOf(text: string | undefined): LabelExpression {
  const parsed = parseSelector(text ?? '');
  // Validation has refused what cannot be read.
  return 'selector' in parsed ? parsed.selector.expression : { op: 'or', of: [] };
}

/** The parts that must all hold, those that a requirement can say as such: they have indexes. */
function conditionsOf(expression: LabelExpression): Condition[] {
  if (expression.op === 'and') return expression.of.flatMap((part) => conditionsOf(part));
  const { IN, NOT_IN, EXISTS, DOES_NOT_EXIST } = SelectorOperator;
  if (expression.op === 'in' && expression.values.length > 0) {
    return [{ key: expression.key, operator: IN, values: sorted(expression.values) }];
  }
  if (expression.op === 'has') return [{ key: expression.key, operator: EXISTS, values: [] }];
  if (expression.op === 'not') {
    const { of } = expression;
    if (of.op === 'in' && of.values.length > 0) {
      return [{ key: of.key, operator: NOT_IN, values: sorted(of.values) }];
    }
    if (of.op === 'has') return [{ key: of.key, operator: DOES_NOT_EXIST, values: [] }];
  }
  return [{ expression }];
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
