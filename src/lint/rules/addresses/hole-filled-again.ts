import { AddressSet } from '../../../model/address-set';
import { Cidr } from '../../../model/cidr';
import { requirementsOf } from '../../../model/label-selector';
import { selectorImplies } from '../../../model/selector-implication';
import { ClusterRule } from '../../facts/lint-rule';
import { DirectedRule, LintedPolicy } from '../../facts/linted-policy';
import { Block, addressesOf, blocksOf, portSetOf } from '../../facts/peers-and-ports';
import { MAX_COMPARED } from '../../facts/rule-cover';

/** A hole in a block that another rule or policy of the same pods opens again as a whole. */
export const holeFilledAgain: ClusterRule = {
  id: 'hole-filled-again',
  severity: 'warning',
  info: 'An except leaves addresses out that another rule for the same pods allows.',
  why: 'Policies only add up: except takes away from its own block and from nothing else. Who reads the exception believes the addresses are closed.',
  fix: 'Add the exception to the other block too, or remove it where the addresses are needed.',
  checkCluster({ policiesByNamespace }, report) {
    for (const policies of policiesByNamespace.values()) {
      const withBlocks = policies.filter(({ rules }) =>
        rules.some(({ peers }) => peers.some(({ ipBlock }) => ipBlock)),
      );
      const holed = withBlocks.filter((policy) => effectiveBlocks(policy).some(({ block }) => block.except.length > 0));
      for (const policy of holed.slice(0, MAX_COMPARED)) {
        const own = requirementsOf(policy.spec.podSelector);
        const others = withBlocks
          .slice(0, MAX_COMPARED)
          .filter((other) => selectorImplies(own, requirementsOf(other.spec.podSelector)));
        for (const place of effectiveBlocks(policy)) {
          const filled = firstFilled(place, others);
          if (!filled) continue;
          const { hole, at, filler, from } = filled;
          const whose = filler === policy ? 'this policy' : `"${filler.name}"`;
          report(policy.document, {
            field: [...place.block.path, 'except', at],
            message: `${hole.toString()} is left out here, but ${from.block.cidr.toString()} in ${nameOf(from.rule)} of ${whose} allows it.`,
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

function effectiveBlocks({ rules }: LintedPolicy): PlacedBlock[] {
  return rules.filter(({ inEffect }) => inEffect).flatMap((rule) => blocksOf(rule).map((block) => ({ rule, block })));
}

/** The first hole that a wider block fills; one that names the hole itself, or less, is there on purpose. */
function firstFilled(
  { rule, block }: PlacedBlock,
  policies: readonly LintedPolicy[],
): { hole: Cidr; at: number; filler: LintedPolicy; from: PlacedBlock } | undefined {
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
    }
  }
  return undefined;
}

/** `egress[0]` */
function nameOf({ path }: DirectedRule): string {
  return `${path[1]}[${path[2]}]`;
}
