import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCorpus } from './corpus';
import { Need, endText, portText } from '../../src/evidence/needs/need';
import { needsOf } from '../../src/evidence/needs/needs-of';
import { readManifests } from '../../src/manifests/read-manifests';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';

interface ExpectedNeed {
  from: string;
  to: string;
  port?: string;
  confidence?: string;
}

interface Expected {
  needs: ExpectedNeed[];
  dns: string[];
  notNeeds: ExpectedNeed[];
  unresolved: { value: string; because: string }[];
}

const line = (need: ExpectedNeed) => `${need.from} -> ${need.to} ${need.port} ${need.confidence}`;
const lineOf = ({ from, to, port, confidence }: Need) =>
  line({ from: endText(from), to: endText(to), port: port && portText(port), confidence });

function needsIn(folder: string) {
  const { documents } = readManifests([join(folder, 'manifests.yaml')]);
  return needsOf(documents, inventoryOf(documents));
}

/** Traps name ends in a looser way than needs do: an address, a Service that is none, or anybody. */
function isTrap(need: Need, trap: ExpectedNeed): boolean {
  if (trap.port !== undefined && (!need.port || portText(need.port) !== trap.port)) return false;
  if (endText(need.from) !== trap.from) return false;
  const to = endText(need.to);
  return trap.to === 'any' || to === trap.to || to.replace(/\[\w+\]$/, '') === trap.to || to === `ip(${trap.to}/32)`;
}

describeCorpus('needs', (corpus) => {
  const cases = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  describe.each(cases.map(({ name }) => name))('%s', (name) => {
    const folder = join(corpus, name);
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
    const found = needsIn(folder);

    test('finds the needs that a person found, as sure as he was', () => {
      expect(found.needs.map(lineOf).sort()).toEqual(expected.needs.map(line).sort());
    });

    test('reports no trap', () => {
      const traps = found.needs.filter((need) => expected.notNeeds.some((trap) => isTrap(need, trap)));
      expect(traps.map(lineOf)).toEqual([]);
    });

    test('says who resolves names, and which names nobody has', () => {
      expect(found.dns.map(({ id }) => id).sort()).toEqual([...expected.dns].sort());
      const said = found.unresolved.map(({ value, because }) => ({ value, because }));
      expect(said.sort((a, b) => (a.value < b.value ? -1 : 1))).toEqual(expected.unresolved);
    });
  });
});
