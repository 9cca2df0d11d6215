import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCheckConfig } from '../../src/lint/check-config';
import { checkManifests } from '../../src/lint/check-manifests';
import { fixManifests } from '../../src/lint/fix-manifests';
import { LintFinding } from '../../src/lint/run-lint';
import { readTexts } from '../../src/manifests/read-manifests';
import { InvalidInput } from '../../src/model/invalid-input';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import { readAssertions } from '../../src/reachability/question/assertions';
import { CheckReport } from '../../src/report/check/check-report';
import { checkText } from '../../src/report/check/check-text';
import { corpusPath, corpusTable, corpusTest } from '../support/corpus';
import { policy } from '../support/policies';

/** A million inputs in deep runs, shared out between the kinds of input. */
const RUNS = process.env.NETPOL_DEEP ? 200_000 : 300;
/** Of the processor, because others use it too. */
const SLOWEST_MS = 1_000;

/** Gives an input to every reader, and looks up every position and every correction that a report would print. */
function survives(input: string | Uint8Array): void {
  const start = process.cpuUsage();
  const { documents, findings, sources } = readTexts([{ file: 'fuzz.yaml', text: input }]);
  const result = checkManifests(documents);
  for (const finding of [...findings, ...result.findings]) {
    expect(typeof finding.message).toBe('string');
    expect(['string', 'undefined']).toContain(typeof finding.fix);
    const position = finding.position?.();
    if (position) expect(position.line).toBeGreaterThan(0);
  }
  fixManifests(result.findings as LintFinding[]);
  checkText({ ...result, findings: [...findings, ...result.findings], sources } as CheckReport);
  const text = typeof input === 'string' ? input : Buffer.from(input).toString();
  for (const readSettings of [readCheckConfig, readAssertions]) refusesOrReads(() => readSettings('fuzz.yaml', text));
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  if (took > SLOWEST_MS) throw new Error(`took ${took} ms`);
}

/** A file of our own that says nothing usable is refused with words, never with a stack. */
function refusesOrReads(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
}

const SEED_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web, namespace: shop, labels: { app: web } }
spec:
  podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, "api"] }] }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: team } }
          podSelector: {}
        - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }
      ports: [{ protocol: TCP, port: 8000, endPort: 8100 }, { port: https }]
  egress:
    - to: [{ ipBlock: { cidr: '::/0' } }]
      ports: [{ protocol: UDP, port: 53 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i, ports: [{ containerPort: 8080, name: https }] }] } } }
`;

const YAML_PIECES = [
  'a',
  'y',
  '-',
  '- ',
  ': ',
  ':',
  '\n',
  '  ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '<<',
  '!!',
  '|',
  '>',
  '"',
  "'",
  '#',
  '%',
  '---\n',
  '...',
  '?',
  '\t',
  '0',
  '~',
  '\u0000',
  '\uFEFF',
  '💥',
  '{{',
  '\r',
  '\u2028',
  '!!binary ',
  '1e400',
  'kind',
  'spec',
  'apiVersion: v1\n',
  'kind: List\n',
  'items: ',
  '__proto__',
];

const JSON_PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '"kind":"List",',
  '"apiVersion":"v1",',
  '"items":[',
  '"kind":"NetworkPolicy"',
  '"\\ud800"',
  '\\',
  'null',
  '1e999',
  '-0',
  'true',
  ' ',
  '\n',
  '\n---\n',
  '"__proto__":',
  '"constructor":',
  '{}',
];

describe('nothing makes the reader or a rule fail or hang', () => {
  test('text made of what YAML is made of', () => {
    const text = fc.array(fc.constantFrom(...YAML_PIECES), { maxLength: 80 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, survives), { numRuns: RUNS });
  });

  test('JSON made of what JSON is made of', () => {
    const text = fc.array(fc.constantFrom(...JSON_PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, survives), { numRuns: RUNS });
  });

  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: RUNS });
  });

  test('a manifest with bytes changed, inserted and removed', () => {
    fc.assert(
      fc.property(mutations(), (edits) => survives(mutate(Buffer.from(SEED_POLICY), edits))),
      { numRuns: RUNS },
    );
  });

  test('policies of any shape', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 0, -1, 80, 80.5, 1e99, '', 'TCP', 'In', '10.0.0.0/8', '::/0', 'x'),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('any'), { maxLength: 3 }),
      map: fc.dictionary(fc.constantFrom(...FIELDS), tie('any'), { maxKeys: 5 }),
    })).any;
    fc.assert(
      fc.property(value, value, (spec, metadata) => {
        const object = { ...policy('{}'), spec, metadata };
        expect(Array.isArray(validateNetworkPolicy(object))).toBe(true);
        survives(JSON.stringify(object));
      }),
      { numRuns: RUNS },
    );
  });
});

const FIELDS = [
  'podSelector',
  'namespaceSelector',
  'ipBlock',
  'cidr',
  'except',
  'ingress',
  'egress',
  'from',
  'to',
  'ports',
  'port',
  'endPort',
  'protocol',
  'policyTypes',
  'matchLabels',
  'matchExpressions',
  'key',
  'operator',
  'values',
  'name',
  'namespace',
  'labels',
  'annotations',
  'constructor',
  'toString',
  '__proto__',
  'cdk8s-netpol/acknowledge.vague-name',
  'cdk8s-netpol/exception-expires',
];

corpusTest('real manifests with bytes changed, inserted and removed', () => {
  const paths = [...new Set(corpusTable('policies/DOCS.tsv').map(({ path }) => path!))];
  const seeds = paths.slice(0, 60).map((path) => readFileSync(corpusPath(path)));
  fc.assert(
    fc.property(fc.nat(seeds.length - 1), mutations(), (index, edits) => survives(mutate(seeds[index]!, edits))),
    { numRuns: Math.ceil(RUNS / 3) },
  );
});

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

function mutations(): fc.Arbitrary<Mutation[]> {
  const insert = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom(...YAML_PIECES).map((piece) => Uint8Array.from(Buffer.from(piece))),
  );
  const mutation = fc.record({ at: fc.nat(4000), remove: fc.nat(12), insert });
  return fc.array(mutation, { minLength: 1, maxLength: 6 });
}

function mutate(seed: Buffer, edits: readonly Mutation[]): Buffer {
  return edits.reduce<Buffer>((bytes, { at, remove, insert }) => {
    const from = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
  }, seed);
}
