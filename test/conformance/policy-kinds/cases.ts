import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_KINDS } from '../../../src/policy-kinds/policy-kinds';
import type { Protocol } from '../../naive/kubernetes';
import type { Verdict } from '../../naive/naive';
import { readIndex, readJson } from '../corpus';

/** The cases of other kinds of policies, as corpus/policy-kinds/README.md describes their files. */

export interface KindObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

export interface KindRow {
  /** `namespace/pod`, or an address. */
  from: string;
  to: string;
  protocol: Protocol | 'ICMP';
  port?: number;
  verdict: Verdict | 'unknown';
  /** Only this side of the connection is judged. */
  direction?: 'ingress' | 'egress';
  icmpType?: number;
  icmpCode?: number;
  sourcePort?: number;
  /** What the connection goes through: `http-proxy`. */
  l7?: string;
  /** Addresses by name. */
  dns?: Record<string, string[]>;
}

export interface KindCase {
  id: string;
  family: string;
  /** `flow`, `semantic`, `connlist`, `invalid-input`, `equivalent` …, as the index has it. */
  kind: string;
  objects: KindObject[];
  options: Record<string, unknown>;
  expect: KindRow[];
  /** Two sets of policies to be compared over the same inventory. */
  sides?: { a: KindObject[]; b: KindObject[] };
  file: string;
}

/** A case with everything that its file says, for what not all families have. */
export function readCase<T>({ file }: KindCase): T {
  return readJson<T>(file);
}

/** All cases of a family, each with the objects of its world before its own. */
export function casesOf(path: string, families: readonly string[]): KindCase[] {
  return readIndex(join(path, 'INDEX.tsv'))
    .filter(({ family, kind }) => families.includes(family) && kind !== 'table')
    .map(({ id, family, kind, file: name }) => {
      const file = join(path, name);
      const { objects = [], world, inventory, options = {}, expect = [], a, b } = readJson<Partial<Written>>(file);
      const around = [world, inventory].flatMap((one) => (one ? readJson<KindObject[]>(join(path, one)) : []));
      const sides = a && b && { a: a.objects, b: b.objects };
      return { id, family, kind, objects: [...around, ...objects], sides, options, expect, file };
    });
}

/** A file as it is written; which fields it has depends on what kind of case it is. */
interface Written {
  objects: KindObject[];
  world: string;
  inventory: string;
  options: Record<string, unknown>;
  expect: KindRow[];
  a: { objects: KindObject[] };
  b: { objects: KindObject[] };
}

/** The groups of policies that a case has and that no kind in the table is of. */
export function unreadGroups(group: string, objects: readonly KindObject[]): string[] {
  const groups = new Set([group, ...objects.map(({ apiVersion }) => apiVersion.split('/')[0]!)]);
  return [...groups].filter((one) => POLICY_GROUPS.has(one) && !isRead(one));
}

const POLICY_GROUPS = new Set(['policy.networking.k8s.io', 'projectcalico.org', 'crd.projectcalico.org', 'cilium.io']);

/** A group is read as soon as one kind of it is in the table: whoever adds it answers for all of its cases. */
function isRead(group: string): boolean {
  return POLICY_KINDS.some(({ apiVersion }) => apiVersion.split('/')[0] === group);
}

/** The rows of a table: one JSON object a line. */
export function readTable<T>(path: string, name: string): T[] {
  const text = readFileSync(join(path, 'tables', `${name}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
