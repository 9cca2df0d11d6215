import { ApiServerEndpoint, apiServerEndpoints } from './api-server-addresses';
import {
  OwnedAddress,
  ServiceAddress,
  Webhook,
  edgeServices,
  labelsOfNamespaces,
  labelsOfPods,
  podAddresses,
  serviceAddresses,
  servicesByNamespace,
  webhooksIn,
} from './cluster-facts';
import { KnownRanges, clusterRanges } from './cluster-ranges';
import { Reasoning } from './implied-together';
import { JudgedNeeds, judgedNeeds } from './judged-needs';
import { LintedPolicy } from './linted-policy';
import { PodIndex, Pods } from './pod-index';
import { isSystemNamespace } from './system-namespaces';
import { Inventory, NamespaceFacts, ServiceFacts } from '../../manifests/inventory';
import { SelectablePod } from '../../manifests/other-policies';
import { resourceOf } from '../../model/finding';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { hasLabels, matchesLabels, mayMatchLabels } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { PolicyType } from '../../model/network-policy';
import { kindOf } from '../../model/object-kind';
import { PolicyProgram, ProgramPolicy, programOf } from '../../model/policy-program';
import { AddressRanges } from '../../platform/cluster-facts';
import { CniProfile } from '../../platform/cni-profiles/cni-capability';
import { Platform } from '../../platform/platform';
import { inventoryOf } from '../../policy-kinds/inventory-of';
import { PolicyKind } from '../../policy-kinds/policy-kind';
import { POLICY_KINDS } from '../../policy-kinds/policy-kinds';
import { ProgramReader } from '../../policy-kinds/program-reader';
import { Analysis } from '../../reachability/relation/analysis';
import { engineOptions } from '../../reachability/universe/engine-options';
import { othersSelecting } from '../../reachability/universe/open-directions';

/** What a rule needs to speak; without it the rule stays silent, and the summary says so. */
export type RuleNeed =
  'workloads' | 'namespaces' | 'otherNamespaces' | 'services' | 'podAddresses' | 'serviceAddresses' | 'ranges' | 'cni';

/** What the caller knows beside the documents. */
export interface LintFacts {
  /** @default - the current time */
  readonly now?: Date;
  /** @default - the newest known release */
  readonly kubernetesVersion?: string;
  /** How the network plugin differs from the API. @default - not known */
  readonly cni?: CniProfile;
  /** Where shared services of the cluster are. @default - not known */
  readonly platform?: Platform;
  /** Whether findings about missing policies also speak of namespaces that the cluster brings along. @default false */
  readonly systemNamespaces?: boolean;
  /** Ranges of the cluster, beside what the platform and the documents say. @default - none */
  readonly ranges?: Partial<AddressRanges>;
  /** The kinds of policies that are read. @default - every kind that is known */
  readonly kinds?: readonly PolicyKind[];
}

/** Everything lint rules may look at. What takes work is made when the first rule asks for it. */
export class LintContext {
  public readonly now: Date;
  public readonly kubernetesVersion?: string;
  public readonly cni?: CniProfile;
  public readonly platform?: Platform;
  private readonly made = new Map<string, unknown>();
  private readonly passedOver = new Set<string>();

  public constructor(
    public readonly policies: readonly LintedPolicy[],
    public readonly documents: readonly ManifestDocument[],
    private readonly facts: LintFacts = {},
  ) {
    this.now = facts.now ?? new Date();
    this.kubernetesVersion = facts.kubernetesVersion;
    this.cni = facts.cni;
    this.platform = facts.platform;
  }

  /** Whether the input says enough for rules that need this. */
  public knows(need: RuleNeed): boolean {
    if (need === 'cni') return this.cni !== undefined;
    if (need === 'ranges') return Object.values(this.ranges).some((ranges: readonly unknown[]) => ranges.length > 0);
    // Policies alone, as a stack has them, hold nothing else; no inventory is needed to know that.
    if (this.policies.length === this.documents.length) return false;
    switch (need) {
      case 'workloads':
        return this.inventory.workloads.length > 0;
      case 'namespaces':
        return this.knows('workloads') || [...this.inventory.namespaces.values()].some(({ document }) => document);
      case 'otherNamespaces':
        return this.policies.some(({ namespace }) => this.namespacesBeside(namespace).length > 0);
      case 'services':
        return this.inventory.services.length > 0;
      case 'podAddresses':
        return this.addressesOfPods.length > 0;
      case 'serviceAddresses':
        return this.addressesOfServices.length > 0;
    }
  }

  /** Whether a namespace is the cluster's own, whose missing policies nobody asked about. Ask last: the summary says so. */
  public passesOver(namespace: string): boolean {
    if (this.facts.systemNamespaces || !isSystemNamespace(namespace)) return false;
    this.passedOver.add(namespace);
    return true;
  }

  /** The Namespace objects of the input but that of one namespace, whose policies seldom mean it by its labels. */
  public namespacesBeside(namespace: string): readonly NamespaceFacts[] {
    const described = this.once('describedNamespaces', () =>
      [...this.inventory.namespaces.values()].filter(({ document }) => document),
    );
    return described.filter(({ name }) => name !== namespace);
  }

  /** The namespaces of which something would have been said. */
  public get namespacesPassedOver(): readonly string[] {
    return [...this.passedOver].sort();
  }

  public get inventory(): Inventory {
    return this.once('inventory', () =>
      inventoryOf(this.documents, { kinds: this.facts.kinds, kubernetes: this.kubernetesVersion }),
    );
  }

  public get pods(): PodIndex {
    return this.once('pods', () => new PodIndex(this.inventory));
  }

  /** What the policies mean for the pods of the input. */
  public get analysis(): Analysis {
    return this.once('analysis', () => Analysis.of(this.inventory, engineOptions(this.cni), this.facts.kinds));
  }

  /** What the manifests need, and what the policies make of it. */
  public get needs(): JudgedNeeds {
    return this.once('needs', () => judgedNeeds(this.documents, this.analysis, this.platform));
  }

  /** The documents that are policies of kinds beside NetworkPolicy, all of them: the inventory has one of each name. */
  public get policiesOfOtherKinds(): readonly { readonly document: ManifestDocument; readonly namespaced: boolean }[] {
    const kinds = this.facts.kinds ?? POLICY_KINDS;
    return this.documents.flatMap((document) => {
      const kind = isNetworkPolicy(document.object) ? undefined : kindOf(kinds, document.object);
      return kind ? [{ document, namespaced: kind.namespaced }] : [];
    });
  }

  /** The policies of all kinds as the engine reads them, by tier; none where there are NetworkPolicies only. */
  public get program(): PolicyProgram {
    return this.once('program', () => {
      const { policies } = this.inventory;
      if (policies.every(({ object }) => isNetworkPolicy(object))) return programOf([]);
      const reader = new ProgramReader(this.facts.kinds, this.inventory);
      return programOf(policies.flatMap((document) => reader.read(document)));
    });
  }

  /** A policy as the engine reads it; undefined where it has no meaning, which validation says. */
  public compiled({ document }: LintedPolicy): ProgramPolicy | undefined {
    return this.once('reader', () => new ProgramReader(this.facts.kinds)).read(document)[0];
  }

  public get reasoning(): Reasoning {
    return this.once('reasoning', () => new Reasoning());
  }

  public get policiesByNamespace(): ReadonlyMap<string, readonly LintedPolicy[]> {
    return this.once('policiesByNamespace', () => {
      const groups = new Map<string, LintedPolicy[]>();
      for (const policy of this.policies) {
        const group = groups.get(policy.namespace);
        if (group) group.push(policy);
        else groups.set(policy.namespace, [policy]);
      }
      return groups;
    });
  }

  /** Label keys that Namespace objects of the input carry; undefined where the input has none. */
  public get namespaceLabels(): ReadonlySet<string> | undefined {
    const keys = this.once('namespaceLabels', () => labelsOfNamespaces(this.documents));
    return keys.size > 0 ? keys : undefined;
  }

  /** The values that pods of the input have, by label key. */
  public get podLabels(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.once('podLabels', () => labelsOfPods(this.inventory));
  }

  public get addressesOfPods(): readonly OwnedAddress[] {
    return this.once('addressesOfPods', () => podAddresses(this.inventory));
  }

  public get addressesOfServices(): readonly ServiceAddress[] {
    return this.once('addressesOfServices', () => serviceAddresses(this.inventory));
  }

  /** Where nodes, pods and the API server are, as far as anybody says. */
  public get ranges(): KnownRanges {
    return this.once('ranges', () => clusterRanges(this.platform, this.facts.ranges, this.documents));
  }

  public get apiServerEndpoints(): readonly ApiServerEndpoint[] {
    return this.once('apiServerEndpoints', () => apiServerEndpoints(this.documents));
  }

  public get webhooks(): readonly Webhook[] {
    return this.once('webhooks', () => webhooksIn(this.documents));
  }

  /** Whether some policy of the input carries the annotation, so that a missing one means something. */
  public usesAnnotation = (name: string): boolean => {
    const used = this.once(
      'annotations',
      () => new Set(this.policies.flatMap((policy) => Object.keys(policy.annotations))),
    );
    return used.has(name);
  };

  /** Services that lead to some of these pods. */
  public servicesBefore(destinations: readonly Pods[]): ServiceFacts[] {
    const services = this.once('servicesByNamespace', () => servicesByNamespace(this.inventory));
    const namespaces = new Set(destinations.map(({ workload }) => workload.namespace));
    return [...namespaces]
      .flatMap((namespace) => services.get(namespace) ?? [])
      .filter(({ namespace, selector }) =>
        destinations.some(
          ({ workload, group }) => workload.namespace === namespace && hasLabels(group.labels, selector!),
        ),
      );
  }

  /** Whether something in the input brings traffic from outside to the pods. */
  public isEdge({ workload, group }: Pods): boolean {
    const edges = this.once('edges', () => edgeServices(this.inventory));
    const own = edges.get(workload.namespace) ?? [];
    return group.hostNetwork || own.some(({ selector }) => hasLabels(group.labels, selector!));
  }

  /** Whether a policy of another API could isolate these pods in a direction. */
  public mayBeIsolatedElsewhere(pods: Pods, direction: PolicyType): boolean {
    return this.decidersElsewhere(pods, direction).length > 0;
  }

  /** The policies of other kinds that could decide about these pods in a direction: `EgressFirewall shop/default`. */
  public decidersElsewhere({ workload, group }: Pods, direction: PolicyType): readonly string[] {
    const { namespace } = workload;
    const namespaceLabels = this.inventory.namespaces.get(namespace)?.labels ?? {};
    const pod = { namespace, namespaceLabels, labels: group.labels, hostNetwork: group.hostNetwork };
    const notAnalysed = othersSelecting(this.inventory, pod, direction).filter(({ what }) => what === 'policy');
    const analysed = group.hostNetwork ? [] : this.analysedPolicies.filter((one) => couldSelect(one, pod, direction));
    return [...notAnalysed.map(({ title }) => title), ...analysed.map(({ document }) => titleOf(document))];
  }

  /** The policies of other kinds whose meaning is known; the engine is not asked for them where there are none. */
  private get analysedPolicies(): readonly ProgramPolicy[] {
    const are = this.inventory.policies.some(({ object }) => !isNetworkPolicy(object));
    return are ? this.analysis.otherPolicies : [];
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as T;
  }
}

/** Whether a policy has a say about a pod in a direction, for sure or by a label whose value nobody knows. */
function couldSelect(
  { namespace, subject, subjectNamespaces, rules }: ProgramPolicy,
  pod: SelectablePod,
  direction: PolicyType,
): boolean {
  if (rules[direction] === undefined) return false;
  const inScope = subjectNamespaces
    ? matchesLabels(subjectNamespaces.requirements, pod.namespaceLabels)
    : namespace === pod.namespace;
  return (
    inScope && (matchesLabels(subject.requirements, pod.labels) || mayMatchLabels(subject.requirements, pod.labels))
  );
}

function titleOf({ object }: ManifestDocument): string {
  const { namespace, name } = resourceOf(object);
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`;
}
