import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { formatSelector } from '../../model/label-selector';
import { NetworkPolicyPeerSpec, PolicyType } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';
import { PolicyRule } from '../lint-rule';
import { opensPort, portSetOf } from '../peers-and-ports';

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
  checkPolicy({ rules }, report, { platform }) {
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect || rule.ports.length === 0) continue;
      const known = platform?.dns.ports.find(({ protocol }) => protocol === Protocol.UDP)?.first;
      const listens = rule.peers.some(isOpenshiftDns) ? OPENSHIFT_DNS_PORT : known;
      if (listens === undefined || listens === DNS_PORT || portSetOf(rule).has(Protocol.UDP, listens)) continue;
      const index = rule.ports.findIndex(
        (entry) => entry.port === DNS_PORT && opensPort(entry, Protocol.UDP, DNS_PORT),
      );
      if (index < 0) continue;
      const field = [...rule.path, 'ports', index, 'port'];
      const message = `Port 53 is allowed, but the DNS pods listen on ${listens}.`;
      report({ field, message, fix: `Allow UDP and TCP ${listens}.` });
    }
  },
};

function isOpenshiftDns({ namespaceSelector }: NetworkPolicyPeerSpec): boolean {
  return namespaceSelector !== undefined && formatSelector(namespaceSelector) === OPENSHIFT_DNS;
}
