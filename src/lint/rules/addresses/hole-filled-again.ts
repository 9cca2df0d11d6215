import { AddressSet } from '../../../model/address-set';
import { Cidr } from '../../../model/cidr';
import { requirementsOf } from '../../../model/label-selector';
import { PortSet } from '../../../model/port-set';
import { Protocol } from '../../../model/protocol';
import { selectorImplies } from '../../../model/selector-implication';
import { DNS_PORTS } from '../../facts/dns-reach';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { Block, addressesOf, blocksOf, portSetOf } from '../../facts/peers-and-ports';
import { MAX_COMPARED } from '../../facts/rule-cover';

/** A hole in a block that another rule or policy of the same pods opens again as a whole, by a block or for anyone. */
export const holeFilledAgain: ClusterRule = {
  id: 'hole-filled-again',
  severity: 'warning',
  info: 'An except leaves addresses out that another rule for the same pods allows.',
  why: 'Policies only add up: except takes away from its own block and from nothing else, and a rule without from or to is for every address. Who reads the exception believes the addresses are closed.',
  fix: 'Add the exception to the other block too, name peers in a rule that has none, or remove the exception where the addresses are needed.',
  checkCluster({ policiesByNamespace }, report) {
    for (const policies of policiesByNamespace.values()) {
      const withAddresses = policies.filter(({ rules }) =>
        rules.some(({ peers }) => peers.length === 0 || peers.some(({ ipBlock }) => ipBlock)),
      );
      const holed = withAddresses.filter((policy) =>
        effectiveBlocks(policy).some(({ block }) => block.except.length > 0),
      );
      for (const policy of holed.slice(0, MAX_COMPARED)) {
        const own = requirementsOf(policy.spec.podSelector);
        const others = withAddresses
          .slice(0, MAX_COMPARED)
          .filter((other) => selectorImplies(own, requirementsOf(other.spec.podSelector)));
        for (const place of effectiveBlocks(policy)) {
          const filled = firstFilled(place, others);
          if (!filled) continue;
          const { hole, at, filler, from } = filled;
          const whose = filler === policy ? 'this policy' : `"${filler.name}"`;
          report(policy.document, {
            field: [...place.block.path, 'except', at],
            message: `${hole.toString()} is left out here, but ${allowingIt(from, whose)}.`,
          });
        }
      }
    }
  },
};

interface PlacedBlock {
  readonly rule: DirectedRule;
  readonly block: Block;
}

/** What fills a hole: a block, or a rule for anyone. */
interface Filling {
  readonly rule: DirectedRule;
  readonly block?: Block;
}

function effectiveBlocks({ rules }: LintedPolicy): PlacedBlock[] {
  return rules.filter(({ inEffect }) => inEffect).flatMap((rule) => blocksOf(rule).map((block) => ({ rule, block })));
}

/** The first hole that a wider block fills; one that names the hole itself, or less, is there on purpose. */
function firstFilled(
  { rule, block }: PlacedBlock,
  policies: readonly LintedPolicy[],
): { hole: Cidr; at: number; filler: LintedPolicy; from: Filling } | undefined {
  const ports = portSetOf(rule);
  for (const [at, hole] of block.except.entries()) {
    for (const filler of policies) {
      const from = effectiveBlocks(filler).find(
        (other) =>
          other.block !== block &&
          other.rule.direction === rule.direction &&
          other.block.cidr.prefix < hole.prefix &&
          addressesOf(other.block).contains(AddressSet.of(hole)) &&
          !ports.intersect(portSetOf(other.rule)).isEmpty,
      );
      // The same block of the same rule is not another one, although it was read anew.
      if (from && !(from.rule === rule && from.block.path.join() === block.path.join())) {
        return { hole, at, filler, from };
      }
      const open = filler.rules.find(
        (other) =>
          other.inEffect &&
          other.direction === rule.direction &&
          other.peers.length === 0 &&
          !ports.intersect(portSetOf(other)).subtract(DNS).isEmpty,
      );
      if (open) return { hole, at, filler, from: { rule: open } };
    }
  }
  return undefined;
}

/** A rule for DNS names nobody as a rule, and what else the exception closes stays closed. */
const DNS = DNS_PORTS.flatMap((port) =>
  [Protocol.UDP, Protocol.TCP].map((protocol) => PortSet.of(protocol, port)),
).reduce((all, one) => all.union(one));

/** `0.0.0.0/0 in egress[0] of this policy allows it` */
function allowingIt({ rule, block }: Filling, whose: string): string {
  const where = `${rule.path[1]}[${rule.path[2]}] of ${whose}`;
  if (block) return `${block.cidr.toString()} in ${where} allows it`;
  return `${where} ${rule.peersField === 'to' ? 'allows every destination' : 'lets anyone in'}`;
}
