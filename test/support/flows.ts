import type { Relation } from './relation';
import type { AllowedFlow } from '../../src';

/** Every IPv4 address that the IANA registry of special-purpose addresses leaves, but the cloud's own 168.63.129.16. */
export const PUBLIC_IPV4 =
  'any IPv4 address except 0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 168.63.129.16, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/3';

/** Global unicast, less what is reserved in it. */
export const PUBLIC_IPV6 = '2000::/3 except 2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20';

/**
 * A relation as `toHaveExactly` takes it, so that one table is held against the naive evaluator and the engine.
 *
 * @param addresses all the addresses that a name in the relation stands for
 */
export function flowsOf(relation: Relation, addresses: Record<string, string> = {}): AllowedFlow[] {
  return Object.entries(relation).flatMap(([from, reached]) =>
    reached.map((entry) => {
      const [, to, ports] = /^(.*?) ((?:TCP|UDP|SCTP)\/.*)$/.exec(entry)!;
      return { from: addresses[from] ?? from, to: addresses[to!] ?? to!, ports: ports!.split(', ') };
    }),
  );
}
