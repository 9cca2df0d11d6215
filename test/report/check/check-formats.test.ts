import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { readCheckConfig } from '../../../src/lint/check-config';
import { checkManifests } from '../../../src/lint/check-manifests';
import { readTexts } from '../../../src/manifests/read-manifests';
import { checkGithub } from '../../../src/report/check/check-github';
import { checkJson } from '../../../src/report/check/check-json';
import { checkJunit } from '../../../src/report/check/check-junit';
import { checkMarkdown } from '../../../src/report/check/check-markdown';
import { CheckReport } from '../../../src/report/check/check-report';
import { sarifLog } from '../../../src/report/check/check-sarif';

const MANIFEST = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-orders, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { name: orders } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: "a|b<c>,::x%" }
spec: { podSelector: {} }
---
a: [
`;
const CONFIG = 'acknowledgements: [{ rule: namespace-label-name, reason: we label, owner: team-a }]';

function report(file = 'dir/some file.yaml', config = '{}'): CheckReport {
  const { documents, findings, sources } = readTexts([{ file, text: MANIFEST }]);
  const { acknowledgements } = readCheckConfig('netpol.yaml', config);
  const result = checkManifests(documents, { acknowledgements });
  return { ...result, findings: [...findings, ...result.findings], sources };
}

function schema(name: string): object {
  return JSON.parse(readFileSync(join(__dirname, '../../../docs/schemas', name), 'utf8')) as object;
}

describe('json', () => {
  test('is what its schema says, with and without acknowledgements', () => {
    const validate = new Ajv({ strict: false }).compile(schema('netpol.check.v1.schema.json'));
    for (const config of ['{}', CONFIG]) {
      expect(validate(JSON.parse(checkJson(report('a.yaml', config)))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test('places findings by file, line and column', () => {
    const { findings } = JSON.parse(checkJson(report('a.yaml'))) as { findings: Record<string, unknown>[] };
    expect(findings.find(({ rule }) => rule === 'namespace-label-name')).toMatchObject({
      severity: 'warning',
      resource: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'allow-orders' },
      field: 'spec.ingress[0].from[0].namespaceSelector.matchLabels[name]',
      file: 'a.yaml',
      line: 9,
      column: 47,
    });
    expect(findings.find(({ rule }) => rule === 'unreadable-document')).toMatchObject({ type: 'Parse', line: 17 });
  });

  test('the schema of the configuration takes what is documented, and no unknown key', () => {
    const validate = new Ajv({ strict: false }).compile(schema('netpol-config.schema.json'));
    const good = {
      rules: { 'vague-name': 'off' },
      acknowledgements: [{ rule: 'vague-name', reason: 'r', owner: 'o', expires: '2027-01-01' }],
      kubernetes: '1.34',
      cni: 'calico',
    };
    expect(validate(good)).toBe(true);
    expect(validate({ ...good, rule: {} })).toBe(false);
    expect(validate({ acknowledgements: [{ rule: 'vague-name', reason: 'r' }] })).toBe(false);
  });
});

describe('sarif', () => {
  const log: Log = sarifLog(report(), '1.2.3');

  test('has a rule for each result, at the index the result names', () => {
    const { tool, results } = log.runs[0]!;
    expect(results!.length).toBeGreaterThan(2);
    for (const { ruleId, ruleIndex } of results!) expect(tool.driver.rules![ruleIndex!]!.id).toBe(ruleId);
  });

  test('places results in relative, escaped paths', () => {
    const { physicalLocation } = log.runs[0]!.results![0]!.locations![0]!;
    expect(physicalLocation!.artifactLocation!.uri).toBe('dir/some%20file.yaml');
    expect(physicalLocation!.region).toEqual({
      startLine: expect.any(Number) as number,
      startColumn: expect.any(Number) as number,
    });
  });

  test('carries the fix as a replacement of exactly what changes', () => {
    const result = log.runs[0]!.results!.find(({ ruleId }) => ruleId === 'namespace-label-name')!;
    expect(result.fixes![0]!.artifactChanges[0]!.replacements).toEqual([
      {
        deletedRegion: { startLine: 9, startColumn: 47, endLine: 9, endColumn: 51 },
        insertedContent: { text: 'kubernetes.io/metadata.name' },
      },
    ]);
  });

  test('keeps what is acknowledged, as suppressed', () => {
    const acknowledged = sarifLog(report('a.yaml', CONFIG), '1.2.3').runs[0]!.results;
    expect(acknowledged.filter((result) => 'suppressions' in result)).toHaveLength(1);
  });
});

test('github: one command a line, with separators escaped', () => {
  const lines = checkGithub(report('a,b:c.yaml')).trimEnd().split('\n');
  for (const line of lines) {
    expect(line).toMatch(/^::(error|warning|notice) file=a%2Cb%3Ac\.yaml,line=\d+,col=\d+,title=[^:]+::\S/);
  }
  expect(lines.find((line) => line.includes('a|b<c>'))).toContain('x%25');
});

test('junit: well-formed, with as many failures as it says', () => {
  const xml = checkJunit(report(), 'error');
  const failures = xml.match(/<failure /g)!.length;
  expect(xml).toContain(
    `<testsuites name="netpol check" tests="${xml.match(/<testcase /g)!.length}" failures="${failures}">`,
  );
  expect(xml).not.toMatch(/<c>/);
  expect(checkJunit(report(), 'never')).not.toContain('<failure');
});

test('markdown: names of objects cannot break the table', () => {
  const rows = checkMarkdown(report())
    .split('\n')
    .filter((line) => line.startsWith('| '));
  for (const row of rows) expect(row.replace(/\\\|/g, '').match(/\|/g), row).toHaveLength(5);
  expect(rows.join('')).not.toContain('<c>');
});
