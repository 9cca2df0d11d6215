import { requirementsOf } from '../../../model/label-selector';
import { NetworkPolicyPeerSpec, PolicyType, SelectorOperator } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { selectorImplies } from '../../../model/selector-implication';
import { ISTIO_AMBIENT_TUNNEL } from '../../../platform/services/service-mesh';
import { LintContext } from '../../facts/lint-context';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { opensPort } from '../../facts/peers-and-ports';
import { Pods } from '../../facts/pod-index';

const TUNNEL = ISTIO_AMBIENT_TUNNEL.first!;
/** On a namespace or a pod: `ambient` takes it in, and on a pod `none` leaves it out. */
const MODE_LABEL = 'istio.io/dataplane-mode';
const IN = 'ambient';

/** Ports of the application opened for pods whose traffic the mesh moves to a port of its own. */
export const meshTunnelBlocked: ClusterRule = {
  id: 'mesh-tunnel-blocked',
  severity: 'warning',
  info: 'The pods are in an ambient mesh, and the policy opens ports of the application without that of the mesh.',
  why: `Between pods of the mesh all traffic arrives on TCP ${TUNNEL}, and that is the port that policies see. What the rules name is never used, and connections time out.`,
  fix: `Open TCP ${TUNNEL} to the same peers, and leave the ports to an AuthorizationPolicy of the mesh.`,
  needs: ['namespaces'],
  checkCluster(context, report) {
    for (const policies of context.policiesByNamespace.values()) {
      for (const policy of policies) {
        if (!selectsMesh(policy, context)) continue;
        for (const direction of Object.values(PolicyType)) {
          const rules = applicationRules(policy, direction, context);
          const own = requirementsOf(policy.spec.podSelector);
          const beside = policies.filter(({ spec }) => selectorImplies(own, requirementsOf(spec.podSelector)));
          if (rules.length === 0 || beside.some((other) => podRules(other, direction).some(opensTunnel))) {
            continue;
          }
          report(policy.document, {
            field: rules[0]!.path,
            message: `Traffic of the ambient mesh uses TCP ${TUNNEL}, which no ${direction.toLowerCase()} rule for these pods opens.`,
          });
        }
      }
    }
  },
};

/** Whether the policy is about pods of the mesh: by those of the input, or else by what its selector and namespace say. */
function selectsMesh(policy: LintedPolicy, context: LintContext): boolean {
  const pods = context.pods.ofSubject(policy);
  if (pods.length > 0) return pods.some((one) => isInMesh(one, context));
  const asked = requirementsOf(policy.spec.podSelector).find(
    ({ key, operator }) => key === MODE_LABEL && operator === SelectorOperator.IN,
  );
  if (asked) return asked.values.includes(IN);
  return namespaceMode(policy.namespace, context) === IN;
}

/** The label of the pod comes before that of its namespace; pods on the network of their node are never taken in. */
function isInMesh({ workload, group }: Pods, context: LintContext): boolean {
  const mode = group.labels[MODE_LABEL] ?? namespaceMode(workload.namespace, context);
  return mode === IN && !group.hostNetwork;
}

function namespaceMode(namespace: string, { inventory }: LintContext): string | undefined {
  return inventory.namespaces.get(namespace)?.labels[MODE_LABEL];
}

/** The rules about pods. */
function podRules({ rules }: LintedPolicy, direction: PolicyType): DirectedRule[] {
  return rules.filter(
    (rule) =>
      rule.direction === direction &&
      rule.inEffect &&
      (rule.peers.length === 0 || rule.peers.some(({ ipBlock }) => !ipBlock)),
  );
}

/** Those with ports that the mesh moves: not DNS, and not between these pods and others that are outside of it. */
function applicationRules(policy: LintedPolicy, direction: PolicyType, context: LintContext): DirectedRule[] {
  return podRules(policy, direction).filter(
    ({ ports, peers }) =>
      ports.some(({ port, protocol }) => protocol !== Protocol.UDP && port !== DNS_PORT) &&
      (peers.length === 0 || peers.some((peer) => !peer.ipBlock && mayBeInMesh(policy.namespace, peer, context))),
  );
}

/** A peer that the input has no pods of may be anybody. */
function mayBeInMesh(namespace: string, peer: NetworkPolicyPeerSpec, context: LintContext): boolean {
  const pods = context.pods.ofPeer(namespace, peer);
  return pods.length === 0 || pods.some((one) => isInMesh(one, context));
}

const DNS_PORT = 53;

function opensTunnel({ ports }: DirectedRule): boolean {
  return ports.length === 0 || ports.some((entry) => opensPort(entry, Protocol.TCP, TUNNEL));
}
