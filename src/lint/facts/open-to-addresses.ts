import { LintedPolicy } from './linted-policy';
import { opensPort } from './peers-and-ports';
import { PolicyType } from '../../model/network-policy';
import { Protocol } from '../../model/protocol';

/** Whether a policy lets in TCP on this port from somebody who is no pod. A named port may be this one. */
export function isOpenToAddresses({ rules }: LintedPolicy, port: number): boolean {
  return rules.some(
    ({ direction, inEffect, peers, ports }) =>
      direction === PolicyType.INGRESS &&
      inEffect &&
      (peers.length === 0 || peers.some(({ ipBlock }) => ipBlock)) &&
      (ports.length === 0 ||
        ports.some((entry) => typeof entry.port === 'string' || opensPort(entry, Protocol.TCP, port))),
  );
}
