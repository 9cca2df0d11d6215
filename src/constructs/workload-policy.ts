import { Construct } from 'constructs';
import { IPeer } from './ends/peer';
import { checkPeerConfig, configsOf, toIntentPeers } from './ends/peer-meaning';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { ALLOW } from './registry/allow-shape';
import { clusterOf } from './registry/flow';
import { governanceOf } from './registry/governance-of';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyRegistry } from './registry/policy-registry';
import { slug } from './registry/slug';
import { Shape, listOf, optional, struct } from '../model/given';
import { PEER, PORTS, WORKLOAD } from '../model/given-values';
import { checkGovernance } from '../model/governance';
import { ALL_PORTS, ANY_PEER, Intent } from '../model/intent';
import { InvalidInput, within } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';

/** One rule of a {@link WorkloadPolicy}: these peers, on these ports. */
export interface WorkloadRule {
  /**
   * Who connects, or is connected to.
   *
   * @default - anyone, inside the cluster and outside
   */
  readonly peers?: IPeer[];
  /**
   * The container ports of whoever is connected to.
   *
   * @default - every port of every protocol
   */
  readonly ports?: Port[];
}

/** Options of a {@link WorkloadPolicy}. */
export interface WorkloadPolicyProps extends AllowProps {
  /**
   * The pods that the policy is about.
   *
   * @default - every pod of the namespace
   */
  readonly workload?: Workload;
  /**
   * What may come in. `[]` lets nothing in.
   *
   * @default - the policy says nothing about what comes in
   */
  readonly ingress?: WorkloadRule[];
  /**
   * What may go out. `[]` lets nothing out.
   *
   * @default - the policy says nothing about what goes out
   */
  readonly egress?: WorkloadRule[];
}

const RULES = listOf(struct<WorkloadRule>('a rule', { peers: optional(listOf(PEER)), ports: optional(PORTS) }));

const SHAPE: Shape<WorkloadPolicyProps> = {
  ...ALLOW,
  workload: optional(WORKLOAD),
  ingress: optional(RULES),
  egress: optional(RULES),
};

/**
 * One policy, rule by rule, at **its own end only**: for policies that came from elsewhere and have to stay one object,
 * and for ends whose other side somebody else looks after. {@link AllowFlow} says more and opens both ends.
 *
 * ```yaml
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Ingress, Egress]
 *   ingress: [{ ports: [{ protocol: TCP, port: 8080 }] }]
 *   egress:
 *     - to: [{ podSelector: { matchLabels: { app: db } } }]
 *       ports: [{ protocol: TCP, port: 5432 }]
 * ```
 *
 * A direction is isolated where its list is given, and only there, so that what the API fills in for an absent
 * `policyTypes` does not matter.
 *
 * @example
 * const web = shop.workload('web', { labels: { app: 'web' } });
 * const db = shop.workload('db', { labels: { app: 'db' } });
 * new WorkloadPolicy(shop, 'web', {
 *   workload: web,
 *   ingress: [{ ports: [Port.tcp(8080)] }],
 *   egress: [{ peers: [db], ports: [Port.tcp(5432)] }],
 *   reason: 'copied from the vendor',
 * });
 */
export class WorkloadPolicy extends PolicyConstruct {
  /**
   * @throws if neither direction is given, a list of peers or ports is empty, the workload is of another namespace, or
   * the name is taken
   */
  public constructor(scope: Construct, id: string, props: WorkloadPolicyProps) {
    super(scope, id, [props, SHAPE, WorkloadPolicy]);
    this._declare(() => {
      const registry = PolicyRegistry.of(this);
      const governance = governanceOf(props);
      checkGovernance(governance);
      if (!props.ingress && !props.egress) {
        throw new InvalidInput(
          'The policy says nothing: it has neither ingress nor egress.',
          'Give one of them; [] lets nothing through.',
        );
      }
      const subject = registry.ownPods(props.workload);
      const { name, ...metadata } = props.metadata ?? {};
      const shared = {
        subject: { name: subject.name, namespace: subject.namespace, pods: subject.pods },
        policyName: name ?? slug(id),
        topic: `rules of ${this.node.path}`,
        governance,
        declaredBy: this.node.path,
      };
      const intents = [
        ...this.intentsOf(PolicyType.INGRESS, props.ingress, shared),
        ...this.intentsOf(PolicyType.EGRESS, props.egress, shared),
      ];
      return intents.map((intent) => registry.declare(intent, { under: this, metadata }));
    });
  }

  private intentsOf(
    direction: PolicyType,
    rules: readonly WorkloadRule[] | undefined,
    shared: Pick<Intent, 'subject' | 'policyName' | 'topic' | 'governance' | 'declaredBy'>,
  ): Intent[] {
    if (!rules) return [];
    if (rules.length === 0) return [{ ...shared, kind: 'isolate', directions: [direction] }];
    return rules.map((rule, index) =>
      within(`${direction.toLowerCase()}[${index}]`, () => ({
        ...shared,
        kind: 'allow' as const,
        direction,
        peers: this.peersOf(rule),
        ports: portsOf(rule),
      })),
    );
  }

  private peersOf({ peers }: WorkloadRule) {
    if (!peers) return ANY_PEER;
    const configs = peers.flatMap((peer, index) => within(`peers[${index}]`, () => configsOf(peer)));
    // An empty list would mean anyone to the API.
    if (configs.length === 0) throw new InvalidInput('The list of peers is empty.', 'Leave it out to mean anyone.');
    for (const config of configs) checkPeerConfig(config);
    clusterOf(configs, this);
    return toIntentPeers(configs);
  }
}

function portsOf({ ports }: WorkloadRule): readonly Port[] | typeof ALL_PORTS {
  if (!ports) return ALL_PORTS;
  // An empty list would mean every port to the API.
  if (ports.length === 0) throw new InvalidInput('The list of ports is empty.', 'Leave it out to mean every port.');
  return ports;
}
