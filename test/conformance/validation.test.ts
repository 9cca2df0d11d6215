import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { checkManifests } from '../../src/lint/check-manifests';
import { readManifests, readTexts } from '../../src/manifests/read-manifests';
import { KubernetesObject, formatFieldPath, isNetworkPolicy } from '../../src/model/kubernetes-object';
import { kindOf } from '../../src/model/object-kind';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import { ValidationOptions } from '../../src/policy-kinds/policy-kind';
import { POLICY_KINDS } from '../../src/policy-kinds/policy-kinds';
import { ApiProblem } from '../../src/validation/api-problem';
import { corpusPath, corpusTable, corpusTest } from '../support/corpus';

interface Expected {
  readonly field: string;
  readonly type: string;
}

interface Case {
  readonly id: string;
  readonly manifest: string;
  readonly old_manifest?: string;
  readonly errors: Expected[];
  readonly warnings?: string[];
  readonly requires_feature_gate?: string;
  readonly errors_with_StrictIPCIDRValidation?: Expected[];
}

/** The last release before the CIDR gate was on by default, and the first one after. */
const LENIENT = '1.35';
const STRICT = '1.36';

describe('API server cases', () => {
  corpusTest('every case agrees in verdict, field and type', () => {
    const { cases } = JSON.parse(readFileSync(corpusPath('validation/cases.json'), 'utf8')) as { cases: Case[] };
    expect(cases).toHaveLength(79);
    for (const { id, manifest, old_manifest, errors, requires_feature_gate, ...rest } of cases) {
      const old = old_manifest === undefined ? undefined : objectIn(old_manifest);
      const kubernetesVersion = requires_feature_gate ? STRICT : LENIENT;
      expect(errorsIn(manifest, { kubernetesVersion, old }), id).toEqual(errors);
      const strict = rest.errors_with_StrictIPCIDRValidation;
      if (strict) expect(errorsIn(manifest, { kubernetesVersion: STRICT }), `${id}, strict`).toEqual(strict);
      const warned = validateNetworkPolicy(objectIn(manifest), { kubernetesVersion: LENIENT });
      if (rest.warnings) {
        expect(
          warned.map(({ severity }) => severity),
          `${id}, warnings`,
        ).toEqual(['warning']);
      }
    }
  });
});

describe('public manifests', () => {
  corpusTest('real manifests: exactly the invalid documents have errors', () => {
    for (const { row, problems } of judged('policies')) {
      const errors = problems.filter(({ severity }) => severity === 'error');
      expect(errors.length > 0, `${row.path}#${row.doc}: ${JSON.stringify(errors)}`).toBe(row.verdict !== 'valid');
      for (const field of fieldsNamedIn(row.errors!)) {
        expect(
          errors.map(({ path }) => formatFieldPath(path)),
          `${row.path}#${row.doc}`,
        ).toContain(field);
      }
    }
  });

  corpusTest('policies of other APIs are reported as such, and never analysed', () => {
    const read = readManifests([corpusPath('policies-other-api')]);
    const documents = read.documents.filter(({ object }) => kindOf(POLICY_KINDS, object) === undefined);
    const named = documents.filter(({ object }) => object.kind === 'NetworkPolicy');
    const { findings, checked } = checkManifests(documents);
    expect(named.length).toBeGreaterThan(0);
    // A version of the right API that does not exist is refused.
    expect(checked.policies).toBe(0);
    expect(checked.otherPolicies + checked.refused).toBe(named.length);
    const rules = findings.filter(({ resource }) => resource?.kind === 'NetworkPolicy').map(({ rule }) => rule);
    expect(rules).toHaveLength(named.length);
    expect(new Set(rules)).toEqual(new Set(['other-api', 'api-version-unknown']));
  });

  corpusTest('real manifests: lint finds no error on what the API server takes', () => {
    const { documents } = readManifests([corpusPath('policies')]);
    const errors = checkManifests(documents).findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule }) => rule)).toEqual(['api-validation']);
  });

  corpusTest('fixtures of other tools: refused as the index says, at the fields it names', () => {
    for (const { row, problems } of judged('policies-fixtures')) {
      const place = `${row.path}#${row.doc} (${row.verdict}): ${JSON.stringify(problems)}`;
      // An assertion of a test tool leaves out the uid that its index entry does not look at.
      const errors = problems.filter(({ severity, path }) => severity === 'error' && path[1] !== 'ownerReferences');
      expect(errors.length > 0, place).toBe(row.verdict !== 'valid' && row.verdict !== 'valid-legacy-cidr');
      if (row.verdict === 'valid-legacy-cidr') {
        expect(
          problems.map(({ severity }) => severity),
          place,
        ).toContain('warning');
      }
      if (row.apiVersion !== 'networking.k8s.io/v1') continue;
      for (const field of fieldsNamedIn(row.errors!)) {
        const fields = problems.map(({ path }) => formatFieldPath(path));
        // The index names the consequence of a value of the wrong type too, at the place of the consequence.
        const covered = fields.some((known) => field === known || field.startsWith(`${known}.`));
        expect(covered, `${field} in ${place}`).toBe(true);
      }
    }
  });
});

/** A text that breaks two rules has two errors; the cases name each field and type once. */
function errorsIn(manifest: string, options: ValidationOptions): Expected[] {
  const errors = validateNetworkPolicy(objectIn(manifest), options).filter(({ severity }) => severity === 'error');
  const distinct = new Map(errors.map(({ path, type }) => [`${formatFieldPath(path)} ${type}`, { path, type }]));
  return [...distinct.values()].map(({ path, type }) => ({ field: formatFieldPath(path), type }));
}

function objectIn(text: string): KubernetesObject {
  return readTexts([{ file: 'case.yaml', text }]).documents[0]!.object;
}

/** The policies of a corpus folder beside their row in its index, which counts policies within a file. */
function judged(folder: string): { row: Record<string, string>; problems: ApiProblem[] }[] {
  const rows = corpusTable(`${folder}/DOCS.tsv`);
  const files = new Map<string, KubernetesObject[]>();
  return rows.map((row) => {
    let objects = files.get(row.path!);
    if (!objects) {
      const text = readFileSync(corpusPath(row.path!));
      objects = readTexts([{ file: row.path!, text }]).documents.map(({ object }) => object);
      files.set(row.path!, objects);
    }
    const candidates = objects.filter(({ kind, apiVersion, metadata }) => {
      const group = kind === 'NetworkPolicy' && apiVersion === row.apiVersion;
      return group && (typeof metadata?.name === 'string' ? metadata.name : '') === row.name;
    });
    expect(candidates.length, `${row.path}#${row.doc} ${row.name}`).toBeGreaterThan(0);
    const object = candidates.find((candidate) => objects.indexOf(candidate) === Number(row.doc)) ?? candidates[0]!;
    expect(isNetworkPolicy(object) || row.verdict!.includes('removed-api')).toBe(true);
    return { row, problems: validateNetworkPolicy(object, { kubernetesVersion: LENIENT }) };
  });
}

/** `spec.ingress[0].from[0]: Required | …`, `unknown/strict spec.name`, `decode spec.podSelector: …`. */
function fieldsNamedIn(errors: string): string[] {
  return errors
    .split(' | ')
    .map((part) => /^(?:unknown\/strict |decode |strict-cidr )?([A-Za-z][\w.[\]]*?)(?::|$)/.exec(part)?.[1] ?? '')
    .filter((field) => field !== '' && field !== 'spec.podSelector.matchLabels[app]');
}
