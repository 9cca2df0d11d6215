import { SELECTOR_FUNCTIONS, Token, tokensOf } from './selector-tokens';
import { closestWord } from '../../model/closest-word';
import { LabelExpression } from '../../model/label-expression';

/** A selector of Calico, read. */
export interface CalicoSelector {
  readonly expression: LabelExpression;
  /** Where `global()` stands in the text; undefined where it does not. */
  readonly globalAt: number | undefined;
  /** Tests with `!=` or `not in`, which hold where the label is missing. */
  readonly negatives: readonly NegativeTest[];
}

export interface NegativeTest {
  readonly key: string;
  /** As written: `!= 'x'`. */
  readonly text: string;
  readonly at: number;
}

/** Why a text is no selector. */
export interface SelectorProblem {
  /** How many characters stand before the place. */
  readonly at: number;
  readonly message: string;
  readonly fix: string;
}

export type ParsedSelector = { readonly selector: CalicoSelector } | { readonly problem: SelectorProblem };

/** Terms may stand in this many parentheses and negations; nobody writes more, and every reader has its limit. */
const DEEPEST = 200;

/** Everything: what an empty selector means. */
export const EVERYTHING: LabelExpression = { op: 'and', of: [] };

/**
 * Reads a selector of Calico: `app == 'web' && has(tier) || role in {'a', 'b'}`. The empty text selects everything.
 *
 * Source: projectcalico/calico, libcalico-go/lib/selector/parser
 */
export function parseSelector(text: string): ParsedSelector {
  const parser = new SelectorParser(text, tokensOf(text));
  try {
    return { selector: parser.parse() };
  } catch (error) {
    if (error instanceof NoSelector) return { problem: error.problem };
    throw error;
  }
}

/** `character 12` with what stands there, for people. */
export function placeIn(text: string, at: number): string {
  const rest = text.slice(at, at + 20);
  return rest === '' ? 'at its end' : `at character ${at + 1}, ${JSON.stringify(rest)}`;
}

class NoSelector extends Error {
  public constructor(public readonly problem: SelectorProblem) {
    super(problem.message);
  }
}

class SelectorParser {
  private next = 0;
  private depth = 0;
  private globalAt: number | undefined;
  private readonly negatives: NegativeTest[] = [];

  public constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  public parse(): CalicoSelector {
    if (this.peek().kind === 'end') return { expression: EVERYTHING, globalAt: undefined, negatives: [] };
    const expression = this.or();
    const token = this.peek();
    if (token.kind !== 'end') this.refuseAfterTerm(token);
    return { expression, globalAt: this.globalAt, negatives: this.negatives };
  }

  private or(): LabelExpression {
    const of = [this.and()];
    while (this.takes('||')) of.push(this.and());
    return of.length === 1 ? of[0]! : { op: 'or', of };
  }

  private and(): LabelExpression {
    const of = [this.term()];
    while (this.takes('&&')) of.push(this.term());
    return of.length === 1 ? of[0]! : { op: 'and', of };
  }

  private term(): LabelExpression {
    let negated = false;
    while (this.takes('!')) negated = !negated;
    const inner = this.plainTerm();
    return negated ? { op: 'not', of: inner } : inner;
  }

  private plainTerm(): LabelExpression {
    const token = this.take();
    if (token.kind === 'function') return this.call(token);
    if (token.kind === 'label') return this.test(token);
    if (token.value === '(' && token.kind === 'symbol') return this.inParentheses(token);
    return this.refuseTerm(token);
  }

  private inParentheses(open: Token): LabelExpression {
    if (++this.depth > DEEPEST) {
      this.refuse(open.at, `It has more than ${DEEPEST} parentheses in each other.`, 'Write it with fewer of them.');
    }
    const inner = this.or();
    const close = this.take();
    if (close.value !== ')' || close.kind !== 'symbol') {
      if (close.kind !== 'end') this.refuseAfterTerm(close);
      this.refuse(open.at, 'This parenthesis is never closed.', 'Write ")" where the term ends.');
    }
    this.depth--;
    return inner;
  }

  private call(token: Token): LabelExpression {
    if (token.value === 'has') {
      const label = this.take();
      if (label.kind !== 'label') {
        const fix = label.kind === 'text' ? `Write has(${label.value}).` : 'Write for example has(tier).';
        this.refuse(label.at, 'has() takes the name of a label, without quotes.', fix);
      }
      this.close('has() takes one label.', `Write has(${label.value}) && has(…).`);
      return { op: 'has', key: label.value };
    }
    this.close(`${token.value}() takes nothing.`, `Write ${token.value}().`);
    if (token.value === 'global') this.globalAt ??= token.at;
    return EVERYTHING;
  }

  private close(message: string, fix: string): void {
    const token = this.take();
    if (token.kind !== 'symbol' || token.value !== ')') this.refuse(token.at, message, fix);
  }

  private test({ value: key, at }: Token): LabelExpression {
    const token = this.take();
    switch (token.kind === 'symbol' || token.kind === 'operator' ? token.value : '') {
      case '==':
        return { op: 'in', key, values: [this.textAfter(key, '==')] };
      case '!=': {
        const value = this.textAfter(key, '!=');
        this.negatives.push({ key, text: `!= '${value}'`, at });
        return { op: 'not', of: { op: 'in', key, values: [value] } };
      }
      case 'in':
        return { op: 'in', key, values: this.set(key, 'in') };
      case 'not in': {
        const values = this.set(key, 'not in');
        this.negatives.push({ key, text: `not in {${values.map((value) => `'${value}'`).join(', ')}}`, at });
        return { op: 'not', of: { op: 'in', key, values } };
      }
      case 'contains':
      case 'starts with':
      case 'ends with':
        return {
          op: token.value as 'contains' | 'starts with' | 'ends with',
          key,
          text: this.textAfter(key, token.value),
        };
      default:
        return this.refuseOperator(key, at, token);
    }
  }

  private textAfter(key: string, operator: string): string {
    const token = this.take();
    if (token.kind === 'text') return token.value;
    const bare = token.kind === 'label';
    const message = bare ? `The value ${token.value} has no quotes.` : `A value in quotes belongs behind ${operator}.`;
    return this.refuseUnreadable(token, message, `Write ${key} ${operator} '${bare ? token.value : '…'}'.`);
  }

  private set(key: string, operator: string): string[] {
    const open = this.take();
    const form = `Write ${key} ${operator} {'a', 'b'}.`;
    if (open.kind !== 'symbol' || open.value !== '{') {
      this.refuse(open.at, `Values behind ${operator} stand in braces.`, form);
    }
    const values: string[] = [];
    for (;;) {
      const token = this.take();
      if (token.kind === 'symbol' && token.value === '}') return values;
      if (token.kind !== 'text') {
        const bare = token.kind === 'label';
        const message = bare ? `The value ${token.value} has no quotes.` : 'The set is not complete.';
        this.refuseUnreadable(token, message, form);
      }
      values.push(token.value);
      const after = this.take();
      if (after.kind === 'symbol' && after.value === '}') return values;
      if (after.kind !== 'symbol' || after.value !== ',') {
        this.refuseUnreadable(after, 'Values of a set are parted by commas, and it ends with "}".', form);
      }
    }
  }

  private refuseTerm(token: Token): never {
    const { at, kind, value } = token;
    if (kind === 'end') this.refuse(at, 'Something is missing here.', 'Write a term, for example has(tier).');
    if (kind === 'text') {
      this.refuse(at, 'A value stands where a label belongs.', `Write the label first: ${value || 'app'} == '…'.`);
    }
    return this.refuseUnreadable(token, 'A term is expected here.', "Write for example app == 'web'.");
  }

  private refuseAfterTerm(token: Token): never {
    const word = token.value.toLowerCase();
    if (token.kind === 'label' && (word === 'and' || word === 'or')) {
      const symbol = word === 'and' ? '&&' : '||';
      this.refuse(token.at, `${token.value} is no operator.`, `Write ${symbol}.`);
    }
    if (token.kind === 'symbol' && token.value === ')') {
      this.refuse(token.at, 'This parenthesis was never opened.', 'Remove it, or write "(" where the term begins.');
    }
    if (token.kind === 'symbol' && token.value === ',') {
      this.refuse(
        token.at,
        'Terms are not parted by commas.',
        'Write && where both must hold, || where one is enough.',
      );
    }
    return this.refuseUnreadable(token, 'Two terms need && or || between them.', 'Write && or ||.');
  }

  private refuseOperator(key: string, at: number, token: Token): never {
    const { value, kind } = token;
    if (kind === 'symbol' && value === '(') {
      const meant = closestWord(key, SELECTOR_FUNCTIONS);
      const fix = meant ? `Did you mean ${meant}()?` : 'There are has(label), all() and global().';
      this.refuse(at, `There is no function ${key}().`, fix);
    }
    if (kind === 'unreadable' && value === '=') {
      this.refuse(token.at, 'A single = compares nothing.', `Write ${key} == '…'.`);
    }
    if (kind === 'label') {
      if (key.toLowerCase() === 'not') this.refuse(at, 'not is no operator.', 'Write ! before the term.');
      const meant = closestWord(value, ['in', 'not in', 'contains', 'starts with', 'ends with']);
      const fix = meant ? `Did you mean ${meant}?` : 'Write ==, !=, in, not in, contains, starts with or ends with.';
      this.refuse(token.at, `${value} is no operator.`, fix);
    }
    const fix = `Write has(${key}), or compare it: ${key} == '…'.`;
    return this.refuseUnreadable(token, `Nothing is asked about the label ${key}.`, fix);
  }

  private refuseUnreadable({ at, kind, value }: Token, message: string, fix: string): never {
    if (kind !== 'unreadable') this.refuse(at, message, fix);
    if (value.startsWith("'") || value.startsWith('"')) {
      this.refuse(at, 'This quote is never closed.', `Write ${value[0]} where the value ends.`);
    }
    if (value === '\n' || value === '\r') {
      this.refuse(at, 'A selector is one line, and this one breaks.', 'Write it on one line, or fold it with ">-".');
    }
    if (value === '&' || value === '|') this.refuse(at, `A single ${value} joins nothing.`, `Write ${value}${value}.`);
    if (value === '=') this.refuse(at, 'A single = compares nothing.', 'Write ==.');
    if (value === '[') this.refuse(at, 'Sets of values stand in braces.', "Write {'a', 'b'}.");
    return this.refuse(at, `The character ${JSON.stringify(value)} has no meaning here.`, fix);
  }

  private refuse(at: number, message: string, fix: string): never {
    throw new NoSelector({ at, message: `${message} (${placeIn(this.text, at)})`, fix });
  }

  private peek(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)]!;
  }

  private take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  private takes(symbol: string): boolean {
    const { kind, value } = this.peek();
    if (kind !== 'symbol' || value !== symbol) return false;
    this.next++;
    return true;
  }
}
