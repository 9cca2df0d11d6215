import { Change, ConditionalChange, Difference } from './difference';
import { PortSet } from '../../model/port-set';

/** What a change opens and closes for sure. */
export interface CertainChange {
  readonly change: Change;
  readonly opened: PortSet;
  readonly closed: PortSet;
}

/** Ports that are neither allowed nor denied for sure between two ends, before and after. */
export type OpenChange = Pick<Change, 'from' | 'to' | 'before' | 'after'>;

/**
 * The changes without what was or becomes undefined, or allowed on conditions: a connection that was allowed and is
 * undefined is no more removed than it is added.
 */
export function certainChanges(changes: readonly Change[], open: readonly OpenChange[]): CertainChange[] {
  const openBy = new Map<string, { before: PortSet; after: PortSet }>();
  for (const change of open) {
    const key = endsOf(change);
    const known = openBy.get(key) ?? { before: PortSet.EMPTY, after: PortSet.EMPTY };
    openBy.set(key, { before: known.before.union(change.before), after: known.after.union(change.after) });
  }
  return changes.flatMap((change) => {
    const openToo = openBy.get(endsOf(change));
    const opened = change.after.subtract(change.before).subtract(openToo?.before ?? PortSet.EMPTY);
    const closed = change.before.subtract(change.after).subtract(openToo?.after ?? PortSet.EMPTY);
    return opened.isEmpty && closed.isEmpty ? [] : [{ change, opened, closed }];
  });
}

/** All that is neither allowed nor denied for sure, before or after. */
export function openChanges({
  undefinedChanges,
  conditionalChanges,
}: Pick<Difference, 'undefinedChanges' | 'conditionalChanges'>): OpenChange[] {
  const all = (parts: ConditionalChange['before']) =>
    parts.reduce((ports, part) => ports.union(part.ports), PortSet.EMPTY);
  const conditional = conditionalChanges.map(({ from, to, before, after }) => ({
    from,
    to,
    before: all(before),
    after: all(after),
  }));
  return [...undefinedChanges, ...conditional];
}

/** Equal for changes between the same ends. What is undefined towards addresses is so for a whole family. */
export function endsOf({ from, to }: Pick<Change, 'from' | 'to'>): string {
  return JSON.stringify([from, to].map((end) => (end.kind === 'ip' ? end.range.family : end.id)));
}
