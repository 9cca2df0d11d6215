import { Labels, UNKNOWN_LABEL_VALUE } from './labels';

/**
 * A test of labels that a selector of Kubernetes cannot say: with `or`, with `not` before a whole term, or about parts
 * of a value.
 */
export type LabelExpression = LabelCombination | LabelNegation | LabelPresence | LabelValueTest | LabelTextTest;

/** All of them hold, or one of them does. Of nothing, the former always holds and the latter never does. */
export interface LabelCombination {
  readonly op: 'and' | 'or';
  readonly of: readonly LabelExpression[];
}

export interface LabelNegation {
  readonly op: 'not';
  readonly of: LabelExpression;
}

export interface LabelPresence {
  readonly op: 'has';
  readonly key: string;
}

/** The label is there, with one of the values. */
export interface LabelValueTest {
  readonly op: 'in';
  readonly key: string;
  readonly values: readonly string[];
}

/** The label is there, and its value has the text at this place. */
export interface LabelTextTest {
  readonly op: 'contains' | 'starts with' | 'ends with';
  readonly key: string;
  readonly text: string;
}

/** Whether labels satisfy an expression; `unknown` where that hangs on a value that nobody knows. */
export function testLabels(expression: LabelExpression, labels: Labels): 'yes' | 'no' | 'unknown' {
  switch (expression.op) {
    case 'and':
    case 'or': {
      const decisive = expression.op === 'and' ? 'no' : 'yes';
      let unknown = false;
      for (const part of expression.of) {
        const result = testLabels(part, labels);
        if (result === decisive) return decisive;
        unknown ||= result === 'unknown';
      }
      return unknown ? 'unknown' : decisive === 'no' ? 'yes' : 'no';
    }
    case 'not': {
      const result = testLabels(expression.of, labels);
      return result === 'unknown' ? result : result === 'yes' ? 'no' : 'yes';
    }
    default: {
      const value = Object.hasOwn(labels, expression.key) ? labels[expression.key]! : undefined;
      if (value === undefined) return 'no';
      if (expression.op === 'has') return 'yes';
      if (value === UNKNOWN_LABEL_VALUE) return 'unknown';
      return testValue(expression, value) ? 'yes' : 'no';
    }
  }
}

/** Whether a value that is known satisfies a test of it. */
export function testValue(test: LabelValueTest | LabelTextTest, value: string): boolean {
  switch (test.op) {
    case 'in':
      return test.values.includes(value);
    case 'contains':
      return value.includes(test.text);
    case 'starts with':
      return value.startsWith(test.text);
    case 'ends with':
      return value.endsWith(test.text);
  }
}

/** Visits every test of a single label in an expression. */
export function forEachLabelTest(
  expression: LabelExpression,
  visit: (test: LabelPresence | LabelValueTest | LabelTextTest) => void,
): void {
  if (!('of' in expression)) visit(expression);
  else if (expression.op === 'not') forEachLabelTest(expression.of, visit);
  else for (const part of expression.of) forEachLabelTest(part, visit);
}
