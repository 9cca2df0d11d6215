import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCorpus, readJson, readObjects } from './corpus';
import type { EndpointRef, Protocol } from './subject';
import { subjects } from './subjects';
import { namespace, pod, policy } from '../fixtures/objects';
import type { Container } from '../naive/kubernetes';

type End =
  { namespace: string; labels: Record<string, string>; ports?: Container['ports'] } | { external: true; ip: string };

interface Recipe {
  recipe: string;
  policy_file: string;
  extra_policies?: string[];
  namespaces: Record<string, Record<string, string>>;
  expect: Expectation[];
}

interface Expectation {
  from: End;
  to: End;
  protocol: Protocol;
  port: number;
  verdict: 'allow' | 'deny';
  /** False where the prose of the recipe contradicts its own manifest. */
  agrees_with_manifest: boolean;
}

/** Each expectation has a pod of its own at each end, which is therefore never the same. */
function endpointOf(end: End, name: string): { ref: EndpointRef; objects: object[] } {
  if ('external' in end) return { ref: { ip: end.ip }, objects: [] };
  const id = `${end.namespace}/${name}`;
  const spec = { containers: [{ name: 'c', ports: end.ports }] };
  return { ref: { pod: id }, objects: [pod(id, { labels: end.labels, spec })] };
}

/**
 * Exception: one row of recipe 14 quotes prose that was written for an older manifest; the manifest as it stands
 * allows less, and what a manifest says is what counts. So the opposite of such a row is expected.
 */
function expectedVerdict({ verdict, agrees_with_manifest }: Expectation): string {
  return (verdict === 'allow') === agrees_with_manifest ? 'allowed' : 'denied';
}

/** Exception: recipe 02a applies a policy of recipe 01, which the corpus names and does not hold. */
const absentFromCorpus: Record<string, object[]> = {
  '01-deny-all-traffic-to-an-application.yaml': [
    policy('default/web-deny-all', { podSelector: { matchLabels: { app: 'web' } }, ingress: [] }),
  ],
};

describeCorpus('recipes', (path) => {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.expect.json'),
  );
  const cases = files.sort().map((file) => ({ file, recipe: readJson<Recipe>(join(path, file)) }));

  for (const subject of subjects) {
    test.each(cases)(`${subject.name}: $recipe.recipe`, ({ file, recipe }) => {
      const policies = [recipe.policy_file, ...(recipe.extra_policies ?? [])].flatMap(
        (name) => absentFromCorpus[name] ?? readObjects(join(path, dirname(file), name)),
      );
      const namespaces = Object.entries(recipe.namespaces).map(([name, labels]) => namespace(name, labels));
      const ends = recipe.expect.map(({ from, to }, row) => ({
        from: endpointOf(from, `from-${row}`),
        to: endpointOf(to, `to-${row}`),
      }));
      const pods = ends.flatMap(({ from, to }) => [...from.objects, ...to.objects]);
      const loaded = subject.load([...namespaces, ...pods, ...policies], { ipBlockMatchesPods: 'never' });
      const given = recipe.expect.map(({ protocol, port }, row) =>
        loaded.verdict(ends[row].from.ref, ends[row].to.ref, protocol, port),
      );
      expect(given).toEqual(recipe.expect.map(expectedVerdict));
    });
  }
});
