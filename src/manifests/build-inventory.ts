import { isEntryPoint, templatePathOf } from './controllers';
import { FieldReader } from './field-reader';
import { EndpointFacts, Inventory, NamespaceFacts, NodeFacts, ServiceFacts, Workload } from './inventory';
import { misspeltPolicy } from './misspelt-policy';
import { nameOf, namespaceOf, reportDuplicate, reportIdentity, withGeneratedName } from './object-identity';
import { ObjectTable } from './object-table';
import { makesPodsElsewhere } from './operator-kinds';
import {
  OTHER_POLICY_RULE,
  OtherPolicy,
  aboutOther,
  hostPolicyOf,
  isOtherPolicy,
  otherPolicyFix,
  otherPolicyOf,
} from './other-policies';
import { PodReader } from './pod-reader';
import { readEndpoints } from './read-endpoints';
import { readApiServer, readNode } from './read-node';
import { readService } from './read-service';
import { WorkloadTable } from './workload-table';
import { minorOf } from '../model/controller-labels';
import { NAMESPACE_NAME_LABEL } from '../model/defaulting';
import { Finding, resourceOf } from '../model/finding';
import { isMap } from '../model/is-map';
import { ManifestDocument } from '../model/manifest-document';
import { ObjectKind, kindOf } from '../model/object-kind';
import { pushAll } from '../model/push-all';
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
 * @param kubernetesVersion the release of the cluster, on which labels depend that controllers add; the newest one
 * where it is not known
 */
export function buildInventory(
  documents: Iterable<ManifestDocument>,
  kinds: readonly PolicyObjectKind[],
  kubernetesVersion?: string,
): Inventory {
  const builder = new InventoryBuilder(kinds, minorOf(kubernetesVersion));
  for (const document of documents) builder.add(document);
  return builder.finish();
}

class InventoryBuilder {
  private readonly findings: Finding[] = [];
  private readonly reader = new FieldReader(this.findings);
  private readonly pods: PodReader;
  private readonly namespaces = new Map<string, NamespaceFacts>();
  private readonly policies = new Map<ObjectKind, ObjectTable<ManifestDocument>>();
  private readonly companions: ManifestDocument[] = [];
  private readonly companionKinds: readonly ObjectKind[];
  private readonly services = new ObjectTable<ServiceFacts>();
  private readonly workloads = new WorkloadTable();
  private readonly entryPoints: ManifestDocument[] = [];
  private readonly foreignPolicies: ManifestDocument[] = [];
  private readonly otherPolicies: OtherPolicy[] = [];
  private readonly nodes = new Map<string, NodeFacts>();
  private readonly endpoints: EndpointFacts[] = [];
  private readonly apiServer = new Set<string>();
  private readonly podMakers: ManifestDocument[] = [];
  private readonly generatedNames = new Set<string>();

  public constructor(
    private readonly kinds: readonly PolicyObjectKind[],
    minor: number | undefined,
  ) {
    this.pods = new PodReader(this.reader, minor);
    this.companionKinds = kinds.flatMap(({ companions }) => companions ?? []);
  }

  public add(written: ManifestDocument): void {
    const { apiVersion, kind } = written.object;
    if (typeof kind !== 'string') return;
    const document = withGeneratedName(written, this.generatedNames);
    const policyKind = kindOf(this.kinds, document.object);
    const misspelt = policyKind ? undefined : misspeltPolicy(document.object);
    if (kindOf(this.companionKinds, document.object)) this.companions.push(document);
    if (kind === 'Pod' && apiVersion === 'v1') {
      this.addPod(document);
    } else if (policyKind) {
      this.addPolicy(document, policyKind);
    } else if (kind === 'Namespace' && apiVersion === 'v1') {
      this.addNamespace(document);
    } else if (kind === 'Service' && apiVersion === 'v1') {
      this.addService(document);
    } else if (kind === 'Node' && apiVersion === 'v1') {
      this.addNode(document);
    } else if (misspelt) {
      const { field, ...said } = misspelt;
      this.reader.report(document, field, { severity: 'error', ...said });
    } else if (isOtherPolicy(apiVersion, kind)) {
      this.addForeignPolicy(document);
    } else if (isEntryPoint(apiVersion, kind)) {
      this.entryPoints.push(document);
    } else if (kind === 'EndpointSlice' || kind === 'Endpoints') {
      for (const address of readApiServer(this.reader, document)) this.apiServer.add(address);
      for (const one of readEndpoints(new FieldReader([]), document)) this.endpoints.push(one);
    } else if (makesPodsElsewhere(document)) {
      this.podMakers.push(document);
    } else {
      const template = templatePathOf(document.object);
      if (template) this.addController(document, template);
    }
  }

  public finish(): Inventory {
    const workloads = this.workloads.workloads();
    if (this.nodes.size > 0) this.addNodeAddresses(workloads);
    for (const { namespace } of workloads) this.ensureNamespace(namespace);
    const policies: ManifestDocument[] = [];
    for (const [{ namespaced }, table] of this.policies) {
      const own = table.toArray();
      if (namespaced) for (const document of own) this.ensureNamespace(namespaceOf(document), document);
      pushAll(policies, own);
    }
    return {
      namespaces: this.namespaces,
      workloads,
      policies,
      companions: this.companions,
      services: this.services.toArray(),
      entryPoints: this.entryPoints,
      foreignPolicies: this.foreignPolicies,
      otherPolicies: this.otherPolicies,
      nodes: [...this.nodes.values()],
      endpoints: this.endpoints,
      apiServerAddresses: [...this.apiServer],
      podMakers: this.podMakers,
      findings: this.findings,
    };
  }

  /** Pods that do not show the addresses of their node, but its name. */
  private addNodeAddresses(workloads: readonly Workload[]): void {
    for (const { podGroups } of workloads) {
      for (const group of podGroups) {
        const { kind, spec } = group.document.object;
        const nodeName = kind === 'Pod' && isMap(spec) ? spec.nodeName : undefined;
        const node = typeof nodeName === 'string' ? this.nodes.get(nodeName) : undefined;
        if (node && group.nodeAddresses.length === 0) {
          (group as { nodeAddresses: readonly string[] }).nodeAddresses = node.addresses;
        }
      }
    }
  }

  private addPolicy(document: ManifestDocument, kind: PolicyObjectKind): void {
    const table = this.policies.get(kind) ?? new ObjectTable<ManifestDocument>();
    this.policies.set(kind, table);
    const [namespace, name] = [kind.namespaced ? namespaceOf(document) : '', nameOf(document)];
    this.identify(document, table.get(namespace, name), kind.namespaced);
    table.set(namespace, name, document);
    const host = hostPolicyOf(document);
    if (host) this.otherPolicies.push(host);
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

  private addNode(document: ManifestDocument): void {
    const name = nameOf(document);
    this.identify(document, this.nodes.get(name)?.document);
    this.nodes.set(name, readNode(this.reader, document, name));
  }

  private addForeignPolicy(document: ManifestDocument): void {
    const other = otherPolicyOf(document);
    if (other) this.otherPolicies.push(other);
    // A network is no policy: only where it is the one that pods talk on does it have a say.
    if (document.object.kind.endsWith('Policy') || document.object.kind.endsWith('Firewall')) {
      this.foreignPolicies.push(document);
    }
    // Calico looks at its staged policies and reports what they would do; they are in effect nowhere.
    if (isStagedPolicy(document.object)) return;
    this.reader.report(document, [], {
      rule: OTHER_POLICY_RULE,
      severity: other ? 'warning' : 'info',
      message: aboutOther(document, other),
      fix: otherPolicyFix(other),
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
