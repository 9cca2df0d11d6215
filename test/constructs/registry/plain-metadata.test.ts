import { App, Chart, Yaml, ApiObject } from 'cdk8s';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainMetadata } from '../../../src/constructs/registry/plain-metadata';

// A label called "constructor" makes cdk8s fail; ours is written.
const key = fc.oneof(fc.string(), fc.constantFrom('b', 'a', '10', '9', '__proto__', 'toString'));
const value = fc.oneof(
  { weight: 30, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom(1, null, true) },
);
const texts = fc.dictionary(key, value, { noNullPrototype: true, maxKeys: 5 }) as fc.Arbitrary<Record<string, string>>;
const name = fc.string({ minLength: 1 });
const usual = { name, namespace: name, labels: texts, annotations: texts };
const requiredKeys: ['name', 'namespace'] = ['name', 'namespace'];
const metadata = fc.oneof(
  { weight: 5, arbitrary: fc.record(usual, { requiredKeys }) },
  { weight: 1, arbitrary: fc.record({ ...usual, finalizers: fc.array(name), other: name }, { requiredKeys }) },
);

test('plain metadata is what cdk8s makes of it, byte for byte', () => {
  let plain = 0;
  fc.assert(
    fc.property(metadata, (declared) => {
      const ours = plainMetadata(declared);
      if (!ours) return;
      plain++;
      const chart = new Chart(new App(), 'c');
      const theirs = new ApiObject(chart, 'o', { apiVersion: 'v1', kind: 'K', metadata: declared }).metadata.toJson();
      expect(Yaml.stringify(ours)).toBe(Yaml.stringify(theirs));
    }),
  );
  expect(plain).toBeGreaterThan(5);
});
