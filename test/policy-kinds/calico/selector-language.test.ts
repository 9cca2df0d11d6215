import { describe, expect, test } from 'vitest';
import { testLabels } from '../../../src/model/label-expression';
import { parseSelector } from '../../../src/policy-kinds/calico/selector-language';

const matches = (text: string, labels: Record<string, string>) => {
  const parsed = parseSelector(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return testLabels(parsed.selector.expression, labels) === 'yes';
};

describe('a selector selects', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['', {}, true],
    ['  \t', {}, true],
    ['all()', {}, true],
    ["app == 'web'", { app: 'web' }, true],
    ['app == "web"', { app: 'web' }, true],
    ["app == 'web'", {}, false],
    ["app=='web'&&has(tier)", { app: 'web', tier: '' }, true],
    ["app != 'web'", {}, true],
    ["app != 'web'", { app: 'web' }, false],
    ['app in {\'a\', "b",}', { app: 'b' }, true],
    ['app in {}', { app: '' }, false],
    ['app not in {}', { app: 'x' }, true],
    ["app not in {'a'}", {}, true],
    ["app notin {'a'}", { app: 'a' }, false],
    ["app contains 'eb'", { app: 'web' }, true],
    ["app contains 'eb'", {}, false],
    ["app starts with 'we'", { app: 'web' }, true],
    ["app startswith 'eb'", { app: 'web' }, false],
    ["app ends  with'eb'", { app: 'web' }, true],
    ["has(a) && b == '1' || c == '2'", { c: '2' }, true],
    ["has(a) && (b == '1' || c == '2')", { c: '2' }, false],
    ["!has(a) && b == '1'", { b: '1' }, true],
    ['!(has(a) || has(b))', { b: '1' }, false],
    ['!!has(a)', { a: '' }, true],
    ['has( a )', { a: '' }, true],
    ["in in {'x'}", { in: 'x' }, true],
    ["a == '\"'", { a: '"' }, true],
    ["a == 'é'", { a: 'é' }, true],
  ])('%j of %j: %s', (text, labels, expected) => {
    expect(matches(text, labels)).toBe(expected);
  });

  test('an inherited property is no label', () => {
    expect(matches('has(toString)', {})).toBe(false);
    expect(matches("constructor != 'x'", {})).toBe(true);
  });
});

describe('a slip is named with its place and what to write', () => {
  test.each<[string, number, string, string]>([
    ["app = 'web'", 4, 'A single = compares nothing. (at character 5, "= \'web\'")', "Write app == '…'."],
    ['app == web', 7, 'The value web has no quotes.', "Write app == 'web'."],
    ['ready == true', 9, 'The value true has no quotes.', "Write ready == 'true'."],
    ['has(a, b)', 5, 'has() takes one label.', 'Write has(a) && has(…).'],
    ["has('a')", 4, 'has() takes the name of a label', 'Write has(a).'],
    ["a == 'x' and b == 'y'", 9, 'and is no operator.', 'Write &&.'],
    ["a == 'x' & b == 'y'", 9, 'A single & joins nothing.', 'Write &&.'],
    ["a == 'x'\nb == 'y'", 8, 'A selector is one line', 'fold it with'],
    ["a == 'x', b == 'y'", 8, 'Terms are not parted by commas.', 'Write &&'],
    ["a == 'x' b == 'y'", 9, 'Two terms need && or || between them.', 'Write && or ||.'],
    ["a == 'x", 5, 'This quote is never closed.', "Write '"],
    ["(a == 'x'", 0, 'This parenthesis is never closed.', 'Write ")"'],
    ["a == 'x')", 8, 'This parenthesis was never opened.', 'Remove it'],
    ["a in ['x']", 5, 'Values behind in stand in braces.', "Write a in {'a', 'b'}."],
    ['a in {x}', 6, 'The value x has no quotes.', "Write a in {'a', 'b'}."],
    ["a contain 'x'", 2, 'contain is no operator.', 'Did you mean contains?'],
    ["a endswth 'x'", 2, 'endswth is no operator.', 'Did you mean ends with?'],
    ["a matches 'x'", 2, 'matches is no operator.', 'Write ==, !=, in,'],
    ['hass(a)', 0, 'There is no function hass().', 'Did you mean has()?'],
    ['exists(a)', 0, 'There is no function exists().', 'There are has(label)'],
    ['all(a)', 4, 'all() takes nothing.', 'Write all().'],
    ["not app == 'web'", 0, 'not is no operator.', 'Write ! before the term.'],
    ['app', 3, 'Nothing is asked about the label app.', 'Write has(app)'],
    ["a == 'x' &&", 11, 'Something is missing here. (at its end)', 'Write a term'],
    ["'web' == app", 0, 'A value stands where a label belongs.', "Write the label first: web == '…'."],
    ['!', 1, 'Something is missing here.', 'Write a term'],
    ['{}', 0, 'A term is expected here.', 'Write for example'],
  ])('%j', (text, at, message, fix) => {
    const parsed = parseSelector(text);
    expect(parsed).toMatchObject({ problem: { at } });
    if (!('problem' in parsed)) return;
    expect(parsed.problem.message).toContain(message);
    expect(parsed.problem.fix).toContain(fix);
  });
});

test('hostile texts are read in bounded time and depth', () => {
  for (const text of ['('.repeat(100_000), '!'.repeat(100_000), 'has(a)||'.repeat(20_000), "'".repeat(99_999)]) {
    expect(parseSelector(text)).toHaveProperty('problem');
  }
  expect(parseSelector(`${'!'.repeat(100_000)}has(a)`)).toHaveProperty('selector');
});
