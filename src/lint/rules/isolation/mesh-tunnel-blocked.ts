import { requirementsOf } from '../../../model/label-selector';
import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { selectorImplies } from '../../../model/selector-implication';
import { ISTIO_AMBIENT_TUNNEL } from '../../../platform/services/service-mesh';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { opensPort } from '../../facts/peers-and-ports';

const TUNNEL = ISTIO_AMBIENT_TUNNEL.first!;
const MODE_LABEL = 'istio.io/dataplane-mode';

/** Ports of the application opened in a namespace whose traffic the mesh moves to a port of its own. */
export const meshTunnelBlocked: ClusterRule = {
  id: 'mesh-tunnel-blocked',
  severity: 'warning',
  info: 'The namespace is in an ambient mesh, and the policy opens ports of the application without that of the mesh.',
  why: `Between pods of the mesh all traffic arrives on TCP ${TUNNEL}, and that is the port that policies see. What the rules name is never used, and connections time out.`,
  fix: `Open TCP ${TUNNEL} to the same peers, and leave the ports to an AuthorizationPolicy of the mesh.`,
  needs: ['namespaces'],
  checkCluster({ inventory, policiesByNamespace }, report) {
    for (const [namespace, policies] of policiesByNamespace) {
      if (inventory.namespaces.get(namespace)?.labels[MODE_LABEL] !== 'ambient') continue;
      for (const policy of policies) {
        for (const direction of Object.values(PolicyType)) {
          const rules = podRules(policy, direction);
          const own = requirementsOf(policy.spec.podSelector);
          const beside = policies.filter(({ spec }) => selectorImplies(own, requirementsOf(spec.podSelector)));
          if (rules.length === 0 || beside.some((other) => podRules(other, direction, true).some(opensTunnel))) {
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

/** The rules with ports that are about pods; DNS and blocks of addresses do not go through the mesh. */
function podRules({ rules }: LintedPolicy, direction: PolicyType, everyPort = false): DirectedRule[] {
  return rules.filter(
    (rule) =>
      rule.direction === direction &&
      rule.inEffect &&
      (everyPort || rule.ports.some(({ port, protocol }) => protocol !== Protocol.UDP && port !== DNS_PORT)) &&
      (rule.peers.length === 0 || rule.peers.some(({ ipBlock }) => !ipBlock)),
  );
}

const DNS_PORT = 53;

function opensTunnel({ ports }: DirectedRule): boolean {
  return ports.length === 0 || ports.some((entry) => opensPort(entry, Protocol.TCP, TUNNEL));
}
