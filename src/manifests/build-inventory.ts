import { apiGroupOf, isEntryPoint, templatePathOf } from './controllers';
import { FieldReader, NO_LABELS, PlainMap } from './field-reader';
import { Inventory, NamespaceFacts, OrdinalRange, PodGroup, ServiceFacts, Workload } from './inventory';
import { ManifestDocument } from './manifest-document';
import { readPodSpec } from './pod-template';
import { readService } from './read-service';
import { DEFAULT_NAMESPACE, NAMESPACE_NAME_LABEL } from '../model/defaulting';
import { Finding, resourceOf } from '../model/finding';
import { FieldPath, isNetworkPolicy } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION } from '../model/network-policy';
import { isStagedPolicy } from '../model/staged-policy';

/** Takes namespaces, workloads, policies and services out of documents; everything else is passed over. */
export function buildInventory(documents: Iterable<ManifestDocument>): Inventory {
  const builder = new InventoryBuilder();
  for (const document of documents) builder.add(document);
  return builder.finish();
}

const NO_ADDRESSES: readonly string[] = [];

interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** A pod group whose controller may itself be controlled by an object that comes later in the input. */
interface PendingGroup {
  readonly namespace: string;
  /** Undefined for what has no controller. */
  readonly owner: Owner | undefined;
  readonly group: PodGroup;
}

class InventoryBuilder {
  private readonly findings: Finding[] = [];
  private readonly reader = new FieldReader(this.findings);
  private readonly namespaces = new Map<string, NamespaceFacts>();
  private readonly policies = new Map<string, ManifestDocument>();
  private readonly services = new Map<string, ServiceFacts>();
  private readonly entryPoints: ManifestDocument[] = [];
  private readonly foreignPolicies: ManifestDocument[] = [];
  /** By the id of the object they were read from: of two such objects the later one counts. */
  private readonly groups = new Map<string, PendingGroup>();
  /** Controllers that have a controller: a ReplicaSet of a Deployment, a Job of a CronJob. */
  private readonly ownerOf = new Map<string, Owner>();

  public add(document: ManifestDocument): void {
    const { apiVersion, kind } = document.object;
    if (typeof kind !== 'string') return;
    if (kind === 'Pod' && apiVersion === 'v1') {
      this.addPod(document);
    } else if (isNetworkPolicy(document.object)) {
      this.addPolicy(document);
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
    const workloads = this.workloads();
    for (const { namespace } of workloads) this.ensureNamespace(namespace);
    for (const document of this.policies.values()) {
      this.ensureNamespace(namespaceOf(document), document);
    }
    return {
      namespaces: this.namespaces,
      workloads,
      policies: [...this.policies.values()],
      services: [...this.services.values()],
      entryPoints: this.entryPoints,
      foreignPolicies: this.foreignPolicies,
      findings: this.findings,
    };
  }

  private addPolicy(document: ManifestDocument): void {
    const { id } = this.identify(document);
    this.reportDuplicate(document, this.policies.get(id));
    this.policies.set(id, document);
  }

  private addNamespace(document: ManifestDocument): void {
    const { name } = this.identify(document, false);
    this.reportDuplicate(document, this.namespaces.get(name)?.document);
    const labels = this.labelsOf(document);
    this.namespaces.set(name, { name, labels: { ...labels, [NAMESPACE_NAME_LABEL]: name }, document });
  }

  private addService(document: ManifestDocument): void {
    const { id, namespace, name } = this.identify(document);
    this.reportDuplicate(document, this.services.get(id)?.document);
    this.services.set(id, readService(this.reader, document, namespace, name));
  }

  private addForeignPolicy(document: ManifestDocument): void {
    this.foreignPolicies.push(document);
    // Calico looks at its staged policies and reports what they would do; they are in effect nowhere.
    if (isStagedPolicy(document.object)) return;
    const { apiVersion, kind } = document.object;
    const misspelt = apiGroupOf(apiVersion) === 'networking.k8s.io' && kind === 'NetworkPolicy';
    this.report(document, [], {
      rule: 'other-policy-api',
      severity: 'warning',
      message: `This ${kind} belongs to the API ${apiVersion}, which is not analysed: what it allows or denies is missing from every answer.`,
      fix: misspelt
        ? `Write apiVersion: ${NETWORK_POLICY_API_VERSION}.`
        : 'Take answers about the pods it selects with care, or leave the file out.',
    });
  }

  private addPod(document: ManifestDocument): void {
    const { id, namespace, name } = this.identify(document);
    this.reportDuplicate(document, this.groups.get(id)?.group.document);
    const { object } = document;
    const status = object.status === undefined ? {} : (this.reader.map(document, object.status, 'status') ?? {});
    // The addresses of a pod that has run to its end are given to others.
    if (status.phase === 'Succeeded' || status.phase === 'Failed') {
      this.groups.delete(id);
      return;
    }
    const group: PodGroup = {
      podName: name,
      labels: this.labelsOf(document),
      ...readPodSpec(this.reader, document, object.spec, ['spec']),
      podAddresses: this.addresses(document, status, 'podIP', 'podIPs'),
      nodeAddresses: this.addresses(document, status, 'hostIP', 'hostIPs'),
      document,
    };
    this.groups.set(id, { namespace, owner: this.controllerOf(document), group });
  }

  private addController(document: ManifestDocument, templatePath: readonly string[]): void {
    const { id, namespace, name } = this.identify(document);
    this.reportDuplicate(document, this.groups.get(id)?.group.document);
    const { object } = document;
    const { kind } = object;
    const owner = this.controllerOf(document);
    if (owner) {
      this.ownerOf.set(ownerKey(namespace, { kind, name }), owner);
      // What a dump shows of earlier revisions of a Deployment: they have no pods and get none.
      if (this.reader.map(document, object.spec, 'spec')?.replicas === 0) return;
    }
    let value: unknown = object;
    templatePath.forEach((step, index) => {
      value = this.reader.map(document, value, ...templatePath.slice(0, index))?.[step];
    });
    const template = this.reader.map(document, value, ...templatePath) ?? {};
    const metadata = this.reader.map(document, template.metadata, ...templatePath, 'metadata');
    const group: PodGroup = {
      labels: this.reader.labels(document, metadata?.labels, ...templatePath, 'metadata', 'labels'),
      ...readPodSpec(this.reader, document, template.spec, [...templatePath, 'spec']),
      podAddresses: NO_ADDRESSES,
      nodeAddresses: NO_ADDRESSES,
      ...(kind === 'StatefulSet' ? { ordinals: this.ordinalsOf(document) } : {}),
      document,
    };
    this.groups.set(id, { namespace, owner, group });
  }

  private ordinalsOf(document: ManifestDocument): OrdinalRange {
    const spec = this.reader.map(document, document.object.spec, 'spec') ?? {};
    const ordinals = this.reader.map(document, spec.ordinals, 'spec', 'ordinals');
    const first = this.reader.wholeNumber(document, ordinals?.start, 'spec', 'ordinals', 'start') ?? 0;
    const replicas = this.reader.wholeNumber(document, spec.replicas, 'spec', 'replicas') ?? 1;
    // A set scaled to zero is scaled up again some day.
    return { first, count: Math.max(1, replicas) };
  }

  /** The pods of a ReplicaSet are those of its Deployment, where the input says that it has one. */
  private workloads(): Workload[] {
    const byId = new Map<string, Workload & { readonly podGroups: PodGroup[] }>();
    for (const [ownId, { namespace, owner, group }] of this.groups) {
      const { kind, name } = owner ? this.topmostOwner(namespace, owner) : ownerIn(group.document);
      const id = owner ? idOf(namespace, name, kind) : ownId;
      const known = byId.get(id);
      if (known) known.podGroups.push(group);
      else byId.set(id, { id, namespace, name, kind, podGroups: [group] });
    }
    return [...byId.values()];
  }

  private topmostOwner(namespace: string, owner: Owner): Owner {
    if (this.ownerOf.size === 0) return owner;
    let top = owner;
    // Two levels in practice; the limit is for cycles in hostile input.
    for (let level = 0; level < 8; level++) {
      const next = this.ownerOf.get(ownerKey(namespace, top));
      if (!next) break;
      top = next;
    }
    return top;
  }

  private controllerOf(document: ManifestDocument): Owner | undefined {
    const metadata = document.object.metadata as PlainMap | undefined | null;
    const references = metadata?.ownerReferences;
    if (references === undefined || references === null) return undefined;
    const list = this.reader.list(document, references, 'metadata', 'ownerReferences');
    for (let i = 0; i < list.length; i++) {
      const reference = this.reader.map(document, list[i], 'metadata', 'ownerReferences', i);
      if (!reference || reference.controller !== true) continue;
      const name = this.reader.text(document, reference.name, 'metadata', 'ownerReferences', i, 'name');
      const kind = this.reader.text(document, reference.kind, 'metadata', 'ownerReferences', i, 'kind');
      // A static pod belongs to its node, which is no controller that could make another one like it.
      if (name !== undefined && kind !== 'Node') return { kind: kind ?? 'Pod', name };
    }
    return undefined;
  }

  private labelsOf(document: ManifestDocument): Readonly<Record<string, string>> {
    const { metadata } = document.object;
    return metadata?.labels ? this.reader.labels(document, metadata.labels, 'metadata', 'labels') : NO_LABELS;
  }

  private addresses(document: ManifestDocument, status: PlainMap, one: string, many: string): readonly string[] {
    if (status[one] === undefined && status[many] === undefined) return NO_ADDRESSES;
    const first = this.reader.text(document, status[one], 'status', one);
    const list = this.reader.list(document, status[many], 'status', many);
    if (!first && list.length === 0) return NO_ADDRESSES;
    const all = new Set(first ? [first] : []);
    for (let i = 0; i < list.length; i++) {
      const ip = this.reader.text(
        document,
        this.reader.map(document, list[i], 'status', many, i)?.ip,
        'status',
        many,
        i,
      );
      if (ip) all.add(ip);
    }
    return [...all];
  }

  /** Who an object is. Of two objects of one id the later one counts, as it does when both are applied. */
  private identify(document: ManifestDocument, namespaced = true): { id: string; namespace: string; name: string } {
    const { object } = document;
    const metadata: PlainMap = this.reader.map(document, object.metadata, 'metadata') ?? {};
    const name = this.reader.text(document, metadata.name, 'metadata', 'name') ?? '';
    const written = namespaced ? this.reader.text(document, metadata.namespace, 'metadata', 'namespace') : undefined;
    const namespace = written || DEFAULT_NAMESPACE;
    if (name === '') {
      this.report(document, ['metadata', 'name'], {
        rule: 'nameless-object',
        severity: 'error',
        message: `This ${object.kind} has no name.`,
        fix: 'Write metadata.name.',
      });
    }
    if (namespaced && !written) {
      this.report(document, ['metadata', 'namespace'], {
        rule: 'namespace-missing',
        severity: 'info',
        message: `The ${object.kind} ${JSON.stringify(name)} names no namespace, so it counts as one of "${DEFAULT_NAMESPACE}".`,
        fix: 'Write metadata.namespace.',
      });
    }
    return { id: idOf(namespace, name, object.kind), namespace, name };
  }

  private reportDuplicate(document: ManifestDocument, earlier: ManifestDocument | undefined): void {
    if (!earlier) return;
    const { kind, metadata } = document.object;
    const line = earlier.positionOf(['metadata', 'name'])?.line;
    const place = earlier.origin.file ?? earlier.origin.constructPath;
    const where = place === undefined ? '' : ` (the other stands in ${place}${line === undefined ? '' : `:${line}`})`;
    const name = kind === 'Namespace' ? metadata?.name : `${namespaceOf(document)}/${metadata?.name}`;
    this.report(document, ['metadata', 'name'], {
      rule: 'duplicate-object',
      severity: 'warning',
      message: `There are two objects ${kind} ${name}${where}; this one, the later, counts.`,
      fix: `Rename one of them, or leave one out.`,
    });
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

  private report(
    document: ManifestDocument,
    field: FieldPath,
    finding: Pick<Finding, 'rule' | 'severity' | 'message' | 'fix'>,
  ): void {
    this.findings.push({
      ...finding,
      resource: resourceOf(document.object),
      field,
      origin: document.origin,
      position: () => document.positionOf(field),
    });
  }
}

/** The namespace an object is in, `default` where it names none. */
export function namespaceOf({ object }: ManifestDocument): string {
  const namespace: unknown = object.metadata?.namespace;
  return typeof namespace === 'string' && namespace !== '' ? namespace : DEFAULT_NAMESPACE;
}

function idOf(namespace: string, name: string, kind: string): string {
  return `${namespace}/${name}[${kind}]`;
}

/** What has no controller is its own. */
function ownerIn({ object }: ManifestDocument): Owner {
  const name: unknown = object.metadata?.name;
  return { kind: object.kind, name: typeof name === 'string' ? name : '' };
}

function ownerKey(namespace: string, { kind, name }: Owner): string {
  return `${kind}|${namespace}|${name}`;
}
