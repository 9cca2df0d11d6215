import { Candidate, candidatesFor } from './candidates';
import { ImportedPolicy, importedPolicy } from './imported-policy';
import { PeerExpressions } from './peer-expressions';
import { InvalidInput } from '../../model/invalid-input';
import { ManifestDocument } from '../../model/manifest-document';
import { NamespaceFile } from '../program/namespace-file';
import { PodsOfCluster } from '../program/pods-of-cluster';
import { sameMeaning } from '../proof/same-meaning';
import { Trial } from '../proof/trial';
import { ClassName, NameOf } from '../source/expression';

/** What became of the policies of the input. */
export interface Import {
  readonly policies: readonly ImportedPolicy[];
  /** How many policies became which construct. */
  readonly constructs: ReadonlyMap<ClassName, number>;
  /** Policies that are written out, since no construct means the same. */
  readonly writtenOut: readonly ImportedPolicy[];
}

/**
 * Writes a construct of the same meaning for each policy, into the file of its namespace.
 *
 * @param trial where a construct is tried before it is written
 * @throws InvalidInput for a policy that nothing means, which is a bug here
 */
export function importPolicies(
  documents: readonly ManifestDocument[],
  files: ReadonlyMap<string, NamespaceFile>,
  pods: PodsOfCluster,
  trial: Trial,
  commentsOf: (document: ManifestDocument) => readonly string[],
): Import {
  const peers = new PeerExpressions(files, pods);
  const constructs = new Map<ClassName, number>();
  const writtenOut: ImportedPolicy[] = [];
  const policies = documents.map(importedPolicy);
  for (const policy of policies) {
    const file = files.get(policy.namespace)!;
    const id = file.id(policy.name);
    const { className, expression } = firstThatMeans(
      policy,
      candidatesFor(policy, file, id, peers, pods),
      files,
      trial,
    );
    constructs.set(className, (constructs.get(className) ?? 0) + 1);
    if (className === 'RawPolicy') writtenOut.push(policy);
    file.flows.push({ comment: commentsOf(policy.document), value: expression });
  }
  return { policies, constructs, writtenOut };
}

function firstThatMeans(
  policy: ImportedPolicy,
  candidates: Iterable<Candidate>,
  files: ReadonlyMap<string, NamespaceFile>,
  trial: Trial,
): Candidate {
  for (const candidate of candidates) {
    const made = trial.policiesOf(candidate.expression, (name) => statementOf(name, files));
    if (made?.length === 1 && sameMeaning(policy.document, made[0]!)) return candidate;
  }
  throw new InvalidInput(
    `No construct means what the policy ${policy.namespace}/${policy.name} means.`,
    'Leave its file out, and say so to whoever maintains this library.',
  );
}

function statementOf({ file: path, name }: NameOf, files: ReadonlyMap<string, NamespaceFile>) {
  for (const file of files.values()) {
    if (file.path !== path) continue;
    return file.workloads.find(({ reference }) => reference.name === name)?.statement;
  }
  return undefined;
}
