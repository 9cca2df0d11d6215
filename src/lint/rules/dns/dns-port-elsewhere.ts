import { NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { formatSelector } from '../../../model/label-selector';
import { NetworkPolicyPeerSpec, PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { Platform } from '../../../platform/platform';
import { dnsPodsOf, selectsDnsPods } from '../../facts/dns-servers';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { opensPort, portSetOf } from '../../facts/peers-and-ports';

const DNS_PORT = 53;
const OPENSHIFT_DNS = `${NAMESPACE_NAME_LABEL}=openshift-dns`;
const OPENSHIFT_DNS_PORT = 5353;

/** Port 53 towards DNS pods that listen on another port behind their Service. */
export const dnsPortElsewhere: PolicyRule = {
  id: 'dns-port-elsewhere',
  severity: 'warning',
  info: 'DNS is allowed on port 53, but the DNS pods of this cluster listen on another port.',
  why: 'The Service turns its port 53 into the port of its pods before the policy looks. All names fail.',
  fix: `Allow the port of the pods: ${OPENSHIFT_DNS_PORT} on OpenShift, both UDP and TCP.`,
  checkPolicy({ namespace, rules }, report, { platform }) {
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect || rule.ports.length === 0) continue;
      const listens = listeningPorts(rule, namespace, platform);
      const open = portSetOf(rule);
      if (listens.length === 0 || listens.some((port) => port === DNS_PORT || open.has(Protocol.UDP, port))) continue;
      const index = rule.ports.findIndex(
        (entry) => entry.port === DNS_PORT && opensPort(entry, Protocol.UDP, DNS_PORT),
      );
      if (index < 0) continue;
      const field = [...rule.path, 'ports', index, 'port'];
      const ports = listens.join(' or ');
      report({
        field,
        message: `Port 53 is allowed, but the DNS pods listen on ${ports}.`,
        fix: `Allow UDP and TCP ${ports}.`,
      });
    }
  },
};

/** Where the DNS pods listen that the rule is for; blocks of addresses are other servers. */
function listeningPorts({ peers }: DirectedRule, namespace: string, platform: Platform | undefined): number[] {
  if (peers.some(isOpenshiftDns)) return [OPENSHIFT_DNS_PORT];
  if (!platform || (peers.length > 0 && peers.every(({ ipBlock }) => ipBlock))) return [];
  const servers = dnsPodsOf(platform);
  const selected = servers.filter((pods) => peers.some((peer) => selectsDnsPods(peer, namespace, pods)));
  return [...new Set((selected.length > 0 ? selected : servers).flatMap(({ ports }) => ports))];
}

function isOpenshiftDns({ namespaceSelector }: NetworkPolicyPeerSpec): boolean {
  return namespaceSelector !== undefined && formatSelector(namespaceSelector) === OPENSHIFT_DNS;
}
