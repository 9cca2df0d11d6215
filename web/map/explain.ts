import { Relation } from './relation';
import type { MapPolicy, MapRule } from '../../src/report/map/map-data';

/** A policy that isolates one end of a pair, with its rules that are about the other end. */
export interface Deciding {
  readonly policy: MapPolicy;
  readonly rules: readonly MapRule[];
  /** Whether it has any rule in this direction. */
  readonly hasRules: boolean;
}

/** The policies that have a say at the sending end, or at the receiving one. */
export function decidingAt(
  relation: Relation,
  direction: 'ingress' | 'egress',
  own: number,
  other: number,
): Deciding[] {
  if (relation.isOutside(own)) return [];
  const { ends, policies } = relation.data;
  const place = ends.atom[own]!;
  const peer = ends.atom[other]!;
  const found: Deciding[] = [];
  for (const policy of policies) {
    const rules = policy[direction];
    if (!rules || !isIn(policy.subjects, place)) continue;
    const isAbout = ({ pods, addresses }: MapRule) => {
      const set = relation.isOutside(other) ? addresses : pods;
      return set === undefined || isIn(set, peer);
    };
    found.push({ policy, rules: rules.filter(isAbout), hasRules: rules.length > 0 });
  }
  return found;
}

function isIn(stretches: readonly number[], id: number): boolean {
  let lo = 0;
  let hi = stretches.length / 2;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (stretches[2 * middle + 1]! <= id) lo = middle + 1;
    else hi = middle;
  }
  return 2 * lo < stretches.length && stretches[2 * lo]! <= id;
}
