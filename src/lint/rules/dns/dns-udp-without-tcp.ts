import { PolicyType } from '../../../model/network-policy';
import { Protocol } from '../../../model/protocol';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { opensPort, portSetOf } from '../../facts/peers-and-ports';
import { ruleCovers } from '../../facts/rule-cover';

const DNS_PORT = 53;
/** Where DNS servers listen behind the Service: OpenShift, Gardener. Elsewhere 5353 is multicast DNS, UDP alone. */
const OTHER_DNS_PORTS = [5353, 8053];

/** DNS over UDP alone. */
export const dnsUdpWithoutTcp: PolicyRule = {
  id: 'dns-udp-without-tcp',
  severity: 'warning',
  info: 'DNS is allowed over UDP but not over TCP.',
  why: 'Answers that do not fit a datagram are asked for again over TCP: names with many addresses or signatures fail now and then, and caches that speak TCP to their upstream fail always.',
  fix: 'Allow the same port over TCP too.',
  checkPolicy({ rules }, report) {
    const dnsIsAllowed = [Protocol.UDP, Protocol.TCP].every((protocol) =>
      rules.some((rule) => isEgress(rule) && portSetOf(rule).has(protocol, DNS_PORT)),
    );
    for (const rule of rules) {
      if (!isEgress(rule)) continue;
      rule.ports.forEach((entry, index) => {
        const port = [DNS_PORT, ...(dnsIsAllowed ? [] : OTHER_DNS_PORTS)].find(
          (number) => entry.port === number && opensPort(entry, Protocol.UDP, number),
        );
        if (port === undefined || rules.some((other) => opensTcpToo(other, rule, port))) return;
        report({
          field: [...rule.path, 'ports', index],
          message: `Port ${port} is allowed over UDP but not over TCP.`,
          patch: [{ edit: 'addItem', path: [...rule.path, 'ports'], value: { protocol: Protocol.TCP, port } }],
        });
      });
    }
  },
};

function isEgress({ direction, inEffect }: DirectedRule): boolean {
  return direction === PolicyType.EGRESS && inEffect;
}

/** Whether a rule, the same or another one, opens the port over TCP to all of a rule's peers. */
function opensTcpToo(other: DirectedRule, rule: DirectedRule, port: number): boolean {
  return isEgress(other) && ruleCovers(other, { ...rule, ports: [{ protocol: Protocol.TCP, port }] });
}
