import { apiGroupOf, isEntryPoint, templatePathOf } from './controllers';
import { FieldReader } from './field-reader';
import { Inventory, NamespaceFacts, ServiceFacts } from './inventory';
import { nameOf, namespaceOf, reportDuplicate, reportIdentity } from './object-identity';
import { ObjectTable } from './object-table';
import { PodReader } from './pod-reader';
import { readService } from './read-service';
import { WorkloadTable } from './workload-table';
import { NAMESPACE_NAME_LABEL } from '../model/defaulting';
import { Finding, resourceOf } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { NETWORK_POLICY_API_VERSION } from '../model/network-policy';
import { ObjectKind, kindOf } from '../model/object-kind';
import { isStagedPolicy } from '../model/staged-policy';

/** A kind of policy, as far as an inventory is concerned. */
export interface PolicyObjectKind extends ObjectKind {
  /** Kinds of objects that say what its policies mean. @default - none */
  readonly companions?: readonly ObjectKind[];
}

/**
 * Takes namespaces, workloads, policies and services out of documents; everything else is passed over.
 *
 * @param kinds what counts as a policy
 */
export function buildInventory(documents: Iterable<ManifestDocument>, kinds: readonly PolicyObjectKind[]): Inventory {
  const builder = new InventoryBuilder(kinds);
  for (const document of documents) builder.add(document);
  return builder.finish();
}

class InventoryBuilder {
  private readonly findings: Finding[] = [];
  private readonly reader = new FieldReader(this.findings);
  private readonly pods = new PodReader(this.reader);
  private readonly namespaces = new Map<string, NamespaceFacts>();
  private readonly policies = new Map<ObjectKind, ObjectTable<ManifestDocument>>();
  private readonly companions: ManifestDocument[] = [];
  private readonly companionKinds: readonly ObjectKind[];
  private readonly services = new ObjectTable<ServiceFacts>();
  private readonly workloads = new WorkloadTable();
  private readonly entryPoints: ManifestDocument[] = [];
  private readonly foreignPolicies: ManifestDocument[] = [];

  public constructor(private readonly kinds: readonly PolicyObjectKind[]) {
    this.companionKinds = kinds.flatMap(({ companions }) => companions ?? []);
  }

  public add(document: ManifestDocument): void {
    const { apiVersion, kind } = document.object;
    if (typeof kind !== 'string') return;
    const policyKind = kindOf(this.kinds, document.object);
    if (kindOf(this.companionKinds, document.object)) this.companions.push(document);
    if (kind === 'Pod' && apiVersion === 'v1') {
      this.addPod(document);
    } else if (policyKind) {
      this.addPolicy(document, policyKind);
    } else if (kind === 'Namespace' && apiVersion === 'v1') {
      this.addNamespace(document);
    } else if (kind === 'Service' && apiVersion === 'v1') {
      this.addService(document);
    } else if (kind.endsWith('NetworkPolicy')) {
      this.addForeignPolicy(document);
    } else if (isEntryPoint(apiVersion, kind)) {
      this.entryPoints.push(document);
    } else {
      const template = templatePathOf(apiVersion, kind);
      if (template) this.addController(document, template);
    }
  }

  public finish(): Inventory {
    const workloads = this.workloads.workloads();
    for (const { namespace } of workloads) this.ensureNamespace(namespace);
    const policies: ManifestDocument[] = [];
    for (const [{ namespaced }, table] of this.policies) {
      const own = table.toArray();
      if (namespaced) for (const document of own) this.ensureNamespace(namespaceOf(document), document);
      policies.push(...own);
    }
    return {
      namespaces: this.namespaces,
      workloads,
      policies,
      companions: this.companions,
      services: this.services.toArray(),
      entryPoints: this.entryPoints,
      foreignPolicies: this.foreignPolicies,
      findings: this.findings,
    };
  }

  private addPolicy(document: ManifestDocument, kind: PolicyObjectKind): void {
    const table = this.policies.get(kind) ?? new ObjectTable<ManifestDocument>();
    this.policies.set(kind, table);
    const [namespace, name] = [kind.namespaced ? namespaceOf(document) : '', nameOf(document)];
    this.identify(document, table.get(namespace, name), kind.namespaced);
    table.set(namespace, name, document);
  }

  private addNamespace(document: ManifestDocument): void {
    const name = nameOf(document);
    this.identify(document, this.namespaces.get(name)?.document);
    const labels = this.pods.labelsOf(document);
    const named = labels[NAMESPACE_NAME_LABEL] === name ? labels : { ...labels, [NAMESPACE_NAME_LABEL]: name };
    this.namespaces.set(name, { name, labels: named, document });
  }

  private addService(document: ManifestDocument): void {
    const [namespace, name] = [namespaceOf(document), nameOf(document)];
    this.identify(document, this.services.get(namespace, name)?.document);
    this.services.set(namespace, name, readService(this.reader, document, namespace, name));
  }

  private addForeignPolicy(document: ManifestDocument): void {
    this.foreignPolicies.push(document);
    // Calico looks at its staged policies and reports what they would do; they are in effect nowhere.
    if (isStagedPolicy(document.object)) return;
    const { apiVersion, kind } = document.object;
    const misspelt = apiGroupOf(apiVersion) === 'networking.k8s.io' && kind === 'NetworkPolicy';
    this.reader.report(document, [], {
      rule: 'other-policy-api',
      severity: 'warning',
      message: `This ${kind} belongs to the API ${apiVersion}, which is not analysed: what it allows or denies is missing from every answer.`,
      fix: misspelt
        ? `Write apiVersion: ${NETWORK_POLICY_API_VERSION}.`
        : 'Take answers about the pods it selects with care, or leave the file out.',
    });
  }

  private addPod(document: ManifestDocument): void {
    const [namespace, name] = [namespaceOf(document), nameOf(document)];
    this.identify(document, this.workloads.get(namespace, name, 'Pod')?.document);
    const group = this.pods.pod(document, name);
    if (group) this.workloads.set(namespace, name, 'Pod', group, this.pods.ownerOf(document));
    else this.workloads.delete(namespace, name, 'Pod');
  }

  private addController(document: ManifestDocument, templatePath: readonly string[]): void {
    const [namespace, name] = [namespaceOf(document), nameOf(document)];
    const { kind, spec } = document.object;
    this.identify(document, this.workloads.get(namespace, name, kind)?.document);
    const owner = this.pods.ownerOf(document);
    if (owner) {
      this.workloads.setOwner(namespace, { kind, name }, owner);
      // What a dump shows of earlier revisions of a Deployment: they have no pods and get none.
      if (this.reader.map(document, spec, 'spec')?.replicas === 0) return;
    }
    this.workloads.set(namespace, name, kind, this.pods.template(document, templatePath), owner);
  }

  /** Reports what is wrong with who an object is. Of two objects of one name the later one counts. */
  private identify(document: ManifestDocument, earlier: ManifestDocument | undefined, namespaced = true): void {
    reportIdentity(this.reader, document, namespaced);
    if (earlier) reportDuplicate(this.reader, document, earlier);
  }

  private ensureNamespace(name: string, document?: ManifestDocument): void {
    if (this.namespaces.has(name)) return;
    this.namespaces.set(name, { name, labels: { [NAMESPACE_NAME_LABEL]: name } });
    this.findings.push({
      rule: 'namespace-unknown',
      severity: 'info',
      message: `The namespace "${name}" has no object in the input: of its labels only ${NAMESPACE_NAME_LABEL} is known, so selectors by other namespace labels do not match it.`,
      fix: `Add its Namespace object to the input.`,
      ...(document ? { origin: document.origin, resource: resourceOf(document.object) } : {}),
    });
  }
}
