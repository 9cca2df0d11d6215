import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCorpus } from './corpus';
import { Draft, draft } from '../../src/drafting/draft';
import { summaryOf } from '../../src/drafting/draft-summary';
import { projectFiles } from '../../src/drafting/project/project-files';
import { checkManifests } from '../../src/lint/check-manifests';
import { withoutRefused } from '../../src/lint/refused-policies';
import { plainDocuments } from '../../src/manifests/plain-document';
import { readManifests } from '../../src/manifests/read-manifests';
import { isNetworkPolicy } from '../../src/model/kubernetes-object';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { allowsAll } from '../../src/reachability/reasoning/implication';
import { Analysis } from '../../src/reachability/relation/analysis';
import { engineOptions } from '../../src/reachability/universe/engine-options';
import { readTraffic } from '../../src/traffic/read-traffic';
import { appOf, foldersIn, objectsIn, typeErrors } from '../support/drafted-project';

function draftOf(path: string): { drafted: Draft; files: ReadonlyMap<string, string>; before: Analysis } {
  const { documents, sources } = readManifests([path]);
  const inventory = inventoryOf(withoutRefused(documents).documents);
  const drafted = draft({ inventory, sources, cluster: {} });
  const options = { summary: summaryOf(drafted), expected: [], command: 'netpol draft', versions: {} };
  return { drafted, files: projectFiles(drafted, options), before: Analysis.of(inventory, engineOptions(undefined)) };
}

describeCorpus('policies', (root) => {
  const repositories = foldersIn(root);
  const projects = new Map<string, ReadonlyMap<string, string>>();

  test.each(repositories)('%s: the draft means what the policies mean, as TypeScript', (repository) => {
    const { drafted, files, before } = draftOf(join(root, repository));
    projects.set(repository, files);
    const objects = objectsIn(appOf(files));
    const after = Analysis.of(inventoryOf(plainDocuments(objects)), engineOptions(undefined));
    const plain = before.inventory.policies.filter(({ object }) => isNetworkPolicy(object));
    expect(after.policies).toHaveLength(plain.length);
    expect(allowsAll(before.policies, after.policies)).not.toBe(false);
    expect(allowsAll(after.policies, before.policies)).not.toBe(false);
    expect(drafted.importProof).toEqual({ same: plain.length, added: [] });
    const { findings } = checkManifests(plainDocuments(objects), {});
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('nothing has to be written out', () => {
    const raw = repositories.flatMap((repository) => draftOf(join(root, repository)).drafted.imported.writtenOut);
    expect(raw.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([]);
  });

  test('every draft compiles', () => {
    expect(typeErrors(Object.fromEntries(projects))).toEqual([]);
  });
});

describeCorpus('flows', (root) => {
  const projects = new Map<string, ReadonlyMap<string, string>>();
  const logs = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jsonl?$/.test(name))
    .sort();

  test.each(logs)('%s: what passed is allowed, as far as the log says who and where', async (log) => {
    const traffic = await readTraffic([join(root, log)]);
    const input = { inventory: inventoryOf([]), sources: new Map(), cluster: {} };
    const drafted = draft({ ...input, observed: { traffic, today: Date.UTC(2099, 0, 1) } });
    const options = { summary: summaryOf(drafted), expected: [], command: 'netpol draft', versions: {} };
    const files = projectFiles(drafted, options);
    projects.set(log.replaceAll('/', '-'), files);
    const objects = objectsIn(drafted.app);
    const { findings } = checkManifests(plainDocuments(objects), { now: new Date(0) });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const denied = new Set(drafted.flows!.proof.denied);
    const meant = traffic.records.filter(({ verdict, confidence }) => verdict === 'allowed' && confidence === 'strong');
    const aside = new Set([...drafted.flows!.drafted.setAside.values()].flat());
    expect(meant.filter((record) => denied.has(record) && !aside.has(record))).toEqual([]);
  });

  test('every draft of traffic compiles', () => {
    expect(typeErrors(Object.fromEntries(projects))).toEqual([]);
  });
});
