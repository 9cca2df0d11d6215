import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { PolicyRule } from '../../facts/lint-rule';
import { opensPort, portSetOf } from '../../facts/peers-and-ports';

/** Where DNS servers listen inside clusters: 53, and 5353 (OpenShift) or 8053 (Gardener) behind the Service. */
const DNS_PORTS = [53, 5353, 8053];

/** DNS over UDP alone. */
export const dnsUdpWithoutTcp: PolicyRule = {
  id: 'dns-udp-without-tcp',
  severity: 'warning',
  info: 'DNS is allowed over UDP but not over TCP.',
  why: 'Answers that do not fit a datagram are asked for again over TCP: names with many addresses or signatures fail now and then, and caches that speak TCP to their upstream fail always.',
  fix: 'Allow the same port over TCP too.',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      if (rule.direction !== PolicyType.EGRESS || !rule.inEffect) continue;
      const open = portSetOf(rule);
      rule.ports.forEach((entry, index) => {
        const port = DNS_PORTS.find((number) => entry.port === number && opensPort(entry, Protocol.UDP, number));
        if (port === undefined || open.has(Protocol.TCP, port)) return;
        report({
          field: [...rule.path, 'ports', index],
          message: `Port ${port} is allowed over UDP but not over TCP.`,
          patch: [{ edit: 'addItem', path: [...rule.path, 'ports'], value: { protocol: Protocol.TCP, port } }],
        });
      });
    }
  },
};
