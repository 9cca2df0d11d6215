import { JsonMap, asList, asMap, asNumber, asText, asTexts } from '../record/json-value';
import { Decider } from '../record/observation';

interface Hit {
  readonly index: number;
  readonly action: string;
  readonly staged: boolean;
  readonly decider: Decider | undefined;
}

/** The policies that decided, and those that would deny if they were enforced. */
export function calicoDeciders(policies: JsonMap | undefined): { enforced: Decider[]; wouldDeny: Decider[] } {
  if (!policies) return { enforced: [], wouldDeny: [] };
  // `all_policies` is the older field, with staged ones among the enforced.
  const old = hitsIn(policies.all_policies);
  const enforced = hitsIn(policies.enforced_policies ?? policies.enforced);
  const pending = hitsIn(policies.pending_policies ?? policies.pending);
  const inForce = enforced.length > 0 ? enforced : old.filter(({ staged }) => !staged);
  const staged = (pending.length > 0 ? pending : old).filter((hit) => hit.staged && hit.action === 'deny');
  return { enforced: named(inForce.filter(({ action }) => action !== 'pass')), wouldDeny: named(staged) };
}

function named(hits: readonly Hit[]): Decider[] {
  const known = new Map<string, Decider>();
  for (const { decider } of [...hits].sort((a, b) => a.index - b.index)) {
    if (decider) known.set(JSON.stringify(decider), decider);
  }
  return [...known.values()];
}

function hitsIn(list: unknown): Hit[] {
  const texts = asTexts(list).flatMap((text) => hitOfText(text));
  return texts.length > 0 ? texts : asList(list).flatMap((value) => hitOfMap(asMap(value)));
}

/** `index|tier|name|action|rule`. The rule −1 is the end of a tier, and the name beside it an arbitrary one. */
function hitOfText(text: string): Hit[] {
  const [index, tier, name, action, rule] = text.split('|');
  if (name === undefined || action === undefined) return [];
  const staged = name.includes('staged:');
  const atEnd = rule === '-1';
  return [
    {
      index: Number(index) || 0,
      action: action.toLowerCase(),
      staged,
      decider: deciderOfText(name, tier!, staged, atEnd),
    },
  ];
}

function deciderOfText(text: string, tier: string, staged: boolean, atEnd: boolean): Decider | undefined {
  if (atEnd && !staged) return undefined;
  if (text.startsWith('__PROFILE__')) return undefined;
  const slash = text.indexOf('/');
  const ns = slash > 0 ? text.slice(0, slash) : undefined;
  const name = text.slice(slash + 1).replace(/^staged:/, '');
  // Kubernetes' own policies are Calico's with a prefix.
  if (name.startsWith('knp.default.')) {
    return { kind: 'NetworkPolicy', ...(ns === undefined ? {} : { ns }), name: name.slice('knp.default.'.length) };
  }
  const plain = name.startsWith(`${tier}.`) ? name.slice(tier.length + 1) : name;
  return { ...(ns === undefined ? {} : { ns }), name: plain, rule: `tier ${tier}` };
}

function hitOfMap(map: JsonMap | undefined): Hit[] {
  if (!map) return [];
  const kind = asText(map.kind) ?? '';
  const trigger = asMap(map.trigger);
  const subject = kind === 'EndOfTier' ? trigger : map;
  const staged = kind.startsWith('Staged') || (asText(trigger?.kind)?.startsWith('Staged') ?? false);
  const [ns, name] = [asText(subject?.namespace), asText(subject?.name)];
  // Whoever selects the pod makes it end there, but none of its rules did it.
  const decided = name !== undefined && kind !== 'Profile' && (kind !== 'EndOfTier' || staged);
  return [
    {
      index: asNumber(map.policy_index) ?? 0,
      action: (asText(map.action) ?? '').toLowerCase(),
      staged,
      decider: decided ? { kind: asText(subject!.kind) ?? kind, ...(ns === undefined ? {} : { ns }), name } : undefined,
    },
  ];
}
