import { checkParameters, refuseNew } from './given';
import { LABELS, SELECTOR_SPEC, TEXT, TEXTS } from './given-values';
import { InvalidInput } from './invalid-input';
import { labelKeyProblems, labelValueProblems } from './kubernetes-names';
import { LabelExpression, testLabels } from './label-expression';
import { Labels, UNKNOWN_LABEL_VALUE } from './labels';
import { LabelSelectorRequirement, LabelSelectorSpec, SelectorOperator } from './network-policy';

/**
 * Pods or namespaces chosen by their labels. Immutable: each `with…` returns a new selector that also holds the new
 * requirement.
 *
 * ```yaml
 * matchLabels: { app: web }
 * matchExpressions:
 *   - { key: tier, operator: NotIn, values: [canary] }
 * ```
 *
 * @example
 * const stable = LabelSelector.labels({ app: 'web' }).withNotIn('tier', ['canary']);
 */
export class LabelSelector {
  /**
   * Everything that has all of these labels.
   *
   * @throws if no label is given (write `LabelSelector.everything()` to mean everything), or the API server would
   * refuse a key or a value
   */
  public static labels(labels: { [key: string]: string }): LabelSelector {
    checkParameters('LabelSelector.labels', { labels: [labels, LABELS] });
    const entries = Object.entries(labels);
    if (entries.length === 0) {
      throw new InvalidInput(
        'An empty label selector matches everything.',
        'Name at least one label, or write LabelSelector.everything() if everything is meant.',
      );
    }
    refuseAll(entries.flatMap(([key, value]) => [...keyProblems(key), ...valueProblems(key, value)]));
    return new LabelSelector({ ...labels }, []);
  }

  /** Everything, labelled or not. In a manifest: `{}`. */
  public static everything(): LabelSelector {
    return new LabelSelector({}, []);
  }

  /**
   * A selector as written in a manifest.
   *
   * @throws if the API server would refuse it
   */
  public static fromManifest(spec: LabelSelectorSpec): LabelSelector {
    checkParameters('LabelSelector.fromManifest', { spec: [spec, SELECTOR_SPEC] });
    const labels = spec.matchLabels ?? {};
    const start = Object.keys(labels).length > 0 ? LabelSelector.labels(labels) : LabelSelector.everything();
    return (spec.matchExpressions ?? []).reduce(
      (selector, { key, operator, values }) => selector.with(key, operator, values ?? []),
      start,
    );
  }

  private readonly matchLabels: readonly (readonly [string, string])[];

  private constructor(
    matchLabels: { [key: string]: string },
    private readonly matchExpressions: readonly LabelSelectorRequirement[],
  ) {
    refuseNew(Array.isArray(matchExpressions), 'LabelSelector', "LabelSelector.labels({ app: 'web' })");
    this.matchLabels = Object.entries(matchLabels).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /**
   * Also requires the key to be present with one of the values.
   *
   * @throws if no value is given, or the API server would refuse the key or a value
   */
  public withIn(key: string, values: string[]): LabelSelector {
    return this.with(key, SelectorOperator.IN, values);
  }

  /**
   * Also requires the key to have none of the values. A missing key matches.
   *
   * @throws if no value is given, or the API server would refuse the key or a value
   */
  public withNotIn(key: string, values: string[]): LabelSelector {
    return this.with(key, SelectorOperator.NOT_IN, values);
  }

  /**
   * Also requires the key to be present.
   *
   * @throws if the API server would refuse the key
   */
  public withExists(key: string): LabelSelector {
    return this.with(key, SelectorOperator.EXISTS, []);
  }

  /**
   * Also requires the key to be missing.
   *
   * @throws if the API server would refuse the key
   */
  public withDoesNotExist(key: string): LabelSelector {
    return this.with(key, SelectorOperator.DOES_NOT_EXIST, []);
  }

  /** Whether the selector holds nothing back. */
  public get matchesEverything(): boolean {
    return this.matchLabels.length === 0 && this.matchExpressions.length === 0;
  }

  /** Whether something with these labels is chosen. */
  public matches(labels: { [key: string]: string }): boolean {
    checkParameters('matches', { labels: [labels, LABELS] });
    return matchesLabels(requirementsOf(this.toManifest()), labels);
  }

  /** The selector as written in a manifest, with its labels in alphabetical order. */
  public toManifest(): LabelSelectorSpec {
    return {
      ...(this.matchExpressions.length > 0 && { matchExpressions: this.matchExpressions.map(copyOf) }),
      ...(this.matchLabels.length > 0 && { matchLabels: Object.fromEntries(this.matchLabels) }),
    };
  }

  /** The notation of kubectl: `app=web,tier notin (canary)`; `everything` for the empty selector. */
  public toString(): string {
    return formatSelector(this.toManifest());
  }

  private with(key: string, operator: SelectorOperator, values: string[]): LabelSelector {
    checkParameters('LabelSelector', { key: [key, TEXT], values: [values, TEXTS] });
    refuseAll([...keyProblems(key), ...values.flatMap((value) => valueProblems(key, value))]);
    const takesValues = operator === SelectorOperator.IN || operator === SelectorOperator.NOT_IN;
    if (takesValues !== values.length > 0) {
      throw new InvalidInput(
        `The requirement on label ${JSON.stringify(key)} with operator ${operator} has ${values.length === 0 ? 'no values' : 'values'}.`,
        takesValues ? 'Give at least one value.' : 'Leave the values out, or use In.',
      );
    }
    const requirement = takesValues ? { key, operator, values } : { key, operator };
    return new LabelSelector(Object.fromEntries(this.matchLabels), [...this.matchExpressions, copyOf(requirement)]);
  }
}

export type { Labels };
export { UNKNOWN_LABEL_VALUE };

/** One requirement in canonical form: values sorted and without repetition, `matchLabels` written as `In`. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** What a selector of another API asks that no requirement can say. */
export interface ExpressionCondition {
  readonly expression: LabelExpression;
}

/** One of the things that must all hold. */
export type Condition = Requirement | ExpressionCondition;

/**
 * The requirements of a selector, all of which must hold, in an order that does not depend on how it was written. A
 * value that is null is the empty text, as for the API server.
 */
export function requirementsOf(selector: LabelSelectorSpec | undefined | null): Requirement[] {
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) {
    requirements.push({ key, operator: SelectorOperator.IN, values: [textOf(value)] });
  }
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    requirements.push({ key, operator, values: [...new Set((values ?? []).map(textOf))].sort() });
  }
  const text = new Map(requirements.map((requirement) => [requirement, JSON.stringify(Object.values(requirement))]));
  const distinct = new Map(requirements.map((requirement) => [text.get(requirement)!, requirement]));
  return [...distinct.keys()].sort().map((key) => distinct.get(key)!);
}

function textOf(value: string | null): string {
  return value ?? '';
}

/**
 * Whether labels satisfy every requirement for sure. `NotIn` and `DoesNotExist` hold where the key is missing; a value
 * that nobody knows satisfies neither `In` nor `NotIn`.
 */
export function matchesLabels(requirements: readonly Condition[], labels: Labels): boolean {
  return satisfies(requirements, labels, false);
}

/** Whether labels satisfy every requirement, or may: a value that nobody knows can be any. */
export function mayMatchLabels(requirements: readonly Condition[], labels: Labels): boolean {
  return satisfies(requirements, labels, true);
}

function satisfies(requirements: readonly Condition[], labels: Labels, ifUnknown: boolean): boolean {
  return requirements.every((condition) => {
    if ('expression' in condition) {
      const result = testLabels(condition.expression, labels);
      return result === 'unknown' ? ifUnknown : result === 'yes';
    }
    const { key, operator, values } = condition;
    const value = Object.hasOwn(labels, key) ? labels[key]! : undefined;
    switch (operator) {
      case SelectorOperator.IN:
        return value === UNKNOWN_LABEL_VALUE ? ifUnknown : value !== undefined && values.includes(value);
      case SelectorOperator.NOT_IN:
        return value === UNKNOWN_LABEL_VALUE ? ifUnknown : value === undefined || !values.includes(value);
      case SelectorOperator.EXISTS:
        return value !== undefined;
      case SelectorOperator.DOES_NOT_EXIST:
        return value === undefined;
      default:
        throw new InvalidInput(`${JSON.stringify(operator)} is no selector operator.`, 'Validate the manifest first.');
    }
  });
}

/** The notation of kubectl, with `everything` for the empty selector. */
export function formatSelector(selector: LabelSelectorSpec | undefined | null): string {
  const parts = requirementsOf(selector).map(({ key, operator, values }) => {
    switch (operator) {
      case SelectorOperator.IN:
        return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
      case SelectorOperator.NOT_IN:
        return `${key} notin (${values.join(', ')})`;
      case SelectorOperator.EXISTS:
        return key;
      default:
        return `!${key}`;
    }
  });
  return parts.join(',') || 'everything';
}

function copyOf(requirement: LabelSelectorRequirement): LabelSelectorRequirement {
  return { ...requirement, ...(requirement.values && { values: [...requirement.values] }) };
}

function keyProblems(key: string): string[] {
  return labelKeyProblems(key).map((problem) => `the label key ${JSON.stringify(key)} ${problem}`);
}

function valueProblems(key: string, value: string): string[] {
  return labelValueProblems(value).map(
    (problem) => `the value ${JSON.stringify(value)} of label ${JSON.stringify(key)} ${problem}`,
  );
}

function refuseAll(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new InvalidInput(
    `The API server would refuse this selector: ${problems.join('; ')}.`,
    'Write keys and values as they stand on the pod or namespace, for example { "app.kubernetes.io/name": "web" }.',
  );
}

/** Whether every label that a Service, which knows no expressions, or another object asks for is there. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
