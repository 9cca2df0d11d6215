import { ApiObject, App } from 'cdk8s';
import { acknowledged, acknowledgement } from './import/acknowledge';
import { Import, importPolicies } from './import/import-policies';
import { commentAbove } from './import/leading-comments';
import { draftProgram, stackExpression } from './program/draft-program';
import { NamespaceFile } from './program/namespace-file';
import { APP, DraftCluster, PLATFORM, platformExpression } from './program/platform-file';
import { PodsOfCluster } from './program/pods-of-cluster';
import { findingsIn, requireSynthesis } from './proof/draft-findings';
import { ImportProof, proveImport } from './proof/prove-import';
import { Trial, policiesIn } from './proof/trial';
import { Evaluation } from './source/evaluate-source';
import { SourceProgram, Statement } from './source/source-file';
import { PolicyFinding } from '../constructs/registry/policy-finding';
import { Inventory } from '../manifests/inventory';
import { namespaceOf } from '../manifests/object-identity';
import { SourceText } from '../manifests/source-text';
import { isNetworkPolicy } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { Platform } from '../platform/platform';

/** What a draft is made of. */
export interface DraftInput {
  /** Without the policies that the API server refuses. */
  readonly inventory: Inventory;
  readonly sources: ReadonlyMap<string, SourceText>;
  readonly cluster: DraftCluster;
}

/** A proved program, before it is written. */
export interface Draft {
  readonly program: SourceProgram;
  /** The program, carried out. */
  readonly app: App;
  readonly imported: Import;
  readonly importProof: ImportProof;
  /** Policies of other kinds, which stay where they are. */
  readonly leftAlone: readonly ManifestDocument[];
  /** What lint says; errors among them are acknowledged. */
  readonly findings: readonly PolicyFinding[];
}

/**
 * Writes a program that means what the policies of the input mean.
 *
 * @throws InvalidInput if what it means cannot be proved, or synth would refuse it
 */
export function draft({ inventory, sources, cluster }: DraftInput): Draft {
  const own = inventory.policies.filter(({ object }) => isNetworkPolicy(object));
  const pods = new PodsOfCluster(inventory);
  const files = filesFor(own.map(namespaceOf));
  const trial = trialOver(files, cluster);
  const imported = importPolicies(own, files, pods, trial, (document) => commentAbove(document, sources));
  const { program, app, findings } = withAcknowledgements(files, cluster);
  requireSynthesis(app);
  return {
    program,
    app,
    imported,
    importProof: proveImport(own, policiesIn(app)),
    leftAlone: [...inventory.policies.filter(({ object }) => !isNetworkPolicy(object)), ...inventory.foreignPolicies],
    findings,
  };
}

function filesFor(namespaces: readonly string[]): Map<string, NamespaceFile> {
  const sorted = [...new Set(namespaces)].sort();
  return new Map(sorted.map((namespace) => [namespace, new NamespaceFile(namespace)]));
}

/** Programs that are tried have the stacks that they name, and those that constructs of shared services write to. */
function trialOver(files: ReadonlyMap<string, NamespaceFile>, cluster: DraftCluster): Trial {
  const platform = new Evaluation().valueOf(platformExpression(cluster)) as Platform;
  const shared = [platform.dns.namespace, platform.scraper.namespace].flatMap((name) => files.get(name)?.path ?? []);
  return new Trial((evaluation, app, names) => {
    evaluation.define(APP.file, APP.name, app);
    evaluation.define(PLATFORM.file, PLATFORM.name, platform);
    const needed = new Set([...names.map(({ file }) => file), ...shared]);
    for (const file of files.values()) {
      if (!needed.has(file.path)) continue;
      evaluation.define(file.stack.file, file.stack.name, evaluation.valueOf(stackExpression(file)));
    }
  });
}

/**
 * Carries the program out, and acknowledges in it what synth would otherwise fail on: it was so before, and whoever
 * reads the draft has to see it.
 */
function withAcknowledgements(
  files: ReadonlyMap<string, NamespaceFile>,
  cluster: DraftCluster,
): Pick<Draft, 'program' | 'app' | 'findings'> {
  const first = carriedOut(files, cluster);
  const errors = findingsIn(first.app).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { ...first, findings: findingsIn(first.app) };
  const homes = homesOf(first.app);
  const done = new Set<string>();
  for (const { rule, policy } of errors) {
    if (done.has(`${rule} ${policy}`)) continue;
    done.add(`${rule} ${policy}`);
    const home = homes.get(policy);
    const file = files.get(home?.namespace ?? policy)!;
    const index = home ? file.flows.findIndex((statement) => idOf(statement) === home.id) : -1;
    if (index >= 0) file.flows[index] = acknowledged(file.flows[index]!, rule);
    else file.flows.push(acknowledgement(file.stack, rule));
  }
  return { ...carriedOut(files, cluster), findings: findingsIn(first.app) };
}

function carriedOut(
  files: ReadonlyMap<string, NamespaceFile>,
  cluster: DraftCluster,
): { readonly program: SourceProgram; readonly app: App } {
  const program = draftProgram(files.values(), cluster);
  const evaluation = new Evaluation().run(program);
  return { program, app: evaluation.constant(APP.file, APP.name) as App };
}

/** The construct that each policy stands under, by `namespace/name`. */
function homesOf(app: App): Map<string, { readonly namespace: string; readonly id: string }> {
  const homes = new Map<string, { namespace: string; id: string }>();
  for (const node of app.node.findAll()) {
    if (!ApiObject.isApiObject(node)) continue;
    const [namespace, id] = node.node.path.split('/');
    homes.set(`${node.metadata.namespace}/${node.name}`, { namespace: namespace!, id: id! });
  }
  return homes;
}

function idOf({ value }: Statement): string | undefined {
  const id = value.kind === 'new' ? value.args[1] : undefined;
  return id?.kind === 'literal' ? String(id.value) : undefined;
}
