import { expect, test } from 'vitest';
import { Protocol } from '../../src';

test('there are three protocols', () => {
  expect(Object.values(Protocol)).toEqual(['TCP', 'UDP', 'SCTP']);
});
