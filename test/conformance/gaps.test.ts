import { describe, expect, test } from 'vitest';
import { subjects } from './subjects';
import { gaps } from '../fixtures/gaps';
import { endpoint, portOf } from '../fixtures/gaps/model';

describe.each(subjects)('$name: what no public suite asks', (subject) => {
  test.each(gaps)('$title', ({ objects, ipBlockMatchesPods = 'never', answers, noEndpoints = [] }) => {
    const loaded = subject.load(objects, { ipBlockMatchesPods });
    const given = answers.map(([from, to, text]) => {
      const { protocol, port } = portOf(text);
      return [from, to, text, loaded.verdict(endpoint(from), endpoint(to), protocol, port)];
    });
    expect(given).toEqual(answers);
    for (const ended of noEndpoints) {
      expect(() => loaded.verdict(endpoint(ended), endpoint(ended), 'TCP', 80)).toThrow(ended);
    }
  });
});
