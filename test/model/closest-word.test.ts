import { expect, test } from 'vitest';
import { closestWord } from '../../src/model/closest-word';

test.each([
  ['form', 'from'],
  ['wbe', 'web'],
  ['WEB', 'web'],
  ['webb', 'web'],
  ['fmor', undefined],
  ['xy', undefined],
])('%s means %s', (word, meant) => {
  expect(closestWord(word, ['from', 'web', 'xz'])).toBe(meant);
});
