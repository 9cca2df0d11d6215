import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

/** A port by name towards addresses, which have no names for ports. */
export const namedPortToBlock: PolicyRule = {
  id: 'named-port-to-block',
  severity: 'warning',
  info: 'Egress to blocks of addresses is allowed on a port by name.',
  why: 'A name is looked up on the pods at the other end. Addresses have none, so nothing is open there.',
  fix: 'Write the number of the port.',
  checkPolicy({ rules }, report) {
    for (const { direction, inEffect, peers, ports, path } of rules) {
      if (direction !== PolicyType.EGRESS || !inEffect || !peers.some(({ ipBlock }) => ipBlock)) continue;
      const index = ports.findIndex(({ port }) => typeof port === 'string');
      if (index >= 0) report({ field: [...path, 'ports', index, 'port'] });
    }
  },
};
