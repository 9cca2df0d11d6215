import { Protocol } from '../../../model/protocol';
import { PolicyRule } from '../../facts/lint-rule';
import { portSetOf } from '../../facts/peers-and-ports';

/** Services that speak UDP, by the port they are known by. */
const UDP_SERVICES = new Map([
  [53, 'DNS'],
  [67, 'DHCP'],
  [69, 'TFTP'],
  [123, 'NTP'],
  [161, 'SNMP'],
  [162, 'SNMP traps'],
  [500, 'IKE'],
  [4500, 'IPsec'],
  [4789, 'VXLAN'],
  [5353, 'DNS'],
  [6081, 'Geneve'],
  [8125, 'StatsD'],
  [8472, 'VXLAN'],
  [51820, 'WireGuard'],
]);

/** A port of a UDP service, without a protocol. */
export const udpProtocolMissing: PolicyRule = {
  id: 'udp-protocol-missing',
  severity: 'warning',
  info: 'A port that is known for UDP has no protocol, which means TCP only.',
  why: 'The protocol of a port defaults to TCP. The datagrams the rule was written for are dropped.',
  fix: 'Write protocol: UDP (for DNS: one entry for UDP and one for TCP).',
  checkPolicy({ rules }, report) {
    for (const rule of rules) {
      const open = portSetOf(rule);
      rule.ports.forEach(({ protocol, port }, index) => {
        const service = typeof port === 'number' ? UDP_SERVICES.get(port) : undefined;
        if (protocol !== undefined || service === undefined || open.has(Protocol.UDP, port as number)) return;
        const field = [...rule.path, 'ports', index];
        const message = `Port ${port} without a protocol means TCP only, and ${service} speaks UDP.`;
        const isDns = service === 'DNS';
        report({
          field,
          message,
          patch: isDns
            ? [
                {
                  edit: 'addItem',
                  path: [...rule.path, 'ports'],
                  value: { protocol: Protocol.UDP, port: port as number },
                },
              ]
            : [{ edit: 'addField', path: field, key: 'protocol', value: Protocol.UDP }],
        });
      });
    }
  },
};
