import { couldBeDns } from '../../facts/dns-reach';
import { emptyListsOf } from '../../facts/empty-lists';
import { PolicyRule } from '../../facts/lint-rule';
import { DirectedRule } from '../../facts/linted-policy';
import { isEmptySelector } from '../../facts/peers-and-ports';

/** One rule that a dash too many has made into two: peers on every port, and ports for anyone. */
export const splitRule: PolicyRule = {
  id: 'split-rule',
  severity: 'warning',
  info: 'A rule with peers only stands beside a rule with ports only, as if one rule had been split.',
  why: 'With a dash before each, the peers may use every port, and the ports are open to anyone. Both are far wider than the one rule that looks the same.',
  fix: 'Remove the dash before the second part, so that peers and ports are one rule. If both rules are meant, acknowledge this.',
  checkPolicy(policy, report) {
    const rules = policy.rules.filter(({ inEffect }) => inEffect);
    rules.forEach((second, index) => {
      const first = rules[index - 1];
      if (!first || first.direction !== second.direction) return;
      const peers = [first, second].find(isPeersOnly);
      const ports = [first, second].find(isPortsOnly);
      if (!peers || !ports || emptyListsOf(policy, first).length + emptyListsOf(policy, second).length > 0) return;
      // The own namespace as a whole is opened on every port on purpose.
      if (peers.peers.some((peer) => isEmptySelector(peer.podSelector))) return;
      // With more rules of the kind beside them, the two belong to a list and not to each other.
      const alike = rules.filter((rule) => rule.direction === second.direction);
      if (alike.filter(isPeersOnly).length > 1 || alike.filter(isPortsOnly).length > 1) return;
      report({
        field: second.path,
        message: `${nameOf(peers)} allows its peers every port, and ${nameOf(ports)} opens its ports to anyone.`,
      });
    });
  },
};

function isPeersOnly({ peers, ports }: DirectedRule): boolean {
  return peers.length > 0 && ports.length === 0;
}

function isPortsOnly({ peers, ports }: DirectedRule): boolean {
  return peers.length === 0 && ports.length > 0 && !isDns(ports);
}

/** What everybody needs is opened to anyone on purpose. */
function isDns(ports: DirectedRule['ports']): boolean {
  return ports.every((entry) => entry.port !== undefined && couldBeDns(entry));
}

/** `egress[0]` */
function nameOf({ path }: DirectedRule): string {
  return `${path[1]}[${path[2]}]`;
}
