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
      const placed = new Map(withAddresses.map((policy) => [policy, effectiveBlocks(policy)]));
      const holed = withAddresses.filter((policy) => placed.get(policy)!.some(({ block }) => block.except.length > 0));
      for (const policy of holed.slice(0, MAX_COMPARED)) {
        const own = requirementsOf(policy.spec.podSelector);
        const others = withAddresses
          .slice(0, MAX_COMPARED)
          .filter((other) => selectorImplies(own, requirementsOf(other.spec.podSelector)));
        for (const place of placed.get(policy)!) {
          const filled = firstFilled(
            place,
            others.map((other) => fillingsOf(other, placed.get(other)!, place)),
          );
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
  readonly addresses: AddressSet;
}

/** What fills a hole: a block, or a rule for anyone. */
interface Filling {
  readonly rule: DirectedRule;
  readonly block?: Block;
}

/** What could fill holes of one place, by a policy. */
interface Fillings {
  readonly filler: LintedPolicy;
  readonly blocks: readonly PlacedBlock[];
  readonly open?: DirectedRule;
}

function effectiveBlocks({ rules }: LintedPolicy): PlacedBlock[] {
  return rules
    .filter(({ inEffect }) => inEffect)
    .flatMap((rule) => blocksOf(rule).map((block) => ({ rule, block, addresses: addressesOf(block) })));
}

function fillingsOf(filler: LintedPolicy, blocks: readonly PlacedBlock[], place: PlacedBlock): Fillings {
  if (place.block.except.length === 0) return { filler, blocks: [] };
  const ports = portSetOf(place.rule);
  const open = filler.rules.find(
    (other) =>
      other.inEffect &&
      other.direction === place.rule.direction &&
      other.peers.length === 0 &&
      !ports.intersect(portSetOf(other)).subtract(DNS).isEmpty,
  );
  const others = blocks.filter(
    (other) =>
      other !== place &&
      other.rule.direction === place.rule.direction &&
      !ports.intersect(portSetOf(other.rule)).isEmpty,
  );
  return { filler, blocks: others, ...(open ? { open } : {}) };
}

/** The first hole that a wider block fills; one that names the hole itself, or less, is there on purpose. */
function firstFilled(
  { block }: PlacedBlock,
  fillings: readonly Fillings[],
): { hole: Cidr; at: number; filler: LintedPolicy; from: Filling } | undefined {
  for (const [at, hole] of block.except.entries()) {
    for (const { filler, blocks, open } of fillings) {
      const from = blocks.find((other) => other.block.cidr.prefix < hole.prefix && other.addresses.covers(hole));
      if (from) return { hole, at, filler, from };
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
