import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCorpus } from './corpus';
import { withoutRefused } from '../../src/cli/refused-policies';
import { Draft, draft } from '../../src/drafting/draft';
import { summaryOf } from '../../src/drafting/draft-summary';
import { projectFiles } from '../../src/drafting/project/project-files';
import { checkManifests } from '../../src/lint/check-manifests';
import { plainDocuments } from '../../src/manifests/plain-document';
import { readManifests } from '../../src/manifests/read-manifests';
import { isNetworkPolicy } from '../../src/model/kubernetes-object';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { allowsAll } from '../../src/reachability/reasoning/implication';
import { Analysis } from '../../src/reachability/relation/analysis';
import { engineOptions } from '../../src/reachability/universe/engine-options';
import { appOf, foldersIn, objectsIn, typeErrors } from '../support/drafted-project';

function draftOf(path: string): { drafted: Draft; files: ReadonlyMap<string, string>; before: Analysis } {
  const { documents, sources } = readManifests([path]);
  const { inventory } = withoutRefused(inventoryOf(documents), {});
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
