import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { testLabels } from '../../src/model/label-expression';
import { parseSelector } from '../../src/policy-kinds/calico/selector-language';
import { corpusPath, corpusTest } from '../support/corpus';

interface Row {
  readonly selector: string;
  readonly valid: boolean;
  readonly matches?: Record<string, string>[];
  readonly doesNotMatch?: Record<string, string>[];
}

describe('selectors of Calico', () => {
  corpusTest('every selector is taken or refused, and matches, as by Calico', () => {
    const lines = readFileSync(corpusPath('policy-kinds/tables/calico-selectors.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(59);
    for (const line of lines) {
      const { selector, valid, matches = [], doesNotMatch = [] } = JSON.parse(line) as Row;
      const parsed = parseSelector(selector);
      expect('selector' in parsed, selector).toBe(valid);
      if (!('selector' in parsed)) continue;
      const test = (labels: Record<string, string>) => testLabels(parsed.selector.expression, labels);
      for (const labels of matches) expect(test(labels), `${selector} ${JSON.stringify(labels)}`).toBe('yes');
      for (const labels of doesNotMatch) expect(test(labels), `${selector} ${JSON.stringify(labels)}`).toBe('no');
    }
  });
});
