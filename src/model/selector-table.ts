import { contentKey } from './content-key';
import { InvalidInput } from './invalid-input';
import { isMap } from './is-map';
import { Condition, Requirement, requirementsOf } from './label-selector';
import { LabelSelectorSpec, SelectorOperator } from './network-policy';

/** A label selector in canonical form; equal selectors of one table are the same object. */
export interface Selector {
  readonly id: number;
  readonly requirements: readonly Condition[];
}

/**
 * The requirements of a selector that says no more than one of Kubernetes can.
 *
 * @throws InvalidInput for one that does
 */
export function plainRequirements({ requirements }: Selector): readonly Requirement[] {
  if (requirements.some((condition) => 'expression' in condition)) {
    throw new InvalidInput(
      'This is known for selectors by labels and expressions only, and some policy selects in another way.',
      'Leave such policies out of the input, or ask about single connections.',
    );
  }
  return requirements as readonly Requirement[];
}

const OPERATORS = new Set<unknown>(Object.values(SelectorOperator));

/** Interned selectors: clusters repeat a few of them thousands of times. */
export class SelectorTable {
  private readonly byText = new Map<string, Selector>();
  private readonly byRequirements = new Map<string, Selector>();

  /** @throws InvalidInput for what is no selector */
  public intern(spec: LabelSelectorSpec | undefined | null): Selector {
    const text = spec === undefined || spec === null ? '' : contentKey(spec);
    let selector = this.byText.get(text);
    if (!selector) {
      if (spec !== undefined && spec !== null) checkSelector(spec);
      selector = this.canonical(requirementsOf(spec));
      this.byText.set(text, selector);
    }
    return selector;
  }

  /** A selector of all of these conditions, which no LabelSelector has to be able to say. */
  public internConditions(conditions: readonly Condition[]): Selector {
    return this.canonical([...conditions].sort(byContent));
  }

  private canonical(requirements: readonly Condition[]): Selector {
    const key = JSON.stringify(requirements);
    let selector = this.byRequirements.get(key);
    if (!selector) {
      selector = { id: this.byRequirements.size, requirements };
      this.byRequirements.set(key, selector);
    }
    return selector;
  }
}

function byContent(a: Condition, b: Condition): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Refuses only what has no meaning; how keys and values are spelt is the business of validation. */
function checkSelector(spec: LabelSelectorSpec): void {
  const { matchLabels, matchExpressions } = spec as { matchLabels?: unknown; matchExpressions?: unknown };
  if (!isMap(spec)) throw new InvalidInput('A selector is no map.', 'Write {} to select everything.');
  if (matchLabels !== undefined && matchLabels !== null) {
    if (!isMap(matchLabels) || !Object.values(matchLabels).every(isText)) {
      throw new InvalidInput('The matchLabels of a selector are no map of texts.', 'Put label values in quotes.');
    }
  }
  if (matchExpressions === undefined || matchExpressions === null) return;
  if (!Array.isArray(matchExpressions)) {
    throw new InvalidInput('The matchExpressions of a selector are no list.', 'Write a list of requirements.');
  }
  for (const expression of matchExpressions as unknown[]) checkRequirement(expression);
}

function checkRequirement(expression: unknown): void {
  const { key, operator, values } = isMap(expression) ? expression : {};
  const list = values ?? [];
  const takesValues = operator === SelectorOperator.IN || operator === SelectorOperator.NOT_IN;
  const sound =
    typeof key === 'string' &&
    OPERATORS.has(operator) &&
    Array.isArray(list) &&
    list.every(isText) &&
    takesValues === list.length > 0;
  if (!sound) {
    throw new InvalidInput(
      `The selector requirement ${JSON.stringify(expression)} has no meaning.`,
      'Write key, operator In or NotIn with values, or Exists or DoesNotExist without.',
    );
  }
}

/** A value that is null decodes to the empty text. */
function isText(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
