import { ApiObject, Chart } from 'cdk8s';
import { PHASE_CONTENTS, RolloutPhase, allowsSomething } from './rollout-phase';
import { SyncWave, orderPolicy, putInWave } from './sync-order';
import { PolicyRegistry } from '../constructs/registry/policy-registry';
import { acknowledgementAnnotation } from '../lint/acknowledgement';
import { companionName, companionsOf } from '../model/companion';
import { Governance, governanceAnnotations } from '../model/governance';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject, isNetworkPolicy } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, NetworkPolicySpec } from '../model/network-policy';
import { stagedForm } from '../model/staged-policy';
import { stagesPolicies } from '../platform/staged-policies';

/** How the policies of a chart are delivered. */
export interface ChartPhase {
  readonly phase: RolloutPhase;
  readonly syncWaves: boolean;
  /** What the companion says about itself. */
  readonly governance: Governance;
  /** The construct that asks for it. */
  readonly declaredBy: string;
}

/** The acknowledgements that a companion carries: it is meant to do what these rules warn of. */
const COMPANION_RULES = { Ingress: 'allow-all-ingress', Egress: 'allow-all-egress' } as const;

const companions = new WeakSet<ApiObject>();

/**
 * Brings the policies of a chart into a phase. May be called again when policies have been added: each is handled once.
 *
 * @throws InvalidInput if a policy is of another namespace than its chart, or the companion's name is taken
 */
export function bringIntoPhase(chart: Chart, chartPhase: ChartPhase): void {
  const objects = chart.node
    .findAll()
    .filter((one): one is ApiObject => ApiObject.isApiObject(one) && Chart.of(one) === chart);
  const policies = objects.filter((object) => isNetworkPolicy(object) && !companions.has(object));
  const known = PolicyRegistry.ofChart(chart);
  if (policies.length === 0 && !known) return;
  const registry = known ?? PolicyRegistry.of(chart);
  new PhasedChart(chart, registry, chartPhase).apply(objects, policies);
}

class PhasedChart {
  public constructor(
    private readonly chart: Chart,
    private readonly registry: PolicyRegistry,
    private readonly chartPhase: ChartPhase,
  ) {}

  public apply(objects: readonly ApiObject[], policies: readonly ApiObject[]): void {
    const contents = PHASE_CONTENTS[this.chartPhase.phase];
    const all = [...policies, ...this.registry.withheldPolicies];
    all.forEach((policy) => this.checkNamespace(policy));
    for (const policy of policies) {
      const spec = specOf(policy);
      if (contents.delivers(spec)) {
        const wave = allowsSomething(spec) ? SyncWave.ALLOW : SyncWave.DENY;
        if (this.chartPhase.syncWaves) orderPolicy(policy, wave);
      } else {
        this.registry.withhold(policy);
        if (contents.stages && stagesPolicies(this.registry.knownPlatform?.cni)) this.stage(policy);
      }
    }
    if (contents.companion) for (const spec of companionsOf(all.map(specOf))) this.addCompanion(spec);
    if (this.chartPhase.syncWaves) {
      for (const object of objects) {
        if (object.apiVersion === 'v1' && object.kind === 'Namespace') putInWave(object, SyncWave.NAMESPACE);
      }
    }
  }

  /** What a policy would be is judged by its final form, escape hatches included. */
  private stage(policy: ApiObject): void {
    const { apiVersion, kind, metadata, spec } = stagedForm(policy.toJson() as KubernetesObject);
    new ApiObject(this.chart, `staged:${metadata?.name}`, { apiVersion, kind, metadata, spec });
  }

  private addCompanion(spec: NetworkPolicySpec): void {
    const name = companionName(spec.podSelector ?? {});
    const id = `rollout:${name}`;
    if (this.chart.node.tryFindChild(id)) return;
    const { governance, declaredBy, syncWaves } = this.chartPhase;
    const governed = { ...governance, owner: governance.owner ?? this.registry.owner };
    this.registry.claimRaw(name, { declaredBy, governance: governed });
    const reason = 'companion of a rollout';
    const acknowledged = spec.policyTypes!.map((type) => acknowledgementAnnotation(COMPANION_RULES[type], { reason }));
    const annotations = { ...governanceAnnotations(governed), ...Object.fromEntries(acknowledged) };
    const companion = new ApiObject(this.chart, id, {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name, namespace: this.registry.namespace, annotations },
      spec,
    });
    companions.add(companion);
    if (syncWaves) orderPolicy(companion, SyncWave.COMPANION);
  }

  private checkNamespace(policy: ApiObject): void {
    const namespace = (policy.toJson() as KubernetesObject).metadata?.namespace;
    if (namespace === this.registry.namespace) return;
    throw new InvalidInput(
      `The policy ${policy.node.path} is of namespace ${namespace ?? 'default'} and stands in the chart of ${this.registry.namespace}; a companion for it would have to stand there too.`,
      `Create it in a chart of ${namespace ?? 'default'}.`,
    );
  }
}

function specOf(policy: ApiObject): NetworkPolicySpec {
  return ((policy.toJson() as KubernetesObject).spec ?? {}) as NetworkPolicySpec;
}
