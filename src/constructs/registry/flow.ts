import { Construct } from 'constructs';
import { ClusterRegistry, OpenEnd } from './cluster-registry';
import { Placement } from './placement';
import type { PolicyObject } from './policy-object';
import { Governance, checkGovernance } from '../../model/governance';
import { ALL_PORTS, AllowIntent } from '../../model/intent';
import { InvalidInput, within } from '../../model/invalid-input';
import { PolicyType } from '../../model/network-policy';
import { Port } from '../../model/port';
import { Cluster } from '../ends/cluster';
import { IPeer, PeerConfig } from '../ends/peer';
import { checkPeerConfig, configsOf, toIntentPeers, toSubject } from '../ends/peer-meaning';

/** A flow to be opened at each of its ends that is a set of pods in a known namespace. */
export interface Flow {
  readonly from: IPeer;
  readonly to: IPeer;
  readonly ports: readonly Port[] | typeof ALL_PORTS;
  readonly governance: Governance;
  /**
   * What the two policies are called.
   *
   * @default - `allow-FROM-to-TO` and `allow-TO-from-FROM`
   */
  readonly policyNames?: { readonly egress?: string; readonly ingress?: string };
  /**
   * What the flow is about, for flows whose two ends share a policy.
   *
   * @default - its direction and peers
   */
  readonly topic?: string;
  /** Whether somebody else has to open an end that no stack of the app manages. */
  readonly reportUnmanagedEnds: boolean;
}

/**
 * Opens a flow at both ends, in the stacks that manage them, now or as soon as such a stack is created.
 *
 * @throws InvalidInput if no end of it can be opened by any policy
 */
export function openFlow(flow: Flow, placement: Required<Pick<Placement, 'under'>> & Placement): PolicyObject[] {
  const froms = endsAt('from', flow.from);
  const tos = endsAt('to', flow.to);
  checkGovernance(flow.governance);
  // An empty list would mean every port to the API.
  if (flow.ports.length === 0) throw new InvalidInput('No port is named.', 'Write the container ports that are meant.');
  const opened: PolicyObject[] = [];
  const ends = [
    ...froms.map((end) => intentAt(flow, PolicyType.EGRESS, end, tos, placement.under)),
    ...tos.map((end) => intentAt(flow, PolicyType.INGRESS, end, froms, placement.under)),
  ].filter((intent): intent is AllowIntent => intent !== undefined);
  if (ends.length === 0) {
    throw new InvalidInput(
      'Neither end of this flow is a set of pods in a namespace known by name, so no policy can open it.',
      "Name the pods of at least one end, for example a workload of a stack: stack.workload('web', …).",
    );
  }
  const cluster = ClusterRegistry.of(clusterOf([...froms, ...tos], placement.under) ?? placement.under);
  for (const intent of ends) {
    const end: OpenEnd = {
      intent,
      placement,
      reported: flow.reportUnmanagedEnds,
      opened,
    };
    cluster.open(end);
  }
  return opened;
}

/**
 * The one cluster that a flow is of.
 *
 * @throws InvalidInput if it leads from one to another, or is declared in the scope of another
 */
export function clusterOf(ends: readonly PeerConfig[], declaring: Construct): Cluster | undefined {
  const scope = Cluster._around(declaring);
  const clusters = new Set([...ends.map(({ cluster }) => cluster), scope].filter((cluster) => cluster !== undefined));
  if (clusters.size > 1) {
    const where = [...clusters].map(({ clusterName }) => clusterName).join(' and ');
    throw new InvalidInput(
      `This flow is of several clusters: ${where}. To a policy, pods of another cluster are addresses.`,
      'Open its ends apart, one in each cluster: the way out with ExternalEgress, the way in with Peer.block(…).',
    );
  }
  return [...clusters][0];
}

/** The allow that opens one end; undefined where the end is no set of pods that a policy could select. */
function intentAt(
  flow: Flow,
  direction: PolicyType,
  end: PeerConfig,
  others: readonly PeerConfig[],
  declaring: Construct,
): AllowIntent | undefined {
  const subject = toSubject(end);
  if (!subject) return undefined;
  return {
    kind: 'allow',
    subject,
    direction,
    peers: toIntentPeers(others),
    ports: flow.ports,
    policyName: policyNameAt(flow, direction, end, others),
    topic: flow.topic,
    governance: flow.governance,
    declaredBy: declaring.node.path,
  };
}

function policyNameAt(flow: Flow, direction: PolicyType, end: PeerConfig, others: readonly PeerConfig[]): string {
  const outward = direction === PolicyType.EGRESS;
  const chosen = outward ? flow.policyNames?.egress : flow.policyNames?.ingress;
  if (chosen !== undefined) return chosen;
  const peers = [...new Set(others.map((other) => nameSeenFrom(end, other)))].join('-and-');
  return policyNameFor(`allow-${end.name}-${outward ? 'to' : 'from'}-${peers}`, flow.governance);
}

/** A name that nobody chose. An exception ends on its day; what is allowed for good must not share its policy. */
export function policyNameFor(name: string, { exception }: Governance): string {
  return exception ? `${name}-exception` : name;
}

/** Peers in another namespace carry its name before a dot, which no workload's name holds. */
function nameSeenFrom(end: PeerConfig, other: PeerConfig): string {
  const near = other.namespace === undefined || other.namespace === end.namespace;
  return near ? other.name : `${other.namespace}.${other.name}`;
}

function endsAt(side: string, peer: IPeer): PeerConfig[] {
  const configs = within(side, () => configsOf(peer));
  for (const config of configs) within(side, () => checkPeerConfig(config));
  if (configs.length === 0) throw new InvalidInput(`${side}: this peer is nobody.`, 'Name at least one peer.');
  return configs;
}
