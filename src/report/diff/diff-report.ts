import { AddressRange } from '../../model/address-set';
import { PortSet } from '../../model/port-set';
import { Blame } from '../../reachability/change/blame';
import { certainChanges, endsOf, openChanges } from '../../reachability/change/certain-changes';
import { Change, ConditionalChange, Difference } from '../../reachability/change/difference';
import { MeaningChange } from '../../reachability/change/meaning';
import { Endpoint } from '../../reachability/relation/endpoints';
import { describeAddresses } from '../wording/address-text';
import { portsText } from '../wording/ports-text';

/** What the renderers of `netpol diff` print. */
export interface DiffReport {
  readonly difference: Difference;
  /** Undefined where nobody asked. */
  readonly meaning?: MeaningChange;
  readonly oldName: string;
  readonly newName: string;
}

/** Changes for people: addresses to which the same happened are one end, however many ranges they are. */
export interface DiffRow {
  readonly kind: Change['kind'];
  readonly from: string;
  readonly to: string;
  readonly before: PortSet;
  readonly after: PortSet;
  readonly by: readonly Blame[];
  /** Whether an end lies outside the cluster. */
  readonly outside: boolean;
}

export function diffRows(changes: readonly Change[]): DiffRow[] {
  const rows = new Map<string, { change: Change; ranges: AddressRange[] }>();
  for (const change of changes) {
    const { from, to, before, after, by } = change;
    const ends = [from, to].map((end) => (end.kind === 'ip' ? '' : end.id));
    const key = JSON.stringify([...ends, before.key, after.key, by.map(blameText)]);
    const range = from.kind === 'ip' ? from.range : to.kind === 'ip' ? to.range : undefined;
    const row = rows.get(key);
    if (!row) rows.set(key, { change, ranges: range ? [range] : [] });
    else if (range) row.ranges.push(range);
  }
  return [...rows.values()].map(({ change: { kind, from, to, before, after, by }, ranges }) => {
    const nameOf = (end: Endpoint) => (end.kind === 'ip' ? describeAddresses(ranges) : end.id);
    return { kind, from: nameOf(from), to: nameOf(to), before, after, by, outside: ranges.length > 0 };
  });
}

/** A connection about which the API says nothing, before or now, and what was known of it otherwise. */
export interface UndefinedRow extends DiffRow {
  /** `allowed before, undefined now` */
  readonly words: string;
}

/** What is allowed or denied now and was not before, and apart from that what is a matter of what nobody knows. */
export function sortedRows(difference: Difference): {
  rows: DiffRow[];
  undefinedRows: UndefinedRow[];
  conditionalRows: ConditionalRow[];
} {
  const { changes, undefinedChanges } = difference;
  const allowed = new Map<string, Change[]>();
  for (const change of changes) {
    const key = endsOf(change);
    allowed.set(key, [...(allowed.get(key) ?? []), change]);
  }
  const certain = certainChanges(changes, openChanges(difference)).map(({ change }) => change);
  const words = new Map(
    undefinedChanges.map((change) => [change, undefinedWords(change, allowed.get(endsOf(change)) ?? [])]),
  );
  const undefinedRows = [...new Set(words.values())].flatMap((text) =>
    diffRows(undefinedChanges.filter((change) => words.get(change) === text)).map((row) => ({ ...row, words: text })),
  );
  return { rows: diffRows(certain), undefinedRows, conditionalRows: conditionalRows(difference) };
}

/** A connection that is allowed on conditions, before or now. */
export interface ConditionalRow {
  readonly from: string;
  readonly to: string;
  /** `TCP 8080, only HTTP GET /public`, `nothing` */
  readonly before: string;
  readonly after: string;
  readonly by: readonly Blame[];
}

function conditionalRows({ conditionalChanges, changes }: Difference): ConditionalRow[] {
  const sure = new Map(changes.map((change) => [JSON.stringify([change.from.id, change.to.id]), change]));
  const rows = new Map<string, ConditionalRow & { ranges: AddressRange[]; ends: readonly Endpoint[] }>();
  for (const { from, to, before, after, by } of conditionalChanges) {
    const known = sure.get(JSON.stringify([from.id, to.id]));
    const words = (parts: ConditionalChange['before'], allowed: PortSet | undefined) => [
      ...(allowed && !allowed.isEmpty ? [portsText(allowed)] : []),
      ...parts.map(({ ports, subjectTo }) => `${portsText(ports)}, only ${subjectTo.join(', and only ')}`),
    ];
    const [was, is] = [words(before, known?.before), words(after, known?.after)].map(
      (all) => all.join('; ') || 'nothing',
    );
    const ids = [from, to].map((end) => (end.kind === 'ip' ? '' : end.id));
    const key = JSON.stringify([...ids, was, is, by.map(blameText)]);
    const range = from.kind === 'ip' ? from.range : to.kind === 'ip' ? to.range : undefined;
    const row = rows.get(key) ?? { from: '', to: '', before: was!, after: is!, by, ranges: [], ends: [from, to] };
    rows.set(key, row);
    if (range) row.ranges.push(range);
  }
  return [...rows.values()].map(({ ends: [from, to], ranges, before, after, by }) => {
    const nameOf = (end: Endpoint) => (end.kind === 'ip' ? describeAddresses(ranges) : end.id);
    return { from: nameOf(from!), to: nameOf(to!), before, after, by };
  });
}

function undefinedWords({ before, after }: Change, allowed: readonly Change[]): string {
  const was = (ports: PortSet, side: 'before' | 'after') => {
    const some = allowed.some((change) => !change[side].intersect(ports).isEmpty);
    return some ? 'allowed' : 'denied';
  };
  const [more, less] = [after.subtract(before), before.subtract(after)];
  return [
    ...(more.isEmpty ? [] : [`${portsText(more)}: ${was(more, 'before')} before, undefined now`]),
    ...(less.isEmpty ? [] : [`${portsText(less)}: undefined before, ${was(less, 'after')} now`]),
  ].join('; ');
}

/** What stands together, and why. Empty where each workload stands by itself. */
export function groupNotes({ groups }: Difference): string[] {
  if (groups.length === 0) return [];
  return [
    'Too many connections change to list each pair: workloads of a namespace that are treated alike stand together, with the policies of the first of them. Where one stands at both ends, it is about the connections between its workloads.',
  ];
}

export function countByKind(changes: readonly { readonly kind: Change['kind'] }[]): Record<Change['kind'], number> {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}

/** Policies that were written anew without a change in what anybody may do. */
export function changesWithoutEffect({
  policies,
  changes,
  undefinedChanges,
  conditionalChanges,
}: Difference): string[] {
  const all = [...changes, ...undefinedChanges, ...conditionalChanges];
  const guilty = new Set(all.flatMap(({ by }) => by.flatMap((one) => (one.kind === 'policy' ? one.policy : []))));
  return [...policies.all.keys()].filter((policy) => !guilty.has(policy)).sort();
}

/** `policy shop/web changed` */
export function blameText(blame: Blame): string {
  switch (blame.kind) {
    case 'policy':
      return `policy ${blame.policy} ${blame.change}`;
    case 'workload':
      return `workload ${blame.workload} ${blame.change}`;
    case 'labels':
      return 'labels, ports or hostNetwork of pods, or labels of namespaces';
  }
}

/** `policies.yaml:12`, where it has a file. */
export function blamePlace(blame: Blame): string | undefined {
  if (blame.kind !== 'policy') return undefined;
  const { file, constructPath } = blame.document.origin;
  const line = blame.document.positionOf(['metadata', 'name'])?.line;
  const origin = file ?? constructPath;
  return origin === undefined ? undefined : `${origin}${line === undefined ? '' : `:${line}`}`;
}

/** `TCP 80, UDP 53`, `all ports` or `nothing`. */
export function portsInWords(ports: PortSet): string {
  return ports.isEmpty ? 'nothing' : portsText(ports);
}

/** Whether something is allowed now that was not before. */
export function opensSomething({ before, after }: DiffRow): boolean {
  return !before.contains(after);
}

/** Whether something is no longer allowed; a port that moved both opens and closes. */
export function closesSomething({ before, after }: DiffRow): boolean {
  return !after.contains(before);
}

/** What the change means beyond the workloads of the input. */
export const MEANINGS: Readonly<Record<MeaningChange, string>> = {
  same: 'For every pod there could be, the policies mean the same as before',
  wider: 'Seen over every pod there could be, the policies allow more than before, and nothing less',
  narrower: 'Seen over every pod there could be, the policies allow less than before, and nothing more',
  different: 'Seen over every pod there could be, the policies allow some things more and some things less than before',
  unknown:
    'What the policies mean for every pod there could be is not known: it would take too long, or other kinds of policies have a say',
};
