import { ApiObject, App } from 'cdk8s';
import { DraftedFlows, FlowInput, TrafficDraft } from './flows/draft-flows';
import { podsOfLogs } from './flows/log-pods';
import { recordOfNeed } from './flows/needed-flows';
import { acknowledged, acknowledgement } from './import/acknowledge';
import { Import, importPolicies } from './import/import-policies';
import { commentAbove } from './import/leading-comments';
import { draftProgram, stackExpression } from './program/draft-program';
import { NamespaceFile, PresentNames } from './program/namespace-file';
import { APP, DraftCluster, PLATFORM, platformExpression } from './program/platform-file';
import { PodsOfCluster } from './program/pods-of-cluster';
import { findingsIn, requireSynthesis } from './proof/draft-findings';
import { FlowProof, proveFlows } from './proof/prove-flows';
import { ImportProof, proveImport } from './proof/prove-import';
import { Trial, policiesIn } from './proof/trial';
import { Evaluation } from './source/evaluate-source';
import { SourceProgram, Statement } from './source/source-file';
import { PolicyFinding } from '../constructs/registry/policy-finding';
import { ObservedWindow, observedWindow } from '../evidence/replay/observed-window';
import { Inventory } from '../manifests/inventory';
import { namespaceOf } from '../manifests/object-identity';
import { SourceText } from '../manifests/source-text';
import { isNetworkPolicy } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { Platform } from '../platform/platform';
import { inventoryOf } from '../policy-kinds/inventory-of';
import { Analysis } from '../reachability/relation/analysis';
import { NotIsolated, notIsolated } from '../reachability/relation/isolation';
import { engineOptions } from '../reachability/universe/engine-options';

/** What a draft is made of. */
export interface DraftInput {
  /** Without the policies that the API server refuses. */
  readonly inventory: Inventory;
  readonly sources: ReadonlyMap<string, SourceText>;
  readonly cluster: DraftCluster;
  /** What was observed. @default - nothing: the draft means what the policies mean */
  readonly observed?: Omit<FlowInput, 'inventory'>;
  /** What stands in files of namespaces that somebody has, for an update. @default - nothing */
  readonly present?: ReadonlyMap<string, PresentNames>;
}

/** Flows that a draft was made for, and what the engine says of them. */
export interface ProvedFlows {
  readonly drafted: DraftedFlows;
  readonly proof: FlowProof;
  /** So many needs between workloads are allowed. */
  readonly needsAllowed: number;
  readonly window: ObservedWindow;
  /** Pods that the draft isolates in no direction, or in one only. */
  readonly notIsolated: readonly NotIsolated[];
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
  /** @default - there was no traffic to draft from */
  readonly flows?: ProvedFlows;
}

/**
 * Writes a program that means what the policies of the input mean, and that allows what was observed beside.
 *
 * @throws InvalidInput if what it means cannot be proved, or synth would refuse it
 */
export function draft({ inventory: given, sources, cluster: named, observed, present }: DraftInput): Draft {
  const own = given.policies.filter(({ object }) => isNetworkPolicy(object));
  const cluster = { apiServer: given.apiServerAddresses, ...named };
  const platform = new Evaluation().valueOf(platformExpression(cluster)) as Platform;
  const inventory = observed ? withPods(given, podsOfLogs(observed.traffic.records, given)) : given;
  const pods = new PodsOfCluster(inventory);
  const traffic = observed && new TrafficDraft({ ...observed, inventory }, pods, platform);
  const files = filesFor([...own.map(namespaceOf), ...(traffic?.namespaces ?? [])], present);
  const trial = trialOver(files, platform);
  const imported = importPolicies(own, files, pods, trial, (document) => commentAbove(document, sources));
  const drafted = traffic?.write(files);
  const { program, app, findings } = withAcknowledgements(files, cluster);
  requireSynthesis(app);
  const policies = policiesIn(app);
  return {
    program,
    app,
    imported,
    importProof: proveImport(own, policies),
    leftAlone: [...inventory.policies.filter(({ object }) => !isNetworkPolicy(object)), ...inventory.foreignPolicies],
    findings,
    ...(drafted && observed && { flows: provedFlows(drafted, observed, inventory, policies, cluster) }),
  };
}

function provedFlows(
  drafted: DraftedFlows,
  { traffic, known }: Pick<FlowInput, 'traffic' | 'known'>,
  inventory: Inventory,
  policies: readonly ManifestDocument[],
  cluster: DraftCluster,
): ProvedFlows {
  const others = inventory.policies.filter(({ object }) => !isNetworkPolicy(object));
  const after = Analysis.of({ ...inventory, policies: [...others, ...policies] }, engineOptions(cluster.cni));
  const made = new Set(drafted.drafted.flatMap(({ flows }) => flows.flatMap(({ evidence }) => evidence.records)));
  const needed = drafted.drafted.flatMap(({ flows }) =>
    flows.flatMap((flow) => (flow.evidence.needs.length > 0 ? (recordOfNeed(flow) ?? []) : [])),
  );
  const needProof = proveFlows(after, needed, new Set(needed));
  const mine = new Set(drafted.namespaces);
  return {
    drafted,
    needsAllowed: needProof.allowed,
    // What a program had before is not judged by what is added to it.
    proof: proveFlows(after, known ? drafted.records.filter((one) => made.has(one)) : drafted.records, made),
    window: observedWindow(traffic),
    notIsolated: notIsolated(after).filter(({ endpoint }) => mine.has(endpoint.workload.namespace)),
  };
}

/** The inventory with pods that only logs know. */
function withPods(inventory: Inventory, pods: readonly ManifestDocument[]): Inventory {
  if (pods.length === 0) return inventory;
  const { workloads, namespaces } = inventoryOf(pods);
  return {
    ...inventory,
    workloads: [...inventory.workloads, ...workloads],
    namespaces: new Map([...namespaces, ...inventory.namespaces]),
  };
}

function filesFor(
  namespaces: readonly string[],
  present: ReadonlyMap<string, PresentNames> | undefined,
): Map<string, NamespaceFile> {
  const sorted = [...new Set(namespaces)].sort();
  return new Map(sorted.map((namespace) => [namespace, new NamespaceFile(namespace, present?.get(namespace))]));
}

/** Programs that are tried have the stacks that they name, and those that constructs of shared services write to. */
function trialOver(files: ReadonlyMap<string, NamespaceFile>, platform: Platform): Trial {
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
